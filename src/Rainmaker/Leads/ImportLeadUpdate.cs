using Rainmaker.Crm;
using Rainmaker.Intelligence.Matching;
using Rainmaker.Intelligence.Scoring;
using Rainmaker.Platform.Files;

namespace Rainmaker.Leads;

/// <summary>Takes what rows say of leads that are known: empty fields are filled, newer values count, what a person typed stays, blank cells change nothing.</summary>
static class ImportLeadUpdate
{
    public sealed record Wanted(ImportedLead Row, Guid Lead, Guid? Owner);

    public static async Task Handle(IReadOnlyList<Wanted> updates, ImportWriting writing, ImportRun run, CancellationToken stop)
    {
        if (updates.Count == 0)
            return;
        var (db, ids, about) = (writing.Db, updates.Select(u => u.Lead).Distinct().ToArray(), new Dictionary<Guid, long>());
        var set = db.Leads;
        var leads = await set.Where(l => ids.Contains(l.Id)).ToDictionaryAsync(l => l.Id, stop);
        var touched = new List<(Wanted Wanted, Lead Lead)>(updates.Count);
        foreach (var wanted in updates)
        {
            if (!about.TryAdd(wanted.Lead, wanted.Row.Line))
                wanted.Row.Reject($"Line {about[wanted.Lead]} is about the same lead.");
            else
                touched.Add((wanted, Apply(wanted, leads[wanted.Lead], writing)));
        }
        db.ChangeTracker.DetectChanges();
        var changed = touched.Where(t => db.Entry(t.Lead).State == EntityState.Modified).ToList();
        foreach (var (wanted, lead) in touched)
            wanted.Row.Becomes(db.Entry(lead).State == EntityState.Modified ? RowOutcome.Updated : RowOutcome.Unchanged);
        if (!run.IsDry)
            await Judge(changed, db, stop);
    }

    static Lead Apply(Wanted wanted, Lead lead, ImportWriting writing)
    {
        var (row, db, request) = (wanted.Row, writing.Db, wanted.Row.Draft.Request);
        var merge = MergeFields.Decide(KnownLead.FieldsOf(lead, db.Vault), UpdateKnownLead.Offered(row.Draft, db.Actor));
        foreach (var kept in merge.Kept.Where(k => k.Why.Contains("typed", StringComparison.Ordinal)))
            writing.Notices.Count("kept", kept.Field, $"A person had typed another {kept.Field} in {NoticeBook.Rows}: theirs stays.");
        KnownLead.Apply(lead, merge, row.Draft, db);

        lead.Notes ??= row.Draft.Lead.Notes;
        lead.Timeline = request.Timeline ?? lead.Timeline;
        lead.Budget = request.Budget ?? lead.Budget;
        lead.DecisionMaker = request.DecisionMaker ?? lead.DecisionMaker;
        lead.Competitor = request.Competitor ?? lead.Competitor;
        lead.ProspectiveType = request.ProspectiveType ?? lead.ProspectiveType;
        lead.City = request.City ?? lead.City;
        if (row.Draft.Lead.Tags.Except(lead.Tags, StringComparer.Ordinal).Any())
            lead.Tags = [.. lead.Tags.Union(row.Draft.Lead.Tags, StringComparer.Ordinal)];
        if (request.Unmapped is { } aside && !SameJson.Are(aside, lead.Unmapped))
            lead.Unmapped = aside;
        if (request.Priority is { } priority && priority != lead.Priority)
            (lead.Priority, lead.PriorityOrigin) = (priority, PriorityOrigin.Manual);
        // A lead that became a deal stays converted whatever an older export says.
        if (row.Status is { } status && !lead.IsConverted)
            lead.Status = status;
        if (wanted.Owner is { } owner && owner != lead.OwnerId)
        {
            lead.OwnerId = owner;
            db.Add(new LeadAssignment { TenantId = db.TenantId, Id = Ids.At(db.Now), LeadId = lead.Id, UserId = owner, Rule = "given", Reason = "Named in the imported file.", AssignedBy = db.Actor.Person, At = db.Now });
        }
        return lead;
    }

    static async Task Judge(List<(Wanted Wanted, Lead Lead)> changed, SalesDb db, CancellationToken stop)
    {
        var ids = changed.Select(c => c.Lead.Id).ToArray();
        var set = db.LeadSignals;
        var signals = (await set.AsNoTracking().Where(s => ids.Contains(s.LeadId)).ToListAsync(stop)).ToLookup(s => s.LeadId, s => new Signal(s.Kind, s.At, s.Value));
        foreach (var (wanted, lead) in changed)
        {
            var desk = wanted.Row.Draft.Desk;
            if (!lead.IsSpam)
                lead.Score(ScoreCard.Judge(lead.Facts(), [.. signals[lead.Id]], db.Now, desk.Card), db.Now, source: desk.Sources.GetValueOrDefault(lead.Source));
            lead.UpdatedAt = db.Now;
        }
    }
}

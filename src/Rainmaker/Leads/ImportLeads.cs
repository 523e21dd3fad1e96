using Rainmaker.Activities;
using Rainmaker.Crm;
using Rainmaker.Intelligence.Matching;
using Rainmaker.Intelligence.Scoring;
using Rainmaker.Platform.Audit;
using Rainmaker.Platform.Files;
using Activity = Rainmaker.Activities.Activity;

namespace Rainmaker.Leads;

/// <summary>
/// Brings leads in from a file. A lead is known again by its external id, else by e-mail, else by a readable number with a name that does not speak against it.
/// Nobody is notified, and nobody gets a lead unless the row names an owner.
/// </summary>
public sealed class ImportLeads(LeadDesks desks) : IImport<ImportedLead>
{
    ImportOwners _owners = null!;
    LeadDesk _desk = null!;
    ImportRun _run = null!;

    public string Kind => "leads";
    public ImportFields Fields => ImportLeadFields.All;
    public string Statistics => "analyze lead (tenant_id, external_id, email_hash, phone_hash, whatsapp_hash, name_company_hash)";

    public static Task<Result<ImportRun>> Handle(ImportOrder order, Actor actor, Database database, LeadDesks desks, IProgress<Progress>? progress, CancellationToken stop) =>
        RunImport.Handle(order, new ImportLeads(desks), actor, database, progress, stop);

    /// <summary>The words of the source that every row is said to come from, else those of all sources.</summary>
    public async Task<IReadOnlyDictionary<string, string>> Aliases(SalesDb db, ImportMap map, CancellationToken stop)
    {
        var sources = (await desks.Get(db.TenantId, stop)).Sources;
        var spoken = map.Constants.TryGetValue("source", out var key) && sources.TryGetValue(key, out var one) ? [one] : sources.Values;
        var aliases = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (theirs, ours) in spoken.SelectMany(s => s.FieldAliases))
            aliases.TryAdd(theirs, ours);
        return aliases;
    }

    public async Task Begin(SalesDb db, ImportOrder order, ImportRun run, CancellationToken stop)
    {
        (_run, _desk) = (run, await desks.Get(db.TenantId, stop));
        _owners = await ImportOwners.Load(db, stop);
    }

    public ImportedLead Read(ImportRow row) => ImportedLead.Read(row, _desk, _run.StartedAt);

    public async Task Decide(IReadOnlyList<ImportedLead> rows, ImportWriting writing, CancellationToken stop)
    {
        var db = writing.Db;
        var known = await KnownLeads.Find(db, rows, _run.StartedAt, stop);
        var fresh = new NewRows();
        var updates = new List<ImportLeadUpdate.Wanted>();
        var made = new List<(ImportedLead, Guid?)>(rows.Count);
        foreach (var row in rows)
        {
            var lead = known.Of(row);
            if (lead is null && _run.Mode == ImportMode.Update)
                row.Reject($"There is no lead with this {row.Identity.Said} to update.");
            else if (lead is not null && _run.Mode == ImportMode.Create)
                Leave(row, writing);
            else if ((row.Owner is { } word ? _owners.Find(word, row, db) : null) is var owner && row.Outcome == RowOutcome.Rejected)
                continue;
            else if (lead is { } id)
                updates.Add(new(row, id, owner));
            else
            {
                row.Becomes(RowOutcome.Created);
                made.Add((row, owner));
            }
        }
        if (!_run.IsDry)
            Make(made, db, known, fresh);
        await ImportLeadUpdate.Handle(updates, writing, _run, stop);
        _owners.Write(writing, stop);
        fresh.Write(writing, stop);
    }

    public void Conclude(NoticeBook notices) => _owners.Conclude(notices);

    static void Leave(ImportedLead row, ImportWriting writing)
    {
        row.Becomes(RowOutcome.Unchanged);
        writing.Notices.Count("left_alone", null, $"{NoticeBook.Rows} are about leads that are known already: left as they are, since only new ones were asked for.");
    }

    /// <summary>Normalised, hashed and scored already; what is left is to seal and to write down, row by row on all processors.</summary>
    void Make(IReadOnlyList<(ImportedLead Row, Guid? Owner)> rows, SalesDb db, KnownLeads known, NewRows fresh)
    {
        var leads = new Lead[rows.Count];
        Parallel.For(0, rows.Count, i => leads[i] = Lead(rows[i].Row, rows[i].Owner, db));
        for (var i = 0; i < leads.Length; i++)
        {
            var (row, lead, source) = (rows[i].Row, leads[i], _desk.Sources.GetValueOrDefault(rows[i].Row.Draft.Source));
            foreach (var (match, hidden) in known.Likely(row))
                fresh.Matches.Add(new LeadMatch { TenantId = db.TenantId, Id = Ids.At(db.Now), LeadId = lead.Id, OtherLeadId = match.LeadId, Weight = match.Weight, Evidence = match.Evidence, IsHidden = hidden, CreatedAt = db.Now });
            known.Add(lead);
            fresh.Touches.Add(Touch(lead, row.Draft, db));
            fresh.Lines.Add(Activity.Happened(db, EntityType.Lead, lead.Id, ActivityKind.LeadCreated, $"Came in from {source?.Label ?? row.Draft.Source}, imported from {_run.FileName}.", lead.CreatedAt));
            if (rows[i].Owner is { } owner)
                fresh.Assignments.Add(new LeadAssignment { TenantId = db.TenantId, Id = Ids.At(db.Now), LeadId = lead.Id, UserId = owner, Rule = "given", Reason = "Named in the imported file.", AssignedBy = db.Actor.Person, At = db.Now });
        }
        fresh.Leads.AddRange(leads);
    }

    Lead Lead(ImportedLead row, Guid? owner, SalesDb db)
    {
        var (draft, lead) = (row.Draft, NewLead.Of(db, row.Draft, row.Draft.Lead));
        (lead.Status, lead.OwnerId) = (draft.Request.Status, owner);
        (lead.FirstTouch, lead.LastTouch) = (lead.FirstTouch! with { At = lead.CreatedAt }, lead.LastTouch! with { At = lead.CreatedAt });
        if (row.Score is { } score)
        {
            lead.Priority = draft.Request.Priority ?? Draft.PriorityOf(score, _desk.Sources.GetValueOrDefault(draft.Source));
            lead.Score(score, db.Now, judgesPriority: false);
        }
        return lead;
    }

    static LeadTouch Touch(Lead lead, Draft draft, SalesDb db) => new()
    {
        TenantId = db.TenantId, Id = Ids.At(lead.CreatedAt), LeadId = lead.Id, At = lead.CreatedAt, Source = draft.Source, Medium = draft.Touch.Medium, Campaign = draft.Touch.Campaign,
        Term = draft.Touch.Term, Content = draft.Touch.Content, ClickId = draft.Request.Touch.Gclid ?? draft.Request.Touch.Fbclid, Referrer = draft.Request.Touch.Referrer, LandingPage = draft.Touch.LandingPage,
    };

    /// <summary>All that the new leads of a chunk consist of.</summary>
    sealed class NewRows
    {
        public List<Lead> Leads { get; } = [];
        public List<LeadTouch> Touches { get; } = [];
        public List<Activity> Lines { get; } = [];
        public List<LeadAssignment> Assignments { get; } = [];
        public List<LeadMatch> Matches { get; } = [];

        public void Write(ImportWriting writing, CancellationToken stop)
        {
            writing.Copy(Leads, stop);
            writing.Copy(Touches, stop);
            writing.Copy(Lines, stop);
            writing.Copy(Assignments, stop);
            writing.Copy(Matches, stop);
            var audit = new AuditEntry[Leads.Count];
            Parallel.For(0, audit.Length, i => audit[i] = writing.Db.NewAudit("leads.import", "lead", Leads[i].Id, AuditTrail.DetailOfNew(writing.Db, Leads[i])));
            writing.Copy(audit, stop);
        }
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapImport("leads", Handle);
        ImportPages.MapImport(routes, "leads", Handle);
    }

    static Task<Result<ImportRun>> Handle(IServiceProvider services, Actor actor, ImportOrder order, CancellationToken stop) =>
        Handle(order, actor, services.GetRequiredService<Database>(), services.GetRequiredService<LeadDesks>(), null, stop);
}

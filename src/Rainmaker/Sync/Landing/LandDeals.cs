using Rainmaker.Activities;
using Rainmaker.Deals;
using Rainmaker.Platform.Audit;
using Activity = Rainmaker.Activities.Activity;

namespace Rainmaker.Sync.Landing;

/// <summary>Deals of a CRM on our board, with the stages they went through as far as their CRM tells.</summary>
static class LandDeals
{
    public static async Task Land(Arrival on, IReadOnlyList<Crm.Deal> page, PipelineBooks books, CancellationToken stop)
    {
        var (db, fresh) = (on.Db, page.Reverse().DistinctBy(d => d.Id).ToList());
        var stages = await DealStages.Of(on, fresh, await books.Of(db, stop), stop);
        var links = await on.Links("deal", fresh.Select(d => d.Id), stop);
        var (companies, owners) = (await on.Records("company", fresh.Select(d => d.CompanyId), stop), await on.Records("owner", fresh.Select(d => d.OwnerId), stop));
        var contacts = await on.Records("contact", fresh.SelectMany(d => d.ContactIds), stop);
        Guid[] linked = [.. links.Values.Select(l => l.RecordId)];
        var rows = linked.Length == 0 ? [] : await db.Deals.Where(d => linked.Contains(d.Id)).ToDictionaryAsync(d => d.Id, stop);
        var (made, changes, lines) = (new List<Deal>(), new List<DealStageChange>(), new List<Activity>());
        foreach (var deal in fresh)
        {
            var (link, terms) = (links.GetValueOrDefault(deal.Id), DealTerms.Told(deal, stages.Of(deal), db.Tenant, companies, contacts, owners));
            var (row, hash) = (link is null ? null : rows.GetValueOrDefault(link.RecordId), on.Hash("deal", Json.Write(terms)));
            // Whom it is with may come later, from a list of its own: that is no change of the deal.
            if (row is not null && deal.ContactIds.Count == 0)
                terms = terms with { ContactId = row.ContactId };
            if (row is not null && deal.CompanyId is null)
                terms = terms with { CompanyId = row.CompanyId, Company = terms.Company ?? row.Company };
            if (link is { State: LinkState.There, ToldHash: { } before } && before.AsSpan().SequenceEqual(hash))
            {
                on.Seen(deal.Id);
                continue;
            }
            if (link is null)
                row = New(on, deal, terms, stages, made, changes, lines);
            else if (row is not null)
                Change(on, row, link, terms, stages);
            else
                on.Unchanged++;
            on.Link(deal.Id, row?.Id ?? link!.RecordId, hash, on.Seal("deal", Json.Write(terms)), deal.UpdatedAt);
        }
        await db.CopyIn(made, stop);
        await db.CopyIn(changes, stop);
        await db.CopyIn(lines, stop);
        await db.CopyIn<AuditEntry>([.. made.Select(d => db.NewAudit("sync.read", "deal", d.Id, AuditTrail.DetailOfNew(db, d)))], stop);
        await on.WriteLinks("deal", stop);
        await LandPairs.Write(on, Crm.AssociationKind.DealContact, [.. from d in fresh from c in d.ContactIds select new Crm.Association(Crm.AssociationKind.DealContact, d.Id, c)], stop);
    }

    static Deal New(Arrival on, Crm.Deal told, DealTerms terms, DealStages stages, List<Deal> made, List<DealStageChange> changes, List<Activity> lines)
    {
        var (db, stage) = (on.Db, stages.Of(told));
        var (began, entered) = (told.CreatedAt.ToUniversalTime(), told.StageEnteredAt.ToUniversalTime());
        var deal = new Deal
        {
            TenantId = db.TenantId, Id = Ids.At(db.Now), ExternalId = told.Id, Source = on.Connection.Source, Name = terms.Name, PipelineId = stage.PipelineId, StageId = stage.Id, Status = stage.Kind,
            Probability = stage.Probability, Currency = terms.Currency, StageEnteredAt = entered, LastChangeAt = told.ChangedAt?.ToUniversalTime() ?? entered, LastActivityAt = told.LastActivityAt?.ToUniversalTime(),
            NextActivityAt = told.NextActivityAt?.ToUniversalTime(), CreatedAt = began, UpdatedAt = db.Now,
        };
        Apply(on, deal, terms, stage);
        made.Add(deal);
        on.Created++;
        var path = stages.Path(told);
        lines.Add(Activity.Happened(db, EntityType.Opportunity, deal.Id, ActivityKind.DealCreated, $"Opened in {path[0].Stage.Label}, read from {CrmWords.NameOf(on.Connection.Source)}", path[0].At));
        for (var i = 0; i < path.Count; i++)
        {
            var (to, at) = path[i];
            var (from, since) = i == 0 ? ((KnownStage?)null, at) : path[i - 1];
            changes.Add(new()
            {
                TenantId = db.TenantId, Id = Ids.At(at), DealId = deal.Id, FromStageId = from?.Id, ToStageId = to.Id, FromProbability = from?.Probability, ToProbability = to.Probability, Value = deal.BaseValue, At = at,
                SecondsInStage = from is null ? null : (long)(at - since).TotalSeconds,
            });
            if (from is not null)
                lines.Add(Activity.Happened(db, EntityType.Opportunity, deal.Id, ActivityKind.StageChange, $"Moved from {from.Label} to {to.Label}", at, Json.Write(new { old_stage = from.Key, new_stage = to.Key })));
        }
        return deal;
    }

    static void Change(Arrival on, Deal deal, SyncLink link, DealTerms told, DealStages stages)
    {
        var (db, way, ours) = (on.Db, new ThreeWay(deal.Source == on.Connection.Source), DealTerms.Of(deal));
        var terms = DealTerms.Meet(on.Open<DealTerms>("deal", link.AgreedSealed) ?? ours, told, ours, way);
        var (from, to) = (stages.Book.Stage(deal.StageId), stages.Known(terms.StageId));
        if (from.Id != to.Id)
            db.Enter(deal, from, to, to.Probability, ProbabilityOrigin.Stage, to.Kind == StageKind.Open ? "deal.moved" : "deal.closed", terms.LostReason);
        if ((terms.Value, terms.Expected) != (ours.Value, ours.Expected))
            deal.Touch(db.Now);
        Apply(on, deal, terms, to);
        deal.UpdatedAt = db.Now;
        on.Updated++;
        if (way.Conflicts.Count > 0)
            db.Add(Activity.Happened(db, EntityType.Opportunity, deal.Id, ActivityKind.Note, $"Changed here and in {CrmWords.NameOf(on.Connection.Source)} at once: {string.Join(", ", way.Conflicts.Select(c => c.Field.Replace('_', ' ')))}. What stands {(deal.Source == on.Connection.Source ? "there" : "here")} was kept."));
        if (way.OursGoesOut)
            on.Notice("deals were changed here too; deals are not written back, so both sides differ there.");
    }

    static void Apply(Arrival on, Deal deal, DealTerms terms, KnownStage stage)
    {
        (deal.Name, deal.Company, deal.CompanyId, deal.ContactId, deal.OwnerId) = (terms.Name, terms.Company, terms.CompanyId, terms.ContactId, terms.OwnerId);
        (deal.ClosedOn, deal.LostReason) = (terms.ClosedOn, terms.LostReason);
        deal.ExpectToClose(terms.Expected);
        (deal.Probability, deal.ProbabilityOrigin) = terms.OwnProbability is { } own ? (own, ProbabilityOrigin.Manual) : (stage.Probability, ProbabilityOrigin.Stage);
        if (on.Db.Tenant.RateOf(terms.Currency) is { } rate)
        {
            deal.Revalue(terms.Value, terms.Currency, rate);
            return;
        }
        (deal.Value, deal.Currency, deal.BaseValue, deal.Rate) = (terms.Value, terms.Currency, null, 1);
        if (terms.Value is not null)
            on.Notice($"deals are in {terms.Currency}, for which there is no rate among the settings: they count as nothing in sums.");
    }
}

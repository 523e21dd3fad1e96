namespace Rainmaker.Deals.Screens;

/// <summary>Everything a deal's page shows, read at once.</summary>
public static class ReadDealPage
{
    /// <param name="Stay">How long it lay in the stage it came from; null for the first.</param>
    public sealed record Step(DateTimeOffset At, string? From, string To, StageKind Kind, TimeSpan? Stay, string? By);

    /// <param name="LeadName">Of the lead it came from; null where there is none or the actor does not see it.</param>
    public sealed record View(DealLine Line, PipelineBook Book, KnownPipeline Pipeline, IReadOnlyList<DealPeople.View> People, IReadOnlyList<Step> History, IReadOnlyList<TimelineEntry> Timeline,
        string? LeadName, TenantInfo Tenant, DateOnly Today, DateTimeOffset Now)
    {
        public Deal Deal => Line.Deal;
    }

    public static async Task<Result<View>> Handle(Guid id, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var deals = db.Deals.AsNoTracking().VisibleTo(actor);
        if (await deals.SingleOrDefaultAsync(d => d.Id == id, stop) is not { } deal)
            return new NotFound("deal");
        var (book, owners, history) = (await books.Of(db, stop), await DealOwners.Of(db, stop), await ReadDealHistory.Rows(db, id, stop));
        return new View(DealLine.Of(deal, book, owners.Names, db.Tenant, db.Now), book, book.Pipeline(deal.PipelineId), await DealPeople.Of(db, deal, stop),
            [.. history.Select(c => StepOf(c, book, owners.Names))], await DealStory.Of(db, deal, owners.Names, stop), await LeadName(db, deal.LeadId, stop), db.Tenant, db.Today, db.Now);
    }

    static Step StepOf(DealStageChange change, PipelineBook book, IReadOnlyDictionary<Guid, string> names)
    {
        var to = book.Stage(change.ToStageId);
        return new(change.At, change.FromStageId is { } from ? book.Stage(from).Label : null, to.Label, to.Kind,
            change.SecondsInStage is { } seconds ? TimeSpan.FromSeconds(seconds) : null, change.ChangedBy is { } user ? names.GetValueOrDefault(user) : null);
    }

    static async Task<string?> LeadName(SalesDb db, Guid? lead, CancellationToken stop)
    {
        if (lead is not { } id)
            return null;
        var leads = Leads.LeadSight.VisibleTo(db.Set<Leads.Lead>(), db.Actor);
        return await leads.Where(l => l.Id == id).Select(l => l.Name).SingleOrDefaultAsync(stop);
    }
}

using Rainmaker.Activities;
using Rainmaker.Intelligence.Analysis;

namespace Rainmaker.Deals;

/// <summary>What use cases about one deal load before they decide.</summary>
static class DealLookup
{
    /// <summary>The deal for changing it; null where the actor sees none of that id.</summary>
    public static Task<Deal?> FindDeal(this SalesDb db, Guid id, CancellationToken stop) =>
        db.Deals.VisibleTo(db.Actor).SingleOrDefaultAsync(d => d.Id == id, stop);

    /// <summary>Adds whatever the deal, as it now is, lacks for a stage.</summary>
    public static async Task CheckDoor(this SalesDb db, Deal deal, KnownStage to, DealTerms terms, CancellationToken stop)
    {
        var lacks = await db.Door(to, [deal], stop);
        foreach (var lack in lacks(deal))
            terms.Add(new DealTerms.StageLacks(lack.Field, lack.Why));
    }

    /// <summary>Says of each of some deals what it lacks for a stage. Asks the store once, and only where the stage asks for people or activities; what was done on a deal's lead counts.</summary>
    public static async Task<Func<Deal, IReadOnlyList<EntryRefusal>>> Door(this SalesDb db, KnownStage to, IReadOnlyCollection<Deal> deals, CancellationToken stop)
    {
        var people = Asks(to, Crm.Required.Contact) ? await People(db, [.. deals.Where(d => d.ContactId is null).Select(d => d.Id)], stop) : null;
        var done = Asks(to, Crm.Required.Activity) ? await Done(db, [.. deals.SelectMany(d => new[] { d.Id, d.LeadId }).OfType<Guid>()], stop) : null;
        return deal => to.Terms.Requires.Count == 0 ? [] : StageEntry.Refusals(deal.Terms(to, deal.ContactId is { } main ? [main.ToString()] : [.. people?[deal.Id] ?? []]), to.Terms,
            done is null ? [] : [.. done[deal.Id].Concat(deal.LeadId is { } lead ? done[lead] : []).Distinct()]);
    }

    static bool Asks(KnownStage stage, Crm.Required what) => stage.Terms.Requires.Any(r => r.What == what);

    static async Task<ILookup<Guid, string>> People(SalesDb db, Guid[] deals, CancellationToken stop)
    {
        var people = db.DealContacts;
        return (await people.Where(c => deals.Contains(c.DealId)).Select(c => new { c.DealId, c.ContactId }).ToListAsync(stop)).ToLookup(c => c.DealId, c => c.ContactId.ToString());
    }

    static async Task<ILookup<Guid, ActivityKind>> Done(SalesDb db, Guid[] records, CancellationToken stop)
    {
        var activities = db.Activities;
        return (await activities
            .Where(a => records.Contains(a.EntityId) && a.Completed && a.Kind != ActivityKind.StageChange && a.Kind != ActivityKind.DealCreated && a.Kind != ActivityKind.LeadCreated)
            .Select(a => new { a.EntityId, a.Kind }).Distinct().ToListAsync(stop)).ToLookup(a => a.EntityId, a => a.Kind);
    }
}

using Rainmaker.Activities;
using Rainmaker.Intelligence.Analysis;

namespace Rainmaker.Deals;

/// <summary>What use cases about one deal load before they decide.</summary>
static class DealLookup
{
    /// <summary>The deal for changing it; null where the actor sees none of that id.</summary>
    public static Task<Deal?> FindDeal(this SalesDb db, Guid id, CancellationToken stop) =>
        db.Deals.VisibleTo(db.Actor).SingleOrDefaultAsync(d => d.Id == id, stop);

    /// <summary>Adds whatever the deal, as it now is, lacks for a stage. Asks the store only where the stage asks for people or activities; what was done on its lead counts.</summary>
    public static async Task CheckDoor(this SalesDb db, Deal deal, KnownStage to, DealTerms terms, CancellationToken stop)
    {
        if (to.Terms.Requires.Count == 0)
            return;
        List<string> contacts = deal.ContactId is { } main ? [main.ToString()] : [];
        if (contacts.Count == 0 && Asks(to, Crm.Required.Contact))
        {
            var people = db.DealContacts;
            contacts = await people.Where(c => c.DealId == deal.Id).Select(c => c.ContactId.ToString()).ToListAsync(stop);
        }
        var done = Asks(to, Crm.Required.Activity) ? await Done(db, deal, stop) : [];
        foreach (var lack in StageEntry.Refusals(deal.Terms(to, contacts), to.Terms, done))
            terms.Add(new DealTerms.StageLacks(lack.Field, lack.Why));
    }

    static bool Asks(KnownStage stage, Crm.Required what) => stage.Terms.Requires.Any(r => r.What == what);

    static Task<List<ActivityKind>> Done(SalesDb db, Deal deal, CancellationToken stop)
    {
        var activities = db.Activities;
        return activities
            .Where(a => (a.EntityId == deal.Id || a.EntityId == deal.LeadId) && a.Completed && a.Kind != ActivityKind.StageChange && a.Kind != ActivityKind.DealCreated && a.Kind != ActivityKind.LeadCreated)
            .Select(a => a.Kind).Distinct().ToListAsync(stop);
    }
}

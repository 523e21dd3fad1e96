using Rainmaker.Activities;

namespace Rainmaker.Deals;

/// <summary>What is done with a deal, and was done while it was a lead. When something was last done follows by <see cref="FollowActivities"/>.</summary>
sealed class ActivitiesOfDeal : IHasActivities
{
    public EntityType Type => EntityType.Opportunity;

    public async Task<ActivityHost?> Find(SalesDb db, Guid id, CancellationToken stop) =>
        await db.Deals.AsNoTracking().VisibleTo(db.Actor).Where(d => d.Id == id).Select(d => new { d.OwnerId, d.LeadId }).SingleOrDefaultAsync(stop) is { } deal
            ? new(Type, id, deal.OwnerId, deal.LeadId is { } lead ? [id, lead] : [id], id)
            : null;
}

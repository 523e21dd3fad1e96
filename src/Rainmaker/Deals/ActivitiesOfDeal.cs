using Rainmaker.Activities;

namespace Rainmaker.Deals;

/// <summary>What is done with a deal, and was done while it was a lead.</summary>
sealed class ActivitiesOfDeal(PipelineBooks books) : IHasActivities
{
    public EntityType Type => EntityType.Opportunity;

    public async Task<ActivityHost?> Find(SalesDb db, Guid id, CancellationToken stop) =>
        await db.Deals.AsNoTracking().VisibleTo(db.Actor).Where(d => d.Id == id).Select(d => new { d.OwnerId, d.LeadId }).SingleOrDefaultAsync(stop) is { } deal
            ? new(Type, id, deal.OwnerId, deal.LeadId is { } lead ? [id, lead] : [id], id)
            : null;

    /// <summary>When something was last done on the deal and is next planned, and its health with it. What Rainmaker writes on a timeline by itself is no activity; what is done on the deal's lead is.</summary>
    public async Task Follow(SalesDb db, ActivityHost host, Activities.Activity activity, CancellationToken stop)
    {
        if (host.Deal is not { } deal)
            return;
        // Two who note something on one deal at once: the second waits, and then counts what the first wrote.
        await db.Execute($"select from deal where tenant_id = {db.TenantId} and id = {deal} for update", stop);
        // The activity itself is not written yet: its own part comes as a value. updated_at stays, so that nobody's form grows stale by a call.
        var (done, planned) = (activity.Completed ? activity.At : (DateTimeOffset?)null, activity.Completed ? (DateTimeOffset?)null : activity.At);
        await db.Execute($"""
            update deal d set last_activity_at = greatest(a.last, {done}), next_activity_at = least(a.next, {planned})
            from (
              select max(a.at) filter (where a.completed) as last, min(a.at) filter (where not a.completed) as next
              from deal k join activity a on a.tenant_id = k.tenant_id and a.entity_id in (k.id, k.lead_id)
              where k.tenant_id = {db.TenantId} and k.id = {deal} and a.id <> {activity.Id} and a.deleted_at is null and a.kind not in ('stage_change', 'lead_created', 'deal_created')) a
            where d.tenant_id = {db.TenantId} and d.id = {deal}
            """, stop);
        await RefreshDealHealth.Judge(db, await books.Of(db, stop), [deal], stop);
    }
}

namespace Rainmaker.Deals;

/// <summary>Keeps on each deal when something was last done and is next planned, and its health with it. What Rainmaker writes on a timeline by itself is no activity; what was done on its lead is.</summary>
sealed class FollowActivities : ISubscriber
{
    public string Name => "deals.activities";

    public bool Wants(string kind) => kind is "activity.logged" or "activity.updated";

    public async Task Handle(SalesDb db, IReadOnlyList<Event> events, CancellationToken stop)
    {
        var touched = events.Where(e => e.EntityType is "opportunity" or "deal").Select(e => e.EntityId).Distinct().ToArray();
        if (touched.Length == 0)
            return;
        await Note(db, touched, stop);
        await RefreshDealHealth.Judge(db, await PipelineBooks.Load(db, stop), touched, stop);
    }

    /// <summary>When something was last done on these deals and is next planned, as it stands on their timelines; also for those who cannot wait for the event.</summary>
    internal static Task<int> Note(SalesDb db, Guid[] deals, CancellationToken stop) =>
        db.Execute($"""
            update deal d set last_activity_at = a.last, next_activity_at = a.next
            from unnest({deals}) t(id)
            join deal k on k.tenant_id = {db.TenantId} and k.id = t.id
            cross join lateral (
              select max(a.at) filter (where a.completed) as last, min(a.at) filter (where not a.completed) as next
              from activity a where a.tenant_id = {db.TenantId} and a.entity_id in (k.id, k.lead_id) and a.deleted_at is null and a.kind not in ('stage_change', 'lead_created', 'deal_created')) a
            where d.tenant_id = {db.TenantId} and d.id = t.id and (d.last_activity_at, d.next_activity_at) is distinct from (a.last, a.next)
            """, stop);
}

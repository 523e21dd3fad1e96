using Rainmaker.Activities;

namespace Rainmaker.Leads;

/// <summary>What is done with a lead.</summary>
sealed class LeadTimeline : IHasActivities
{
    public EntityType Type => EntityType.Lead;

    public async Task<ActivityHost?> Find(SalesDb db, Guid id, CancellationToken stop) =>
        await db.Leads.AsNoTracking().VisibleTo(db.Actor).Where(l => l.Id == id).Select(l => new { l.OwnerId, l.DealId }).SingleOrDefaultAsync(stop) is { } lead
            ? new(Type, id, lead.OwnerId, [id], lead.DealId)
            : null;

    public async Task Follow(SalesDb db, ActivityHost host, Rainmaker.Activities.Activity activity, CancellationToken stop)
    {
        if (host.Type != Type)
            return;
        var (done, planned) = (activity.Completed ? activity.At : (DateTimeOffset?)null, activity.Completed ? (DateTimeOffset?)null : activity.At);
        var reached = activity.Kind is ActivityKind.Call or ActivityKind.Email or ActivityKind.Whatsapp or ActivityKind.Meeting ? done : null;
        // Two who note something on one lead at once: the second waits, and then counts what the first wrote.
        await db.Execute($"select from lead where tenant_id = {db.TenantId} and id = {host.Id} for update", stop);
        // The activity itself is not written yet: its own part comes as a value. updated_at stays, so that nobody's form grows stale by a call.
        await db.Execute($"""
            update lead l set
              last_activity_at = greatest((select max(a.at) from activity a where a.tenant_id = l.tenant_id and a.entity_id = l.id and a.id <> {activity.Id} and a.completed and a.deleted_at is null and a.kind <> 'lead_created'), {done}),
              next_activity_at = least((select min(a.at) from activity a where a.tenant_id = l.tenant_id and a.entity_id = l.id and a.id <> {activity.Id} and not a.completed and a.deleted_at is null), {planned}),
              first_contacted_at = coalesce(l.first_contacted_at, {reached})
            where l.tenant_id = {db.TenantId} and l.id = {host.Id}
            """, stop);
    }
}

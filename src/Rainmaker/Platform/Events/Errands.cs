namespace Rainmaker.Platform.Events;

/// <summary>
/// Deliveries whose work lies outside the database. One at a time for a subscriber and tenant, over all processes: claimed with a lease and committed,
/// done or postponed afterwards. Whoever dies in between leaves a lease that runs out.
/// </summary>
public sealed class Errands(Database database)
{
    /// <param name="IsRepeated">It was tried before, and what came of that is not known for certain.</param>
    public sealed record Errand(Delivery Delivery, Event Event, bool IsRepeated);

    /// <param name="lease">Longer than the work may take.</param>
    public async Task<Errand?> Claim(Guid tenant, string subscriber, TimeSpan lease, CancellationToken stop)
    {
        await using var db = await database.Open(Actor.System(tenant), stop);
        var (mark, until) = (Guid.CreateVersion7(db.Now), db.Now + lease);
        // Two who look at once would both find nobody under way.
        await db.Execute($"select pg_advisory_xact_lock(hashtextextended({$"errand {tenant} {subscriber}"}, 0))", stop);
        var claimed = await db.Set<Delivery>().FromSql($"""
            update delivery set leased_until = {until}, lease = {mark}, attempts = attempts + 1
            where tenant_id = {tenant} and id = (
              select id from delivery where tenant_id = {tenant} and state = 'due' and subscriber = {subscriber} and next_try_at <= {db.Now} and (leased_until is null or leased_until < {db.Now})
                and not exists (select from delivery d where d.tenant_id = {tenant} and d.state = 'due' and d.subscriber = {subscriber} and d.leased_until >= {db.Now})
              order by next_try_at, id limit 1)
            returning *
            """).IgnoreQueryFilters().AsNoTracking().ToListAsync(stop);
        if (claimed is not [var delivery])
            return null;
        var told = await db.Set<Event>().AsNoTracking().SingleAsync(e => e.Id == delivery.EventId, stop);
        await db.Finish(stop, wake: false);
        return new(delivery, told, delivery.Attempts > 1 || delivery.LastError is not null);
    }

    /// <summary>Marks it done together with what came of it. False where the lease ran out and somebody else has it now: then nothing is written.</summary>
    public async Task<bool> Done(Errand errand, Func<SalesDb, Task> write, CancellationToken stop)
    {
        var (tenant, id, lease) = (errand.Delivery.TenantId, errand.Delivery.Id, errand.Delivery.Lease);
        await using var db = await database.Open(Actor.System(tenant), stop);
        if (await db.Execute($"update delivery set state = 'done', done_at = {db.Now}, leased_until = null, last_error = null where tenant_id = {tenant} and id = {id} and lease = {lease} and state = 'due'", stop) != 1)
            return false;
        await write(db);
        await db.Commit($"delivery.{errand.Delivery.Subscriber}", stop);
        Telemetry.Deliveries.Add(1, new("subscriber", errand.Delivery.Subscriber), new("outcome", "done"));
        return true;
    }

    /// <param name="wait">The least; the more often it failed, the longer.</param>
    /// <param name="counts">False for what is not this delivery's fault, such as an outage: it may be tried for ever.</param>
    public async Task Postpone(Errand errand, string why, TimeSpan wait, bool counts, CancellationToken stop)
    {
        var (tenant, id, lease) = (errand.Delivery.TenantId, errand.Delivery.Id, errand.Delivery.Lease);
        await using var db = await database.Open(Actor.System(tenant), stop);
        var attempts = counts ? errand.Delivery.Attempts : errand.Delivery.Attempts - 1;
        var (state, backoff) = (attempts >= Dispatcher.MostAttempts ? "dead" : "due", counts ? Dispatcher.Backoff(errand.Delivery.Attempts) : wait);
        var next = db.Now + (backoff > wait ? backoff : wait);
        await db.Execute($"""
            update delivery set state = {state}, attempts = {attempts}, next_try_at = {next}, leased_until = null, last_error = {why[..Math.Min(why.Length, 500)]}
            where tenant_id = {tenant} and id = {id} and lease = {lease} and state = 'due'
            """, stop);
        await db.Finish(stop, wake: false);
        Telemetry.Deliveries.Add(1, new("subscriber", errand.Delivery.Subscriber), new("outcome", state == "dead" ? "dead" : "failed"));
    }
}

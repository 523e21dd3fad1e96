namespace Rainmaker.Platform.Events;

/// <summary>
/// Hands due deliveries to their subscribers: claimed with a lease and SKIP LOCKED, so that several processes share the work and a dead one's
/// claims fall free; done together with the subscriber's own writes; retried with backoff; dead after <see cref="MostAttempts"/>.
/// </summary>
public sealed partial class Dispatcher(Database database, Tenants tenants, Wakening wakening, TimeProvider time, ILogger<Dispatcher> log) : TenantPump(tenants, wakening, time, log)
{
    public const int MostAttempts = 10;
    const int AtMost = 500;
    static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    protected override TimeSpan Gather => TimeSpan.FromMilliseconds(20);

    protected override async Task<bool> Work(Guid tenant, CancellationToken stop)
    {
        var claimed = await Claim(tenant, stop);
        foreach (var group in claimed.GroupBy(d => d.Subscriber, StringComparer.Ordinal))
        {
            if (await Hand(tenant, group.Key, [.. group], stop) is null)
                continue;
            // Together they failed: one by one, so that a single bad one does not hold up the rest.
            foreach (var delivery in group)
            {
                if (await Hand(tenant, group.Key, [delivery], stop) is { } fault)
                    await Postpone(tenant, delivery, fault, stop);
            }
        }
        return claimed.Count == AtMost;
    }

    async Task<List<Delivery>> Claim(Guid tenant, CancellationToken stop)
    {
        await using var db = await database.Open(Actor.System(tenant), stop);
        var (lease, until) = (Guid.CreateVersion7(db.Now), db.Now + Lease);
        string[] outward = [.. database.Subscribers.Where(s => s.IsOutward).Select(s => s.Name)];
        var claimed = await db.Set<Delivery>().FromSql($"""
            update delivery set leased_until = {until}, lease = {lease}, attempts = attempts + 1
            where tenant_id = {tenant} and id in (
              select id from delivery where tenant_id = {tenant} and state = 'due' and next_try_at <= {db.Now} and (leased_until is null or leased_until < {db.Now}) and subscriber <> all({outward})
              order by next_try_at, id limit {AtMost} for update skip locked)
            returning *
            """).IgnoreQueryFilters().AsNoTracking().ToListAsync(stop);
        if (claimed.Count > 0)
            await db.Finish(stop, wake: false);
        return claimed;
    }

    async Task<Exception?> Hand(Guid tenant, string name, Delivery[] deliveries, CancellationToken stop)
    {
        try
        {
            await using var db = await database.Open(Actor.System(tenant), stop);
            var (ids, lease) = (deliveries.Select(d => d.Id).ToArray(), deliveries[0].Lease);
            // First the mark, which also holds the rows: a worker whose lease ran out finds fewer rows than it came with and leaves them.
            var marked = await db.Execute($"update delivery set state = 'done', done_at = {db.Now}, leased_until = null where tenant_id = {tenant} and id = any({ids}) and lease = {lease} and state = 'due'", stop);
            if (marked != ids.Length)
                return null;
            var events = deliveries.Select(d => d.EventId).ToArray();
            var subscriber = database.Subscribers.SingleOrDefault(s => s.Name == name) ?? throw new NobodyTakesThem(name);
            await subscriber.Handle(db, await db.Set<Event>().AsNoTracking().Where(e => events.Contains(e.Id)).OrderBy(e => e.Id).ToListAsync(stop), stop);
            await db.Commit($"delivery.{name}", stop);
            Telemetry.Deliveries.Add(ids.Length, new("subscriber", name), new("outcome", "done"));
            return null;
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            return fault;
        }
    }

    async Task Postpone(Guid tenant, Delivery delivery, Exception fault, CancellationToken stop)
    {
        await using var db = await database.Open(Actor.System(tenant), stop);
        var state = delivery.Attempts >= MostAttempts || fault is NobodyTakesThem ? "dead" : "due";
        var next = db.Now + Backoff(delivery.Attempts);
        await db.Execute($"""
            update delivery set state = {state}, next_try_at = {next}, leased_until = null, last_error = {fault.GetType().Name + ": " + fault.Message[..Math.Min(fault.Message.Length, 500)]}
            where tenant_id = {tenant} and id = {delivery.Id} and lease = {delivery.Lease} and state = 'due'
            """, stop);
        await db.Finish(stop, wake: false);
        Telemetry.Deliveries.Add(1, new("subscriber", delivery.Subscriber), new("outcome", state == "dead" ? "dead" : "failed"));
        Log.Failed(log, delivery.Subscriber, delivery.EventId, delivery.Attempts, fault);
    }

    /// <summary>A former version had this subscriber: to wait for it would be in vain.</summary>
    sealed class NobodyTakesThem(string subscriber) : Exception($"This version has no '{subscriber}' that would take it.");

    /// <summary>5 s, 10 s, 20 s ... to about an hour, give or take a fifth so that many failures do not come back together.</summary>
    internal static TimeSpan Backoff(int attempts) =>
        TimeSpan.FromSeconds(Math.Min(3600, 5 * Math.Pow(2, attempts - 1)) * (0.8 + (0.4 * Random.Shared.NextDouble())));

    static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Subscriber} could not take event {EventId} (attempt {Attempt})")]
        public static partial void Failed(ILogger log, string subscriber, Guid eventId, int attempt, Exception fault);
    }
}

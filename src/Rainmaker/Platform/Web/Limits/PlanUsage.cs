using System.Collections.Concurrent;
using Npgsql;

namespace Rainmaker.Platform.Web.Limits;

/// <summary>
/// Requests used in this hour, shared by all processes and kept over a restart. Each process draws small lots from the database and hands
/// them out from memory, so that most requests cost no round trip; small plans draw one at a time and are exact. What is left of a lot at the
/// end goes back.
/// </summary>
public sealed class PlanUsage(Database database, TimeProvider time) : IHostedService
{
    const string DrawSql = """
        insert into plan_usage as p (tenant_id, hour, used) values ($1, $2, $3)
        on conflict (tenant_id, hour) do update set used = p.used + excluded.used returning used
        """;
    const string GiveBackSql = "update plan_usage set used = used - $3 where tenant_id = $1 and hour = $2";

    readonly ConcurrentDictionary<Guid, Counter> _counters = new();

    /// <param name="Left">Requests left in this hour.</param>
    public readonly record struct Taken(bool Admitted, long Left, long SecondsToReset);

    sealed class Counter(DateTimeOffset hour) : IDisposable
    {
        public readonly SemaphoreSlim Drawing = new(1);
        public DateTimeOffset Hour = hour;
        public long InHand;
        public long Drawn;

        public void Dispose() => Drawing.Dispose();
    }

    public async ValueTask<Taken> Take(Guid tenant, long limit, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        var hour = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero);
        var counter = _counters.GetOrAdd(tenant, static (_, h) => new(h), hour);
        var reset = (long)Math.Ceiling((hour.AddHours(1) - now).TotalSeconds);
        if (TryTake(counter, hour, limit) is { } left)
            return new(true, left, reset);

        await counter.Drawing.WaitAsync(stop);
        try
        {
            if (TryTake(counter, hour, limit) is { } meanwhile)
                return new(true, meanwhile, reset);
            if (counter.Drawn >= limit)
                return new(false, 0, reset);
            var lot = LotOf(limit);
            var drawn = await Draw(tenant, hour, lot, stop);
            lock (counter)
            {
                counter.Drawn = drawn;
                counter.InHand = Math.Clamp(lot - (drawn - limit), 0, lot);
            }
            return TryTake(counter, hour, limit) is { } first ? new(true, first, reset) : new(false, 0, reset);
        }
        finally
        {
            counter.Drawing.Release();
        }
    }

    /// <summary>Half a percent of the limit at a time.</summary>
    static long LotOf(long limit) => Math.Max(1, limit / 1000 * 5);

    /// <summary>How many are left after this one; null where none is in hand.</summary>
    static long? TryTake(Counter counter, DateTimeOffset hour, long limit)
    {
        lock (counter)
        {
            if (counter.Hour != hour)
                (counter.Hour, counter.InHand, counter.Drawn) = (hour, 0, 0);
            return counter.InHand > 0 ? Math.Max(0, limit - counter.Drawn) + --counter.InHand : null;
        }
    }

    async Task<long> Draw(Guid tenant, DateTimeOffset hour, long lot, CancellationToken stop)
    {
        await using var batch = database.Batch(Actor.System(tenant)).Add(DrawSql, P(tenant), P(hour), P(lot));
        await using var row = await batch.Read(stop);
        await row.ReadAsync(stop);
        return row.GetInt64(0);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var (tenant, counter) in _counters)
        {
            counter.Dispose();
            if (counter.InHand == 0)
                continue;
            await using var batch = database.Batch(Actor.System(tenant)).Add(GiveBackSql, P(tenant), P(counter.Hour), P(counter.InHand));
            await using var _ = await batch.Read(cancellationToken);
        }
    }

    static NpgsqlParameter P<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };
}

using System.Collections.Concurrent;
using System.Threading.Channels;
using Npgsql;

namespace Rainmaker.Platform.Events;

/// <summary>
/// Hands the events of a tenant to those who listen just now. A slow listener loses the oldest, never holds up the others; what a listener may
/// hear, the listener decides.
/// </summary>
public sealed class LiveHub
{
    const int Waiting = 256, MostListeners = 5000;

    const string MissedSql = """
        select e.id, e.kind, e.entity_type, e.entity_id, e.owner_id, e.actor_id, e.at, e.data::text
        from event last join event e on e.tenant_id = last.tenant_id and (e.txid, e.id) > (last.txid, last.id)
        where last.tenant_id = $1 and last.id = $2 and e.txid < pg_snapshot_xmin(pg_current_snapshot()) order by e.txid, e.id limit 1001
        """;

    const string IsKnownSql = "select exists (select from event where tenant_id = $1 and id = $2)";

    readonly ConcurrentDictionary<Listener, byte> _listeners = new();
    readonly Database _database;

    public LiveHub(EventTail tail, Database database)
    {
        _database = database;
        tail.Follow(Hand);
    }

    /// <summary>Null where too many listen already. Dispose it to stop.</summary>
    public Listener? Listen(Guid tenant)
    {
        if (_listeners.Count >= MostListeners)
            return null;
        var listener = new Listener(this, tenant);
        _listeners[listener] = 0;
        return listener;
    }

    /// <summary>What happened after an event, 1000 at most; null where that is too much or the event is not known (any more): begin anew.</summary>
    public async Task<IReadOnlyList<Event>?> Missed(Guid tenant, Guid after, CancellationToken stop)
    {
        await using var batch = _database.Batch(Actor.System(tenant)).Add(IsKnownSql, P(tenant), P(after)).Add(MissedSql, P(tenant), P(after));
        await using var reader = await batch.Read(stop);
        if (!await reader.ReadAsync(stop) || !reader.GetBoolean(0))
            return null;
        await reader.NextResultAsync(stop);
        var missed = new List<Event>();
        while (await reader.ReadAsync(stop))
        {
            missed.Add(new Event
            {
                TenantId = tenant, Id = reader.GetGuid(0), Kind = reader.GetString(1), EntityType = reader.GetString(2), EntityId = reader.GetGuid(3),
                OwnerId = reader.IsDBNull(4) ? null : reader.GetGuid(4), ActorId = reader.IsDBNull(5) ? null : reader.GetGuid(5),
                At = reader.GetFieldValue<DateTimeOffset>(6), Data = reader.GetString(7),
            });
        }
        return missed.Count > 1000 ? null : missed;
    }

    void Hand(IReadOnlyList<Event> events)
    {
        foreach (var (listener, _) in _listeners)
        {
            if (listener.Tenant != events[0].TenantId)
                continue;
            foreach (var told in events)
                listener.Channel.Writer.TryWrite(told);
        }
    }

    static NpgsqlParameter P(Guid value) => new NpgsqlParameter<Guid> { TypedValue = value };

    public sealed class Listener : IDisposable
    {
        readonly LiveHub _hub;
        int _lost;

        internal Listener(LiveHub hub, Guid tenant)
        {
            (_hub, Tenant) = (hub, tenant);
            var few = new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true };
            Channel = System.Threading.Channels.Channel.CreateBounded<Event>(few, _ => Volatile.Write(ref _lost, 1));
        }

        internal Guid Tenant { get; }
        internal Channel<Event> Channel { get; }

        /// <summary>Whether something was lost since last asked, because it came faster than it was taken.</summary>
        public bool TakeLost() => Interlocked.Exchange(ref _lost, 0) == 1;

        /// <summary>Waits for news; empty when <paramref name="atMost"/> has passed without any.</summary>
        public async Task<IReadOnlyList<Event>> News(TimeSpan atMost, CancellationToken stop)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
            patience.CancelAfter(atMost);
            try
            {
                await Channel.Reader.WaitToReadAsync(patience.Token);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                return [];
            }
            var news = new List<Event>();
            while (news.Count < Waiting && Channel.Reader.TryRead(out var told))
                news.Add(told);
            return news;
        }

        public void Dispose() => _hub._listeners.TryRemove(this, out _);
    }
}

using System.Collections.Concurrent;
using Npgsql;

namespace Rainmaker.Platform.Events;

/// <summary>
/// Follows the events of all tenants as they commit, for what lives in memory: live streams and caches. Stops below the oldest running
/// transaction, since ids are taken before the commit and a late one would be passed over.
/// </summary>
public sealed class EventTail(Database database, Tenants tenants, Wakening wakening, TimeProvider time, ILogger<EventTail> log) : TenantPump(tenants, wakening, time, log)
{
    const int AtMost = 1000;
    const string HorizonSql = "select pg_snapshot_xmin(pg_current_snapshot())::text";
    const string NewsSql = """
        select id, kind, entity_type, entity_id, owner_id, actor_id, at, data::text, txid::text
        from event where tenant_id = $1 and (txid, id) > ($2::text::xid8, $3) and txid < pg_snapshot_xmin(pg_current_snapshot())
        order by txid, id limit 1000
        """;

    readonly ConcurrentDictionary<Guid, (string Transaction, Guid Event)> _seen = new();
    readonly List<Action<IReadOnlyList<Event>>> _followers = [];

    // Many commits in a row are one reading; a screen is told within a tenth of a second all the same.
    protected override TimeSpan Gather => TimeSpan.FromMilliseconds(30);

    /// <summary>Calls back with each new batch of one tenant's events, in commit order. Quick and never failing, since all followers share the reader.</summary>
    public void Follow(Action<IReadOnlyList<Event>> follower)
    {
        lock (_followers)
            _followers.Add(follower);
    }

    protected override async Task<bool> Work(Guid tenant, CancellationToken stop)
    {
        if (!_seen.TryGetValue(tenant, out var seen))
        {
            // What happened before this process came up is nobody's news.
            await using var now = database.Source.CreateCommand(HorizonSql);
            _seen[tenant] = ((string)(await now.ExecuteScalarAsync(stop))!, Guid.Empty);
            return true;
        }

        var news = new List<Event>();
        await using var batch = new TenantBatch(database.Source, tenant).Add(NewsSql,
            new NpgsqlParameter<Guid> { TypedValue = tenant }, new NpgsqlParameter<string> { TypedValue = seen.Transaction }, new NpgsqlParameter<Guid> { TypedValue = seen.Event });
        await using var reader = await batch.Read(stop);
        while (await reader.ReadAsync(stop))
        {
            news.Add(new Event
            {
                TenantId = tenant, Id = reader.GetGuid(0), Kind = reader.GetString(1), EntityType = reader.GetString(2), EntityId = reader.GetGuid(3),
                OwnerId = reader.IsDBNull(4) ? null : reader.GetGuid(4), ActorId = reader.IsDBNull(5) ? null : reader.GetGuid(5),
                At = reader.GetFieldValue<DateTimeOffset>(6), Data = reader.GetString(7),
            });
            seen = (reader.GetString(8), news[^1].Id);
        }
        if (news.Count == 0)
            return false;

        _seen[tenant] = seen;
        Action<IReadOnlyList<Event>>[] followers;
        lock (_followers)
            followers = [.. _followers];
        foreach (var follower in followers)
            follower(news);
        return news.Count == AtMost;
    }
}

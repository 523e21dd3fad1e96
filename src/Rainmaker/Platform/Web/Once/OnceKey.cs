using Npgsql;
using NpgsqlTypes;

namespace Rainmaker.Platform.Web.Once;

/// <summary>A request that must happen once, while it runs. It travels with the actor, so that the commit of its effect marks the key in the same transaction.</summary>
sealed class OnceKey(Guid tenant, Guid caller, string key)
{
    const string MarkSql = "update idempotency_key set effect = coalesce(effect, '[]') || $5::jsonb where tenant_id = $1 and caller = $2 and key = $3 and claim = $4";
    const string StoreSql = "update idempotency_key set status = $5, content_type = $6, headers = $7, answer = $8 where tenant_id = $1 and caller = $2 and key = $3 and claim = $4";
    const string ReleaseSql = "delete from idempotency_key where tenant_id = $1 and caller = $2 and key = $3 and claim = $4 and effect is null";

    // A claim whose runner died is free after half a minute; one whose runner is only slow loses it and cannot commit.
    const string ClaimSql = """
        insert into idempotency_key as k (tenant_id, caller, key, request_hash, claim, claimed_at, created_at) values ($1, $2, $3, $5, $4, now(), now())
        on conflict (tenant_id, caller, key) do update set claim = excluded.claim, claimed_at = excluded.claimed_at
        where k.status is null and k.effect is null and k.request_hash = excluded.request_hash and k.claimed_at < now() - interval '30 seconds'
        """;
    const string FoundSql = "select claim, request_hash, status, content_type, headers::text, answer, effect::text from idempotency_key where tenant_id = $1 and caller = $2 and key = $3";

    readonly Guid _claim = Guid.CreateVersion7();

    public bool HasEffect { get; private set; }

    /// <param name="IsOurs">The request is ours to run.</param>
    public sealed record Found(bool IsOurs, bool IsSameRequest, int? Status, string? ContentType, string? Headers, byte[]? Answer, string? Effect);

    /// <summary>Takes the key, or tells what became of the request that took it before.</summary>
    public async Task<Found> Claim(Database database, Actor actor, byte[] requestHash, CancellationToken stop)
    {
        await using var batch = database.Batch(actor)
            .Add(ClaimSql, [.. Key(), P(_claim), P(requestHash)])
            .Add(FoundSql, [.. Key()]);
        // The insert answers no rows, so the first result read is what was found.
        await using var row = await batch.Read(stop);
        await row.ReadAsync(stop);
        return new(row.GetGuid(0) == _claim, row.GetFieldValue<byte[]>(1).AsSpan().SequenceEqual(requestHash), row.IsDBNull(2) ? null : row.GetInt32(2),
            Text(row, 3), Text(row, 4), row.IsDBNull(5) ? null : row.GetFieldValue<byte[]>(5), Text(row, 6));
    }

    /// <summary>Within the transaction of the effect.</summary>
    /// <exception cref="ClaimIsLost">Somebody else runs the request by now: nothing of this transaction is kept.</exception>
    public async Task Mark(SalesDb db, IEnumerable<Event> told, CancellationToken stop)
    {
        var effect = told.Select(e => new { e.Kind, e.EntityType, e.EntityId });
        await using var mark = db.Command(MarkSql);
        foreach (var parameter in Key())
            mark.Parameters.Add(parameter);
        mark.Parameters.Add(P(_claim));
        mark.Parameters.Add(P(Json.Write(effect)));
        if (await mark.ExecuteNonQueryAsync(stop) != 1)
            throw new ClaimIsLost();
        HasEffect = true;
    }

    public async Task Store(Database database, Actor actor, int status, string? contentType, string headers, byte[] answer, CancellationToken stop)
    {
        await using var batch = database.Batch(actor).Add(StoreSql,
            [.. Key(), P(_claim), P(status), new() { Value = (object?)contentType ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }, new() { Value = headers, NpgsqlDbType = NpgsqlDbType.Jsonb }, P(answer)]);
        await using var _ = await batch.Read(stop);
    }

    /// <summary>Gives the key back after a request that did nothing.</summary>
    public async Task Release(Database database, Actor actor, CancellationToken stop)
    {
        await using var batch = database.Batch(actor).Add(ReleaseSql, [.. Key(), P(_claim)]);
        await using var _ = await batch.Read(stop);
    }

    NpgsqlParameter[] Key() => [P(tenant), P(caller), P(key)];

    static NpgsqlParameter P<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}

/// <summary>A slow request whose key went to another runner: its transaction must not be kept.</summary>
sealed class ClaimIsLost() : Exception("The idempotency key was taken over by another request.");

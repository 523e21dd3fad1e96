using Npgsql;
using NpgsqlTypes;

namespace Rainmaker.Sync.Landing;

/// <summary>
/// One page of a CRM on its way into our tables: which of its records are known, what became of each, and their links, written in one statement.
/// Nothing here asks the database once a record.
/// </summary>
sealed class Arrival(SalesDb db, Connection connection, Guid run)
{
    const string SeenSql = "update sync_link set seen_run_id = $4, seen_at = $5 where tenant_id = $1 and connection_id = $2 and kind = $3 and external_id = any($6)";

    const string LinkSql = """
        insert into sync_link as l (tenant_id, connection_id, kind, external_id, record_id, state, told_hash, agreed_sealed, changed_at, seen_run_id, seen_at)
        select $1, $2, $3, n.external_id, n.record_id, 'there', n.told_hash, n.agreed_sealed, n.changed_at, $4, $5
        from unnest($6::text[], $7::uuid[], $8::bytea[], $9::bytea[], $10::timestamptz[]) n(external_id, record_id, told_hash, agreed_sealed, changed_at)
        on conflict (tenant_id, connection_id, kind, external_id) do update set record_id = excluded.record_id, state = 'there', merged_into = null, told_hash = excluded.told_hash,
          agreed_sealed = excluded.agreed_sealed, changed_at = excluded.changed_at, seen_run_id = excluded.seen_run_id, seen_at = excluded.seen_at
        """;

    readonly List<(string Id, Guid Record, byte[]? Hash, byte[]? Agreed, DateTimeOffset? Changed)> _linked = [];
    readonly List<string> _seen = [];

    public SalesDb Db => db;
    public Connection Connection => connection;
    public Guid Run => run;
    public int Created { get; set; }
    public int Updated { get; set; }
    public int Unchanged { get; set; }
    public int Removed { get; set; }

    /// <summary>Records whose own changes here are to be written there.</summary>
    public List<(string Kind, Guid Record)> GoOut { get; } = [];

    /// <summary>Something about some of the records that the figures do not say; by the sentence that follows the number.</summary>
    public Dictionary<string, int> Notices { get; } = new(StringComparer.Ordinal);

    public void Notice(string sentence) => Notices[sentence] = Notices.GetValueOrDefault(sentence) + 1;

    /// <summary>The links of these records, by their id.</summary>
    public async Task<Dictionary<string, SyncLink>> Links(string kind, IEnumerable<string> ids, CancellationToken stop)
    {
        string[] asked = [.. ids.Distinct(StringComparer.Ordinal)];
        return asked.Length == 0 ? [] : await db.SyncLinks.AsNoTracking().Where(l => l.ConnectionId == connection.Id && l.Kind == kind && asked.Contains(l.ExternalId)).ToDictionaryAsync(l => l.ExternalId, StringComparer.Ordinal, stop);
    }

    /// <summary>Our records of these ids of theirs; a merged one leads to the one that took it over.</summary>
    public async Task<Dictionary<string, Guid>> Records(string kind, IEnumerable<string?> ids, CancellationToken stop)
    {
        var links = await Links(kind, ids.OfType<string>(), stop);
        var kept = await Links(kind, links.Values.Where(l => l.State == LinkState.Merged).Select(l => l.MergedInto).OfType<string>(), stop);
        return links.Where(l => l.Value.State != LinkState.Deleted).ToDictionary(l => l.Key, l => l.Value is { State: LinkState.Merged, MergedInto: { } into } && kept.TryGetValue(into, out var survivor) ? survivor.RecordId : l.Value.RecordId, StringComparer.Ordinal);
    }

    public byte[] Hash(string kind, string told) => db.Vault.Hash($"sync.{kind}", told)!;

    public byte[] Seal(string kind, string agreed) => db.Vault.Seal($"sync.{kind}", agreed)!;

    public T? Open<T>(string kind, byte[]? agreed) where T : class => db.Vault.Open($"sync.{kind}", agreed) is { } json ? Json.Read<T>(json) : null;

    /// <summary>It came as it was.</summary>
    public void Seen(string id)
    {
        _seen.Add(id);
        Unchanged++;
    }

    public void Link(string id, Guid record, byte[]? hash, byte[]? agreed, DateTimeOffset? changed) => _linked.Add((id, record, hash, agreed, changed));

    public async Task WriteLinks(string kind, CancellationToken stop)
    {
        if (_seen.Count > 0)
            await Send(SeenSql, kind, stop, Array([.. _seen], NpgsqlDbType.Text));
        if (_linked.Count > 0)
        {
            // One id twice on a page: the last word counts.
            var linked = _linked.AsEnumerable().Reverse().DistinctBy(l => l.Id).ToList();
            await Send(LinkSql, kind, stop, Array([.. linked.Select(l => l.Id)], NpgsqlDbType.Text), Array([.. linked.Select(l => l.Record)], NpgsqlDbType.Uuid), Array([.. linked.Select(l => l.Hash)], NpgsqlDbType.Bytea),
                Array([.. linked.Select(l => l.Agreed)], NpgsqlDbType.Bytea), Array([.. linked.Select(l => l.Changed?.ToUniversalTime())], NpgsqlDbType.TimestampTz));
        }
        _seen.Clear();
        _linked.Clear();
    }

    async Task Send(string sql, string kind, CancellationToken stop, params NpgsqlParameter[] more)
    {
        await using var command = db.Command(sql);
        command.Parameters.AddRange(new NpgsqlParameter[] { new NpgsqlParameter<Guid> { TypedValue = db.TenantId }, new NpgsqlParameter<Guid> { TypedValue = connection.Id }, new NpgsqlParameter<string> { TypedValue = kind }, new NpgsqlParameter<Guid> { TypedValue = run }, new NpgsqlParameter<DateTimeOffset> { TypedValue = db.Now } });
        command.Parameters.AddRange(more);
        await command.ExecuteNonQueryAsync(stop);
    }

    internal static NpgsqlParameter Array<T>(T[] values, NpgsqlDbType type) => new() { NpgsqlDbType = NpgsqlDbType.Array | type, Value = values };

    /// <summary>What a CRM sends fits our columns, or its beginning does; a text holds no NUL.</summary>
    internal static string? Fit(string? text, int most)
    {
        var clean = text?.Replace("\0", "", StringComparison.Ordinal).Trim();
        return string.IsNullOrEmpty(clean) ? null : clean.Length <= most ? clean : clean[..(char.IsHighSurrogate(clean[most - 1]) ? most - 1 : most)];
    }
}

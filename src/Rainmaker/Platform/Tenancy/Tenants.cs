using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Npgsql;

namespace Rainmaker.Platform.Tenancy;

/// <summary>The tenants of this installation, held in memory. A change of settings drops the tenant's entry (<see cref="Drop"/>).</summary>
public sealed class Tenants(Installation installation)
{
    const string InfoSql = """
        select t.key, t.name, s.currency, s.time_zone, s.region, s.culture, s.plan, s.is_demo, s.data_key_sealed, s.hash_key_sealed, s.rates::text, s.judgement::text
        from tenant t join tenant_setting s on s.tenant_id = t.id where t.id = $1
        """;

    readonly ConcurrentDictionary<Guid, TenantInfo> _known = new();
    Database _database = null!;

    internal void Use(Database database) => _database = database;

    public async ValueTask<TenantInfo> Get(Guid tenant, CancellationToken stop) =>
        _known.TryGetValue(tenant, out var info) ? info : _known[tenant] = await Load(tenant, stop);

    public void Drop(Guid tenant) => _known.TryRemove(tenant, out _);

    /// <summary>All tenants, oldest first: the first is the one that public capture without a form key goes to.</summary>
    public async Task<IReadOnlyList<(Guid Id, string Key, string Name)>> All(CancellationToken stop)
    {
        await using var command = _database.Source.CreateCommand("select id, key, name from tenant order by created_at, id");
        await using var reader = await command.ExecuteReaderAsync(stop);
        var all = new List<(Guid, string, string)>();
        while (await reader.ReadAsync(stop))
            all.Add((reader.GetGuid(0), reader.GetString(1), reader.GetString(2)));
        return all;
    }

    public async Task<Guid?> Find(string key, CancellationToken stop) =>
        await _database.Ask("select id from tenant where key = $1", key, row => row.GetGuid(0), stop) is [var tenant] ? tenant : null;

    async Task<TenantInfo> Load(Guid tenant, CancellationToken stop)
    {
        await using var batch = new TenantBatch(_database.Source, tenant).Add(InfoSql, new NpgsqlParameter<Guid> { TypedValue = tenant });
        await using var row = await batch.Read(stop);
        if (!await row.ReadAsync(stop))
            throw new InvalidOperationException($"There is no tenant {tenant}.");
        return new TenantInfo
        {
            Id = tenant, Key = row.GetString(0), Name = row.GetString(1), Currency = row.GetString(2),
            TimeZone = TimeZoneInfo.FindSystemTimeZoneById(row.GetString(3)), Region = row.GetString(4), Culture = CultureInfo.GetCultureInfo(row.GetString(5)),
            Plan = row.GetString(6), IsDemo = row.GetBoolean(7),
            Vault = new Vault(Vault.Unwrap(installation.MasterKey, tenant, (byte[])row[8]), Vault.Unwrap(installation.MasterKey, tenant, (byte[])row[9])),
            Rates = Json.Read<Dictionary<string, decimal>>(row.GetString(10)), Judgement = Json.Read<JsonObject>(row.GetString(11)),
        };
    }
}

using System.Collections.Concurrent;
using Rainmaker.Connectors;
using Rainmaker.Platform.Outgoing;

namespace Rainmaker.Sync;

/// <summary>
/// Opens the CRM behind a connection. One opened CRM a connection and process: whoever reads and writes it shares its budget of calls and its token.
/// </summary>
public sealed class OpenCrms(Database database, OutgoingCalls outgoing, TimeProvider time)
{
    readonly ConcurrentDictionary<(Guid Tenant, Guid Connection), (uint Edition, ICrm Crm)> _open = new();

    /// <summary>The CRM of a connection that is switched on; null where there is none such.</summary>
    public async Task<ICrm?> Of(Guid tenant, Guid connection, CancellationToken stop)
    {
        await using var db = await database.Open(Actor.System(tenant), stop);
        return await db.Connections.AsNoTracking().SingleOrDefaultAsync(c => c.Id == connection && c.IsActive, stop) is { } found ? Of(found, db.Vault) : null;
    }

    /// <exception cref="CrmFault">The credentials are not complete.</exception>
    public ICrm Of(Connection connection, Vault vault)
    {
        var key = (connection.TenantId, connection.Id);
        if (_open.TryGetValue(key, out var known) && known.Edition == connection.Edition)
            return known.Crm;
        lock (_open)
        {
            if (_open.TryGetValue(key, out known) && known.Edition == connection.Edition)
                return known.Crm;
            var crm = CrmSources.Open(Way(connection, Secrets(connection, vault)), outgoing.Client, time);
            _open[key] = (connection.Edition, crm);
            return crm;
        }
    }

    /// <summary>Forgets an opened CRM, after its connection was taken away.</summary>
    public void Close(Guid tenant, Guid connection) => _open.TryRemove((tenant, connection), out _);

    internal static ConnectionSecrets Secrets(Connection connection, Vault vault) => Json.Read<ConnectionSecrets>(vault.Open(Connection.SecretsField, connection.SecretsSealed)!);

    CrmConnection Way(Connection connection, ConnectionSecrets secrets) => new()
    {
        Source = connection.Source, Credentials = secrets.Credentials(), BaseAddress = connection.BaseUrl is { } address ? new(address) : null, Version = connection.ApiVersion,
        Currency = connection.Currency, Fields = FieldMap.Read(JsonSerializer.Serialize(connection.Fields)),
        KeepTokens = (renewed, stop) => Keep(connection.TenantId, connection.Id, renewed, stop),
    };

    /// <summary>A refresh token may be worth nothing once the next one was told: it is kept before it is used. What people see of the connection does not change.</summary>
    async Task Keep(Guid tenant, Guid id, RenewedTokens renewed, CancellationToken stop)
    {
        await using var db = await database.Open(Actor.System(tenant), stop);
        var sealedNow = await db.Query<byte[]>($"select secrets_sealed as \"Value\" from connection where tenant_id = {tenant} and id = {id} for update").ToListAsync(stop);
        if (renewed.RefreshToken is null || sealedNow is not [var box] || Json.Read<ConnectionSecrets>(db.Vault.Open(Connection.SecretsField, box)!) is not { } secrets || secrets.RefreshToken == renewed.RefreshToken)
            return;
        var kept = db.Vault.Seal(Connection.SecretsField, Json.Write(secrets with { RefreshToken = renewed.RefreshToken }));
        await db.Execute($"update connection set secrets_sealed = {kept} where tenant_id = {tenant} and id = {id}", stop);
        await db.Finish(stop, wake: false);
    }
}

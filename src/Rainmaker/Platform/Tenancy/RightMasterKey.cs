using System.Security.Cryptography;
using Npgsql;

namespace Rainmaker.Platform.Tenancy;

/// <summary>
/// Asked at every start: a key other than the one the database was made with could read nothing that is sealed, and would seal new things apart from the old.
/// </summary>
public static class RightMasterKey
{
    public static async Task MustBe(Installation installation, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(installation.OwnerConnection) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await using var any = new NpgsqlCommand("select id from tenant limit 1", connection);
        if (await any.ExecuteScalarAsync(stop) is not Guid tenant)
            return;

        // An owner that is no superuser is bound by the policies of his own tables too.
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(TenantScope.Sql) { Parameters = { TenantScope.Parameter(tenant) } },
                new NpgsqlBatchCommand("select data_key_sealed from tenant_setting where tenant_id = $1") { Parameters = { new() { Value = tenant } } },
            },
        };
        await using var rows = await batch.ExecuteReaderAsync(stop);
        await rows.NextResultAsync(stop);
        if (!await rows.ReadAsync(stop))
            return;
        try
        {
            Vault.Unwrap(installation.MasterKey, tenant, (byte[])rows[0]);
        }
        catch (CryptographicException)
        {
            throw new CannotContinue(
                $"The master key is not the one this database was made with. Put the right one into {Path.Combine(installation.DataFolder, "keys/master.key")}, or into RAINMAKER_MASTER_KEY.");
        }
    }
}

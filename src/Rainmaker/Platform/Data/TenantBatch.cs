using System.Data;
using Npgsql;

namespace Rainmaker.Platform.Data;

/// <summary>A batch whose first statement sets the tenant; its results begin with the first statement added.</summary>
public sealed class TenantBatch : IAsyncDisposable
{
    readonly NpgsqlBatch _batch;
    readonly NpgsqlConnection? _ownConnection;
    CancellationToken _stop;
    bool _failed;

    /// <summary>On a connection of its own, in an implicit transaction.</summary>
    internal TenantBatch(NpgsqlDataSource source, Guid tenant) : this(source.CreateConnection(), tenant)
    {
    }

    /// <summary>Within somebody's transaction, who also looks after its connection.</summary>
    internal TenantBatch(NpgsqlBatch batch, Guid tenant)
    {
        _batch = batch;
        _batch.BatchCommands.Add(new NpgsqlBatchCommand(TenantScope.Sql) { Parameters = { TenantScope.Parameter(tenant) } });
    }

    TenantBatch(NpgsqlConnection own, Guid tenant) : this(new NpgsqlBatch(own), tenant) => _ownConnection = own;

    /// <param name="constantSql">Positional parameters: $1, $2 ...</param>
    public TenantBatch Add(string constantSql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(constantSql);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        _batch.BatchCommands.Add(command);
        return this;
    }

    /// <summary>Reads the result of the first statement added; <c>NextResultAsync</c> goes on.</summary>
    public async Task<NpgsqlDataReader> Read(CancellationToken stop)
    {
        _stop = stop;
        NpgsqlDataReader? reader = null;
        try
        {
            if (_ownConnection is not null)
                await _ownConnection.OpenAsync(stop);
            reader = await _batch.ExecuteReaderAsync(stop);
            await reader.NextResultAsync(stop);
            return reader;
        }
        catch
        {
            _failed = true;
            if (reader is not null)
                await reader.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _batch.DisposeAsync();
        if (_ownConnection is null)
            return;
        if ((_failed || _stop.IsCancellationRequested) && _ownConnection.State == ConnectionState.Open)
            FailedStatements.Forget(_ownConnection);
        await _ownConnection.DisposeAsync();
    }
}

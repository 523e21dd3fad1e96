using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;
using NpgsqlTypes;

namespace Rainmaker.Platform.Data;

/// <summary>The way to the store for the application's role, which row-level security binds.</summary>
public sealed class Database : IAsyncDisposable
{
    readonly PooledDbContextFactory<SalesDb> _contexts;
    readonly TimeProvider _time;
    readonly string _ownerConnection;
    Action<Guid, IReadOnlyList<string>> _committed = (_, _) => { };

    public Database(Installation installation, Tenants tenants, IEnumerable<ISubscriber> subscribers, Wakening wakening, TimeProvider time)
    {
        Source = Open(installation.AppConnection);
        _ownerConnection = installation.OwnerConnection;
        (Tenants, Wakening, _time) = (tenants, wakening, time);
        Subscribers = [.. subscribers];
        tenants.Use(this);
        _contexts = new(new DbContextOptionsBuilder<SalesDb>()
            .UseNpgsql(Source)
            .AddInterceptors(new FailedStatements())
            // A pooled context keeps nothing between uses but its model.
            .EnableThreadSafetyChecks(false)
            .Options, poolSize: 256);
    }

    internal NpgsqlDataSource Source { get; }
    internal Tenants Tenants { get; }
    internal Wakening Wakening { get; }
    public IReadOnlyList<ISubscriber> Subscribers { get; }

    /// <summary>Begins a piece of work for an actor. Dispose it; what was not committed is rolled back.</summary>
    public async Task<SalesDb> Open(Actor actor, CancellationToken stop)
    {
        var tenant = await Tenants.Get(actor.Tenant, stop);
        var db = _contexts.CreateDbContext();
        try
        {
            await db.Begin(this, actor, tenant, _time.GetUtcNow(), stop);
            return db;
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
    }

    /// <summary>Calls back after each commit of this process with the kinds of events it told of; for caches that must not be old on the next request.</summary>
    public void OnCommit(Action<Guid, IReadOnlyList<string>> follower) => _committed += follower;

    internal void Committed(Guid tenant, IReadOnlyList<string> kinds) => _committed(tenant, kinds);

    /// <summary>Begins a piece of work whose first statements travel with its beginning: the hot writing paths.</summary>
    /// <param name="first">Adds the statements.</param>
    /// <param name="read">Reads their results, beginning with the first one's.</param>
    public async Task<(SalesDb Db, T Found)> Open<T>(Actor actor, Action<TenantBatch> first, Func<NpgsqlDataReader, CancellationToken, Task<T>> read, CancellationToken stop)
    {
        var tenant = await Tenants.Get(actor.Tenant, stop);
        var db = _contexts.CreateDbContext();
        try
        {
            return (db, await db.Begin(this, actor, tenant, _time.GetUtcNow(), first, read, stop));
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
    }

    /// <summary>Statements of one tenant in a single round trip and a single implicit transaction: the hot reading paths.</summary>
    public TenantBatch Batch(Actor actor) => new(Source, actor.Tenant);

    /// <summary>Asks by a stranger's text before anybody knows which tenant it is about.</summary>
    internal async Task<List<T>> Ask<T>(string constantSql, string text, Func<NpgsqlDataReader, T> read, CancellationToken stop)
    {
        await using var connection = await Source.OpenConnectionAsync(stop);
        try
        {
            await using var ask = new NpgsqlCommand(constantSql, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = text } } };
            await using var row = await ask.ExecuteReaderAsync(stop);
            var found = new List<T>();
            while (await row.ReadAsync(stop))
                found.Add(read(row));
            return found;
        }
        catch when (connection.State == System.Data.ConnectionState.Open)
        {
            FailedStatements.Forget(connection);
            throw;
        }
    }

    /// <summary>
    /// Counts the rows of a table anew for the planner, after many came at once. A tenant that the statistics do not know looks like one row to it,
    /// and then any index that begins with the tenant is as good as the right one. Only the owner of a table may.
    /// </summary>
    /// <param name="constantSql">An ANALYZE statement.</param>
    internal async Task Analyze(string constantSql, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(_ownerConnection);
        await connection.OpenAsync(stop);
        await using var command = new NpgsqlCommand(constantSql, connection);
        await command.ExecuteNonQueryAsync(stop);
    }

    public ValueTask DisposeAsync() => Source.DisposeAsync();

    static NpgsqlDataSource Open(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxAutoPrepare = 200, AutoPrepareMinUsages = 2, MaxPoolSize = 40, ApplicationName = "rainmaker", IncludeErrorDetail = false,
            // The tenant is set for the transaction alone, so a connection comes back clean: resetting it would cost five statements each time.
            NoResetOnClose = true,
            ReadBufferSize = 32 * 1024,
        };
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }
}

/// <summary>The one place that says which tenant a transaction works for.</summary>
static class TenantScope
{
    public const string Sql = "select set_config('app.tenant', $1, true)";

    public static NpgsqlParameter Parameter(Guid tenant) => new NpgsqlParameter<string> { TypedValue = tenant.ToString(), NpgsqlDbType = NpgsqlDbType.Text };
}

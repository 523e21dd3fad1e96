using Npgsql;

namespace Rainmaker.Platform.Postgres;

/// <summary>
/// Where everything is kept: the private PostgreSQL of the data folder, or yours. Give it back (dispose) at the end, else the private server stays up.
/// </summary>
public sealed class Store : IAsyncDisposable
{
    const string Database = "rainmaker";

    readonly EmbeddedPostgres? _embedded;

    Store(EmbeddedPostgres? embedded, string owner, string app, string description) =>
        (_embedded, Owner, App, Description) = (embedded, owner, app, description);

    /// <summary>Connection string of the role that owns the schema: migrations and Quartz, nothing else.</summary>
    public string Owner { get; }

    /// <summary>Connection string of <c>rainmaker_app</c>, which row-level security binds.</summary>
    public string App { get; }

    /// <summary>For people: which PostgreSQL, which version, where. Names no password.</summary>
    public string Description { get; }

    /// <summary>Where a program of PostgreSQL is: for the private server the one of its own version, else whichever PATH has.</summary>
    public string Program(string name) => _embedded?.Program(name) ?? name;

    public static async Task<Store> Open(DataFolder data, IConfiguration settings, ILogger log, TimeProvider time, CancellationToken stop)
    {
        if (DatabaseAddress.From(settings) is { } address)
            return await OpenYours(address, data, settings, stop);

        var embedded = await EmbeddedPostgres.Start(data, log, time, stop, settings[PostgresBinaries.Setting]);
        try
        {
            await EnsureDatabase(embedded, Database, stop);
            return new(embedded,
                embedded.ConnectionString(Cluster.OwnerRole, Database, poolSize: 16),
                embedded.ConnectionString(AppRole.Name, Database, poolSize: 60),
                $"PostgreSQL {embedded.Version}, built in, {embedded.Folder}{(embedded.Adopted ? " (was running)" : "")}");
        }
        catch
        {
            await embedded.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _embedded?.DisposeAsync() ?? ValueTask.CompletedTask;

    internal static async Task EnsureDatabase(EmbeddedPostgres embedded, string database, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(embedded.ConnectionString(Cluster.OwnerRole, "postgres") + ";Pooling=false");
        await connection.OpenAsync(stop);
        await using var turn = new NpgsqlCommand("select pg_advisory_lock(1)", connection);
        await turn.ExecuteNonQueryAsync(stop);
        await AppRole.Ensure(connection, stop);

        await using var ask = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection) { Parameters = { new() { Value = database } } };
        if (await ask.ExecuteScalarAsync(stop) is not null)
            return;
        await using var make = new NpgsqlCommand($"create database {new NpgsqlCommandBuilder().QuoteIdentifier(database)}", connection);
        await make.ExecuteNonQueryAsync(stop);
    }

    static async Task<Store> OpenYours(NpgsqlConnectionStringBuilder address, DataFolder data, IConfiguration settings, CancellationToken stop)
    {
        try
        {
            await using var owner = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(address.ConnectionString) { Pooling = false }.ConnectionString);
            await owner.OpenAsync(stop);
            if (owner.PostgreSqlVersion.Major < 15)
                throw new CannotContinue($"{address.Host} runs PostgreSQL {owner.PostgreSqlVersion}; 15 or newer is needed.");
            var app = await AppRole.Ensure(owner, address, data, settings, stop);
            return new(null, address.ConnectionString, app, $"PostgreSQL {owner.PostgreSqlVersion}, yours, {address.Host}:{address.Port}/{address.Database}");
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification)
        {
            throw new CannotContinue($"{address.Host} refuses {address.Username}: {e.MessageText}", ExitCode.NotAuthorised);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidCatalogName)
        {
            throw new CannotContinue($"{address.Host} has no database {address.Database}. Create it: CREATE DATABASE \"{address.Database}\";", ExitCode.Failed);
        }
        catch (NpgsqlException e) when (e is not PostgresException)
        {
            throw new CannotContinue($"PostgreSQL at {address.Host}:{address.Port} cannot be reached: {e.InnerException?.Message ?? e.Message}", ExitCode.RemoteUnavailable);
        }
    }
}

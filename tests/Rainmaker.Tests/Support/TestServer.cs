using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Rainmaker.Platform.Data;
using Rainmaker.Platform.Postgres;
using Rainmaker.Tests.Support;

[assembly: AssemblyFixture(typeof(TestServer))]

namespace Rainmaker.Tests.Support;

/// <summary>
/// One private PostgreSQL for all tests of the assembly, migrated once; <see cref="Fresh"/> gives each test a database of its own in a few hundredths of a second.
/// A test class takes it in its constructor.
/// </summary>
public sealed class TestServer : IAsyncLifetime
{
    const string Template = "template_rainmaker";

    readonly TempFolder _folder = new();
    readonly SemaphoreSlim _oneAtATime = new(1);
    EmbeddedPostgres? _postgres;
    int _made;

    public async ValueTask InitializeAsync()
    {
        // Nothing here has to survive a power cut.
        _postgres = await EmbeddedPostgres.Start(new DataFolder(_folder.Path), NullLogger.Instance, TimeProvider.System, CancellationToken.None,
            settings: new Dictionary<string, string> { ["fsync"] = "off", ["max_connections"] = "400", ["shared_buffers"] = "128MB" });
        try
        {
            await Store.EnsureDatabase(_postgres, Template, CancellationToken.None);
            await Migrator.Migrate(Owner(Template), MigrationScript.All(), CancellationToken.None);
        }
        catch
        {
            // A fixture that could not begin is not asked to end.
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>A database with the whole schema and no row beyond what the migrations bring.</summary>
    public Task<TestDatabase> Fresh() => Make(Template);

    /// <summary>A database with nothing in it.</summary>
    public Task<TestDatabase> Empty() => Make("template0");

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        _folder.Dispose();
        _oneAtATime.Dispose();
    }

    internal async Task Run(string sql)
    {
        await using var connection = new NpgsqlConnection(Owner("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    async Task<TestDatabase> Make(string template)
    {
        var name = $"t{Interlocked.Increment(ref _made)}";
        await _oneAtATime.WaitAsync();
        try
        {
            await Run($"create database {name} template {template}");
        }
        finally
        {
            _oneAtATime.Release();
        }
        return new(this, name, Owner(name), _postgres!.ConnectionString(AppRole.Name, name));
    }

    string Owner(string database) => _postgres!.ConnectionString(Cluster.OwnerRole, database);
}

/// <summary>A test's own database: <paramref name="Owner"/> and <paramref name="App"/> are the two connection strings a <see cref="Store"/> gives.</summary>
public sealed record TestDatabase(TestServer Server, string Name, string Owner, string App) : IAsyncDisposable
{
    public async ValueTask DisposeAsync() => await Server.Run($"drop database if exists {Name} with (force)");

    /// <summary>One value, asked as the owner (beyond row-level security).</summary>
    public async Task<T?> Ask<T>(string sql, params object[] values)
    {
        await using var connection = new NpgsqlConnection(Owner);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return await command.ExecuteScalarAsync() is T answer ? answer : default;
    }
}

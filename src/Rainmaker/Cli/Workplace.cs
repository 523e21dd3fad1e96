using System.CommandLine;
using Rainmaker.Platform;
using Rainmaker.Platform.Data;
using Rainmaker.Platform.Postgres;

namespace Rainmaker.Cli;

/// <summary>What a verb stands on: the settings, the data folder and its migrated store, shared with a running <c>serve</c>.</summary>
sealed class Workplace : IAsyncDisposable
{
    readonly ILoggerFactory _logs;
    ServiceProvider? _services;

    Workplace(DataFolder data, IConfiguration settings, Store store, int migrated, ILoggerFactory logs)
    {
        (Settings, Store, Migrated, _logs) = (settings, store, migrated, logs);
        Installation = new(data.Path, store.Owner, store.App, MasterKey.Of(data, settings));
    }

    public IConfiguration Settings { get; }
    public Installation Installation { get; }
    public Store Store { get; }

    /// <summary>How many migrations this opening ran.</summary>
    public int Migrated { get; }

    /// <summary>Any service of the product, without web server or background work.</summary>
    public T Get<T>() where T : notnull => (_services ??= App.Services(Installation, Settings)).GetRequiredService<T>();

    public static async Task<Workplace> Open(ParseResult given, CancellationToken stop)
    {
        var data = given.Folder();
        var settings = Rainmaker.Platform.Settings.Read(Directory.GetCurrentDirectory());
        var logs = LoggerFactory.Create(App.Log);
        try
        {
            var store = await Store.Open(data, settings, logs.CreateLogger<Store>(), TimeProvider.System, stop);
            try
            {
                var place = new Workplace(data, settings, store, await Migrator.Migrate(store.Owner, MigrationScript.All(), stop), logs);
                await RightMasterKey.MustBe(place.Installation, stop);
                return place;
            }
            catch
            {
                await store.DisposeAsync();
                throw;
            }
        }
        catch
        {
            logs.Dispose();
            throw;
        }
    }

    /// <summary>The tenant of that key, or a refusal that names those there are.</summary>
    public async Task<Guid> Tenant(string key, CancellationToken stop)
    {
        var tenants = Get<Database>().Tenants;
        if (await tenants.Find(key, stop) is { } tenant)
            return tenant;
        var all = await tenants.All(stop);
        var instead = all.Count > 0 ? $"There are: {string.Join(", ", all.Select(t => t.Key))}." : "Make one: ./run tenant create T";
        throw new CannotContinue($"There is no tenant '{key}'. {instead}", ExitCode.Usage);
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
            await _services.DisposeAsync();
        await Store.DisposeAsync();
        _logs.Dispose();
    }
}

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

    Workplace(DataFolder data, IConfiguration settings, Store store, int migrated, ILoggerFactory logs) =>
        (Data, Settings, Store, Migrated, _logs) = (data, settings, store, migrated, logs);

    public DataFolder Data { get; }
    public IConfiguration Settings { get; }
    public Store Store { get; }

    /// <summary>How many migrations this opening ran.</summary>
    public int Migrated { get; }

    /// <summary>The product's services, without web server or background work.</summary>
    public IServiceProvider Services
    {
        get
        {
            if (_services is null)
            {
                var services = new ServiceCollection();
                services.AddSingleton(_logs).AddLogging();
                Particulars(services);
                _services = services.AddRainmaker(Settings).BuildServiceProvider();
            }
            return _services;
        }
    }

    public static async Task<Workplace> Open(ParseResult given, CancellationToken stop)
    {
        var data = given.Folder();
        var settings = Rainmaker.Platform.Settings.Read(Directory.GetCurrentDirectory());
        var logs = LoggerFactory.Create(l => l.SetMinimumLevel(LogLevel.Warning).AddConsole(c => c.LogToStandardErrorThreshold = LogLevel.Trace));
        try
        {
            var store = await Store.Open(data, settings, logs.CreateLogger<Store>(), TimeProvider.System, stop);
            try
            {
                return new(data, settings, store, await Migrator.Migrate(store.Owner, MigrationScript.All(), stop), logs);
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

    /// <summary>What is particular to this process: where the store is and which key opens it.</summary>
    public void Particulars(IServiceCollection services) => services.AddSingleton(Data);

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
            await _services.DisposeAsync();
        await Store.DisposeAsync();
        _logs.Dispose();
    }
}

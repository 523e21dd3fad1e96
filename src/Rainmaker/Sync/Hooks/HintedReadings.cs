using System.Collections.Concurrent;
using Rainmaker.Sync.Runs;

namespace Rainmaker.Sync.Hooks;

/// <summary>
/// Reads what changed in a CRM soon after it told so. Many messages make one reading: it begins a few seconds after the first, and never sooner than half a minute after
/// the one before. Hints are kept in memory alone: what a lost one told comes with the next reading by the clock.
/// </summary>
public sealed partial class HintedReadings(Database database, RunningSyncs runs, TimeProvider time, ILogger<HintedReadings> log) : BackgroundService
{
    static readonly TimeSpan Gather = TimeSpan.FromSeconds(3), Apart = TimeSpan.FromSeconds(30), Look = TimeSpan.FromSeconds(1);

    readonly ConcurrentDictionary<(Guid Tenant, Guid Connection), DateTimeOffset> _due = new();
    readonly ConcurrentDictionary<(Guid Tenant, Guid Connection), DateTimeOffset> _last = new();

    public void Note(Guid tenant, Guid connection)
    {
        var soon = time.GetUtcNow() + Gather;
        _due.TryAdd((tenant, connection), _last.TryGetValue((tenant, connection), out var last) && last + Apart > soon ? last + Apart : soon);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var clock = new PeriodicTimer(Look, time);
        while (await Ticked(clock, stoppingToken))
        {
            foreach (var (key, at) in _due.Where(d => d.Value <= time.GetUtcNow()))
                await Read(key, at, stoppingToken);
        }
    }

    async Task Read((Guid Tenant, Guid Connection) key, DateTimeOffset at, CancellationToken stop)
    {
        try
        {
            // Gone before it begins: what is told meanwhile is another hint.
            _due.TryRemove(KeyValuePair.Create(key, at));
            _last[key] = time.GetUtcNow();
            var started = await StartSync.Handle(key.Connection, new(SyncMode.Incremental), Actor.System(key.Tenant), database, runs, stop);
            if (started.Refusal is StartSync.RunsAlready)
                _due.TryAdd(key, time.GetUtcNow() + Apart);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            Log.NotBegun(log, fault);
            _due.TryAdd(key, time.GetUtcNow() + Apart);
        }
    }

    static async Task<bool> Ticked(PeriodicTimer clock, CancellationToken stop)
    {
        try
        {
            return await clock.WaitForNextTickAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A CRM told of a change, and reading it could not begin yet")]
        public static partial void NotBegun(ILogger log, Exception fault);
    }
}

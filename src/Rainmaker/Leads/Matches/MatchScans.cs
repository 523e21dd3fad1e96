namespace Rainmaker.Leads.Matches;

/// <summary>Searches that were asked for over HTTP go on behind the answer; a stopping server ends them.</summary>
public sealed partial class MatchScans(Database database, ILogger<MatchScans> log) : IHostedService, IDisposable
{
    readonly CancellationTokenSource _end = new();
    readonly Lock _lock = new();
    readonly HashSet<Task> _running = [];

    public void Start(Guid tenant, Guid scan)
    {
        var work = Task.Run(() => Run(tenant, scan));
        lock (_lock)
            _running.Add(work);
        _ = work.ContinueWith(Ended, TaskScheduler.Default);
    }

    async Task Run(Guid tenant, Guid scan)
    {
        try
        {
            await ScanForMatches.Handle(tenant, scan, database, _end.Token);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Log.Broke(log, fault);
        }
    }

    void Ended(Task work)
    {
        lock (_lock)
            _running.Remove(work);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _end.CancelAsync();
        Task[] running;
        lock (_lock)
            running = [.. _running];
        await Task.WhenAny(Task.WhenAll(running), Task.Delay(Timeout.Infinite, cancellationToken));
    }

    public void Dispose() => _end.Dispose();

    static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A search for duplicates broke")]
        public static partial void Broke(ILogger log, Exception fault);
    }
}

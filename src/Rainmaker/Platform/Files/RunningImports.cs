namespace Rainmaker.Platform.Files;

/// <summary>Imports that were asked for over HTTP. A short one is answered with its result, a long one goes on behind its answer; a stopping server ends both.</summary>
public sealed partial class RunningImports(ILogger<RunningImports> log, TimeProvider time) : IHostedService, IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly CancellationTokenSource _end = new();
    readonly Lock _lock = new();
    readonly HashSet<Task> _running = [];

    /// <summary>The result, or null where it takes longer: the run can then be asked for by its id.</summary>
    public async Task<Result<ImportRun>?> Run(Func<CancellationToken, Task<Result<ImportRun>>> import)
    {
        var work = Task.Run(() => import(_end.Token));
        if (await Task.WhenAny(work, Task.Delay(Patience, time)) == work)
            return await work;
        lock (_lock)
            _running.Add(work);
        _ = work.ContinueWith(Ended, TaskScheduler.Default);
        return null;
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

    void Ended(Task<Result<ImportRun>> work)
    {
        lock (_lock)
            _running.Remove(work);
        if (work.Exception is { InnerException: not OperationCanceledException } broke)
            Log.Broke(log, broke.InnerException ?? broke);
    }

    static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "An import broke")]
        public static partial void Broke(ILogger log, Exception fault);
    }
}

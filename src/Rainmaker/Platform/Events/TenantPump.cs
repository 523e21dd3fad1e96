using System.Threading.Channels;

namespace Rainmaker.Platform.Events;

/// <summary>Runs a piece of background work for each tenant: soon after it has news, and for all of them at least every so often.</summary>
public abstract partial class TenantPump(Tenants tenants, Wakening wakening, TimeProvider time, ILogger log) : BackgroundService
{
    readonly ChannelReader<Guid> _news = wakening.Listen();

    /// <summary>The longest a tenant waits when every hint was lost.</summary>
    protected virtual TimeSpan Sweep => TimeSpan.FromSeconds(1);

    /// <summary>How long hints are gathered before the work begins.</summary>
    protected virtual TimeSpan Gather => TimeSpan.Zero;

    /// <summary>Does what there is to do; true asks to be called again at once.</summary>
    protected abstract Task<bool> Work(Guid tenant, CancellationToken stop);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var nextSweep = time.GetUtcNow();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var waiting = new HashSet<Guid>();
                var pause = nextSweep - time.GetUtcNow();
                if (pause > TimeSpan.Zero)
                    await News(pause, stoppingToken);
                if (Gather > TimeSpan.Zero)
                    await Task.Delay(Gather, time, stoppingToken);
                while (_news.TryRead(out var tenant))
                    waiting.Add(tenant);
                if (time.GetUtcNow() >= nextSweep)
                {
                    waiting.UnionWith((await tenants.All(stoppingToken)).Select(t => t.Id));
                    nextSweep = time.GetUtcNow() + Sweep;
                }
                foreach (var tenant in waiting)
                {
                    while (await Work(tenant, stoppingToken))
                        stoppingToken.ThrowIfCancellationRequested();
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // PostgreSQL may be away: the rows wait, and so do we.
                Log.Interrupted(log, GetType().Name, fault);
                nextSweep = time.GetUtcNow() + TimeSpan.FromSeconds(1);
                await Task.Delay(TimeSpan.FromSeconds(1), time, CancellationToken.None);
            }
        }
    }

    async Task News(TimeSpan atMost, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(atMost);
        try
        {
            await _news.WaitToReadAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // The sweep is due.
        }
    }

    static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Work} was interrupted and tries again")]
        public static partial void Interrupted(ILogger log, string work, Exception fault);
    }
}

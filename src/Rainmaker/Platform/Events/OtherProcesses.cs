using Npgsql;

namespace Rainmaker.Platform.Events;

/// <summary>
/// Wakes the other processes on the same database, and is woken by them. One coalesced NOTIFY without content at most every quarter second:
/// a NOTIFY in each commit takes a lock across the whole instance and costs more than half of the write rate.
/// </summary>
sealed partial class OtherProcesses(Database database, Tenants tenants, Wakening wakening, TimeProvider time, ILogger<OtherProcesses> log) : BackgroundService
{
    const string Channel = "rainmaker";
    static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(Tell(stoppingToken), Listen(stoppingToken));

    /// <summary>For a command that ends at once: tells before it goes.</summary>
    public static async Task TellNow(Database database, CancellationToken stop)
    {
        await using var notify = database.Source.CreateCommand($"notify {Channel}");
        await notify.ExecuteNonQueryAsync(stop);
    }

    async Task Tell(CancellationToken stop)
    {
        using var ticks = new PeriodicTimer(Pace, time);
        while (await Tick(ticks, stop))
        {
            try
            {
                if (wakening.TakeCommitted())
                    await TellNow(database, stop);
            }
            catch (Exception fault) when (fault is NpgsqlException or OperationCanceledException)
            {
                // Others look by themselves every second.
            }
        }
    }

    async Task Listen(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.Source.OpenConnectionAsync(stop);
                await using (var listen = new NpgsqlCommand($"listen {Channel}", connection))
                    await listen.ExecuteNonQueryAsync(stop);
                while (true)
                {
                    await connection.WaitAsync(stop);
                    foreach (var (id, _, _) in await tenants.All(stop))
                        wakening.WakeHere(id);
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                Log.Deaf(log, fault.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), time, CancellationToken.None);
            }
        }
    }

    static async Task<bool> Tick(PeriodicTimer ticks, CancellationToken stop)
    {
        try
        {
            return await ticks.WaitForNextTickAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "No hints from other processes for now: {Why}")]
        public static partial void Deaf(ILogger log, string why);
    }
}

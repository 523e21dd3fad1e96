using Npgsql;

namespace Rainmaker.Admin;

/// <summary>Once an hour clears away what has had its time: answers kept for repeated requests, hours of plan use, ended sessions.</summary>
sealed partial class Housekeeping(Database database, Tenants tenants, TimeProvider time, ILogger<Housekeeping> log) : BackgroundService
{
    /// <summary>A caller may repeat a request for a day; twice that is kept.</summary>
    static readonly TimeSpan Answers = TimeSpan.FromHours(48), PlanHours = TimeSpan.FromDays(90);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var hours = new PeriodicTimer(TimeSpan.FromHours(1), time);
        try
        {
            while (await hours.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    foreach (var (tenant, _, _) in await tenants.All(stoppingToken))
                        await Clear(tenant, stoppingToken);
                }
                catch (NpgsqlException fault)
                {
                    Log.Later(log, fault);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }

    internal async Task Clear(Guid tenant, CancellationToken stop)
    {
        await using var db = await database.Open(Actor.System(tenant), stop);
        var (answers, hours) = (db.Now - Answers, db.Now - PlanHours);
        await db.Execute($"delete from idempotency_key where tenant_id = {tenant} and created_at < {answers}", stop);
        await db.Execute($"delete from plan_usage where tenant_id = {tenant} and hour < {hours}", stop);
        await db.Execute($"delete from session where tenant_id = {tenant} and (expires_at < {db.Now} or ended_at < {hours})", stop);
        await db.Finish(stop, wake: false);
    }

    static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "What has had its time is cleared away an hour later")]
        public static partial void Later(ILogger log, Exception fault);
    }
}

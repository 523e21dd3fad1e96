using Rainmaker.Connectors;
using Rainmaker.Deals;
using Rainmaker.Leads;

namespace Rainmaker.Sync.Runs;

/// <summary>
/// Takes up runs that are due and works on them beside the requests, two at a time in a process. The clock looks every quarter minute, whoever asks for
/// a run has it begun at once; a run whose worker was killed is free again when its lease ends.
/// </summary>
public sealed partial class RunningSyncs(Database database, OpenCrms crms, LeadDesks desks, PipelineBooks books, TimeProvider time, IConfiguration settings, ILogger<RunningSyncs> log) : IHostedService, IDisposable
{
    const int AtOnce = 2;
    readonly CancellationTokenSource _end = new();
    readonly SemaphoreSlim _slots = new(AtOnce, AtOnce);
    readonly Lock _lock = new();
    readonly HashSet<Task> _running = [];

    /// <summary>Begins what is due for a tenant, as far as there is room, and comes back at once. Where the schedules are left to other processes it does nothing.</summary>
    public void Look(Guid tenant)
    {
        if (settings["RAINMAKER_JOBS"] == "off" || _end.IsCancellationRequested || !_slots.Wait(0))
            return;
        var work = Task.Run(async () =>
        {
            try
            {
                while (await WorkOne(tenant, _end.Token))
                {
                    // There may be more.
                }
            }
            catch (OperationCanceledException) when (_end.IsCancellationRequested)
            {
                // The lease ends by itself.
            }
            catch (Exception fault)
            {
                Log.Interrupted(log, tenant, fault);
            }
            finally
            {
                _slots.Release();
            }
        });
        lock (_lock)
            _running.Add(work);
        _ = work.ContinueWith(w => { lock (_lock) _running.Remove(w); }, TaskScheduler.Default);
    }

    /// <summary>Works on one run that is due; false where there is none.</summary>
    public async Task<bool> WorkOne(Guid tenant, CancellationToken stop)
    {
        if (await Claim(tenant, stop) is not { } run)
            return false;
        using var beat = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var pulse = Beat(run, beat.Token);
        try
        {
            Connection connection;
            ICrm crm;
            await using (var db = await database.Open(Actor.System(tenant), stop))
            {
                connection = await db.Connections.AsNoTracking().SingleAsync(c => c.Id == run.ConnectionId, stop);
                crm = crms.Of(connection, db.Vault);
            }
            var work = new WorkOnRun(run, connection, crm, await desks.Get(tenant, stop), books, database, time, beat.Token);
            await work.Handle();
            await EndRun.Done(run, work.Steps, database, books, stop);
        }
        catch (CrmFault fault)
        {
            Log.Failed(log, run.ConnectionId, fault.Crm, fault.Kind);
            await EndRun.Failed(run, fault, database, stop);
        }
        catch (LeaseLost)
        {
            Log.Lost(log, run.Id);
        }
        catch (Exception fault) when (!stop.IsCancellationRequested)
        {
            Log.Broke(log, run.Id, fault);
            await EndRun.Broke(run, database, stop);
        }
        finally
        {
            await beat.CancelAsync();
            await pulse;
        }
        return true;
    }

    async Task<SyncRun?> Claim(Guid tenant, CancellationToken stop)
    {
        await using var db = await database.Open(Actor.System(tenant), stop);
        var (lease, now) = (Guid.CreateVersion7(db.Now), db.Now);
        var claimed = await db.SyncRuns.FromSql($"""
            update sync_run set state = 'running', lease = {lease}, leased_until = {now + WorkOnRun.Lease}, attempts = attempts + 1, started_at = coalesce(started_at, {now})
            where tenant_id = {tenant} and id in (
              select r.id from sync_run r join connection c on c.tenant_id = r.tenant_id and c.id = r.connection_id and c.is_active
              where r.tenant_id = {tenant} and ((r.state = 'waiting' and r.next_try_at <= {now}) or (r.state = 'running' and r.leased_until < {now}))
              order by r.next_try_at, r.id limit 1 for update of r skip locked)
            returning *
            """).IgnoreQueryFilters().AsNoTracking().ToListAsync(stop);
        if (claimed.Count > 0)
            await db.Finish(stop, wake: false);
        return claimed.FirstOrDefault();
    }

    /// <summary>A CRM may make us wait longer than a lease lasts.</summary>
    async Task Beat(SyncRun run, CancellationToken stop)
    {
        using var ticks = new PeriodicTimer(WorkOnRun.Lease / 4, time);
        try
        {
            while (await ticks.WaitForNextTickAsync(stop))
            {
                await using var db = await database.Open(Actor.System(run.TenantId), stop);
                await db.Execute($"update sync_run set leased_until = {db.Now + WorkOnRun.Lease} where tenant_id = {run.TenantId} and id = {run.Id} and lease = {run.Lease} and state = 'running'", stop);
                await db.Finish(stop, wake: false);
            }
        }
        catch (OperationCanceledException)
        {
            // It is over.
        }
        catch (Npgsql.NpgsqlException)
        {
            // The next page tells whether the run is still ours.
        }
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

    public void Dispose()
    {
        _end.Dispose();
        _slots.Dispose();
    }

    static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Reading connection {Connection} failed: {Crm} {Kind}")]
        public static partial void Failed(ILogger log, Guid connection, string crm, CrmFaultKind kind);

        [LoggerMessage(2, LogLevel.Information, "The run {Run} is somebody else's now, or was stopped")]
        public static partial void Lost(ILogger log, Guid run);

        [LoggerMessage(3, LogLevel.Error, "The run {Run} broke")]
        public static partial void Broke(ILogger log, Guid run, Exception fault);

        [LoggerMessage(4, LogLevel.Error, "Readings of tenant {Tenant} were interrupted")]
        public static partial void Interrupted(ILogger log, Guid tenant, Exception fault);
    }
}

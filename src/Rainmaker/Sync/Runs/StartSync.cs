using Npgsql;

namespace Rainmaker.Sync.Runs;

/// <summary>Has a CRM read: everything, or what changed. One run at a time; one that failed goes on where it stopped.</summary>
public static class StartSync
{
    static readonly TimeSpan GoesOn = TimeSpan.FromDays(1);

    /// <param name="Mode">full or incremental; what changed where left out, everything the first time.</param>
    public sealed record Request(SyncMode? Mode = null);

    public sealed record RunsAlready() : Conflict("It is being read already. Wait for it, or stop it first.");
    public sealed record IsSwitchedOff() : Conflict("This connection is switched off. Switch it on first.");

    public static async Task<Result<SyncRun>> Handle(Guid id, Request request, Actor actor, Database database, RunningSyncs runs, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (await db.Connections.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, stop) is not { } connection)
            return new NotFound("connection");
        if (!connection.IsActive)
            return new IsSwitchedOff();
        var mode = request.Mode ?? (connection.LastSuccessAt is null ? SyncMode.Full : SyncMode.Incremental);
        var all = db.SyncRuns;
        var last = await all.Where(r => r.ConnectionId == id).OrderByDescending(r => r.CreatedAt).FirstOrDefaultAsync(stop);
        if (last is { IsOpen: true })
            return new RunsAlready();
        SyncRun run;
        if (last is { State: SyncState.Failed or SyncState.Stopped } && last.Mode == mode && last.CreatedAt > db.Now - GoesOn)
            (run, last.State, last.NextTryAt, last.Attempts, last.FinishedAt, last.Error, last.ErrorKind) = (last, SyncState.Waiting, db.Now, 0, null, null, null);
        else
            db.Add(run = new SyncRun { TenantId = db.TenantId, Id = Ids.At(db.Now), ConnectionId = id, Mode = mode, AskedBy = actor.Person, CreatedAt = db.Now, NextTryAt = db.Now });
        db.Add(db.NewAudit("sync.start", "connection", id, Json.Write(new { metadata = new { run = run.Id, mode } })));
        db.Record("connection.reading", "connection", id, null);
        try
        {
            await db.Commit("sync.start", stop);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return new RunsAlready();
        }
        runs.Look(actor.Tenant);
        return run;
    }

    /// <summary>The clock: asks for what is due by each connection's pace, and has what is due or was left lying taken up.</summary>
    public static async Task Tick(Guid tenant, Database database, RunningSyncs runs, CancellationToken stop)
    {
        List<Guid> due;
        bool waiting;
        await using (var db = await database.Open(Actor.System(tenant), stop))
        {
            var (now, all) = (db.Now, db.SyncRuns);
            due = await db.Connections.Where(c => c.IsActive && c.ReadEveryMinutes != null && c.LastSuccessAt != null && c.LastSuccessAt.Value.AddMinutes(c.ReadEveryMinutes.Value) <= now
                && !all.Any(r => r.ConnectionId == c.Id && (r.State == SyncState.Waiting || r.State == SyncState.Running || r.CreatedAt.AddMinutes(c.ReadEveryMinutes.Value) > now))).Select(c => c.Id).ToListAsync(stop);
            waiting = await all.AnyAsync(r => (r.State == SyncState.Waiting && r.NextTryAt <= now) || (r.State == SyncState.Running && r.LeasedUntil < now), stop);
        }
        foreach (var connection in due)
            await Handle(connection, new(SyncMode.Incremental), Actor.System(tenant), database, runs, stop);
        if (waiting)
            runs.Look(tenant);
    }

    /// <summary>Stops a run after the page it is at; what was read stays, and asking again goes on from there.</summary>
    public static async Task<Result<Done>> Stop(Guid id, Guid run, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var all = db.SyncRuns;
        if (await all.SingleOrDefaultAsync(r => r.Id == run && r.ConnectionId == id, stop) is not { } found)
            return new NotFound("run");
        if (!found.IsOpen)
            return Done.It;
        (found.State, found.FinishedAt, found.Lease, found.LeasedUntil) = (SyncState.Stopped, db.Now, null, null);
        db.Add(db.NewAudit("sync.stop", "connection", id, Json.Write(new { metadata = new { run } })));
        await db.Commit("sync.stop", stop);
        return Done.It;
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/connections/{id:guid}/sync", async (Guid id, Request request, Actor actor, Database database, RunningSyncs runs, CancellationToken stop) =>
            {
                var started = await Handle(id, request, actor, database, runs, stop);
                return started.Refused(out var refusal) ? refusal.Problem() : (IResult)TypedResults.Accepted($"/api/connections/{id}/runs/{started.Value.Id}", ReadRuns.View.Of(started.Value));
            })
            .Requires(ConnectionRights.Manage).Produces<ReadRuns.View>(StatusCodes.Status202Accepted).WithSummary("Read a connected CRM: everything, or what changed");
        routes.MapPost("/api/connections/{id:guid}/runs/{run:guid}/stop", async (Guid id, Guid run, Actor actor, Database database, CancellationToken stop) => (await Stop(id, run, actor, database, stop)).Answer())
            .Requires(ConnectionRights.Manage).WithSummary("Stop a reading; asking again goes on from there");
    }
}

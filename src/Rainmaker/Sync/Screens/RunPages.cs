using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.Shell;
using Rainmaker.Sync.Runs;
using Rainmaker.Sync.Writes;

namespace Rainmaker.Sync.Screens;

/// <summary>The screens for readings of a CRM; the same use cases as the API.</summary>
static class RunPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost($"{ConnectionPages.Home}/{{id:guid}}/sync", Start).Requires(ConnectionRights.Manage).ExcludeFromDescription();
        routes.MapGet($"{ConnectionPages.Home}/{{id:guid}}/runs", List).Requires(ConnectionRights.Manage).ExcludeFromDescription();
        routes.MapGet($"{ConnectionPages.Home}/{{id:guid}}/runs/{{run:guid}}", Show).Requires(ConnectionRights.Manage).ExcludeFromDescription();
        routes.MapPost($"{ConnectionPages.Home}/{{id:guid}}/runs/{{run:guid}}/stop", async (Guid id, Guid run, Actor actor, Database database, CancellationToken stop) =>
            (await StartSync.Stop(id, run, actor, database, stop)).Refused(out var refusal) ? (IResult)refusal.Problem() : Go.To($"{ConnectionPages.Home}/{id}/runs/{run}", "Stopped. What was read stays.")).Requires(ConnectionRights.Manage).ExcludeFromDescription();
        routes.MapPost($"{ConnectionPages.Home}/{{id:guid}}/writes/replay", async (Guid id, Actor actor, Database database, CancellationToken stop) =>
            (await ReadWrites.Replay(id, actor, database, stop)) is var sent && sent.Refused(out var refusal) ? (IResult)refusal.Problem() : Go.To($"{ConnectionPages.Home}/{id}", "Sent again")).Requires(ConnectionRights.Manage).ExcludeFromDescription();
    }

    static async Task<IResult> Start(Guid id, HttpContext http, Actor actor, Database database, RunningSyncs runs, CancellationToken stop)
    {
        var form = await http.Request.ReadFormAsync(stop);
        var started = await StartSync.Handle(id, new(Words<SyncMode>.FromWord.TryGetValue(form["mode"].ToString(), out var mode) ? mode : null), actor, database, runs, stop);
        if (!started.Refused(out var refusal))
            return Go.To($"{ConnectionPages.Home}/{id}/runs/{started.Value.Id}");
        return refusal is Platform.NotFound ? refusal.Problem() : Go.To($"{ConnectionPages.Home}/{id}", refusal.Why);
    }

    /// <summary>The piece of a connection's page that is asked for again when a reading has moved; by itself it leads to the page.</summary>
    static async Task<IResult> List(Guid id, HttpContext http, Actor actor, Database database, CancellationToken stop)
    {
        if ((await ReadRuns.List(id, actor, database, stop)) is var runs && runs.Refused(out var refusal))
            return refusal.Problem();
        return http.Request.WantsFragment() ? new RazorComponentResult<RunsPiece>(new { Connection = id, Runs = runs.Value }) : Go.To($"{ConnectionPages.Home}/{id}");
    }

    static async Task<IResult> Show(Guid id, Guid run, Actor actor, Database database, CancellationToken stop)
    {
        if ((await ReadRuns.One(id, run, actor, database, stop)).Refused(out var refusal) || await ReadConnections.Find(id, actor, database, stop) is not { } connection)
            return (refusal ?? new Platform.NotFound("run")).Problem();
        return new RazorComponentResult<RunPage>(new { Connection = connection, Run = (await ReadRuns.One(id, run, actor, database, stop)).Value });
    }
}

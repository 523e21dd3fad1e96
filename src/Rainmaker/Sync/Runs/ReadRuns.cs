using Rainmaker.Crm;

namespace Rainmaker.Sync.Runs;

/// <summary>The readings of a CRM: how far one is, what it brought, what it could not read, how much of it stands here as it stands there.</summary>
public static class ReadRuns
{
    /// <summary>The last 50 are told.</summary>
    const int Most = 50;

    /// <param name="Share">Percent of the source's records that say the same here; null where nothing was compared.</param>
    public sealed record ComparedView(string What, int Theirs, int Ours, int Equal, int Moved, decimal? Share);

    /// <param name="Read">Records that came; the sum of the steps.</param>
    public sealed record View(Guid Id, Guid ConnectionId, SyncMode Mode, SyncState State, int Read, int Created, int Updated, int Unchanged, int Removed, IReadOnlyList<SyncStep> Steps, IReadOnlyList<Gap> Gaps,
        IReadOnlyList<ComparedView> Comparison, decimal? EqualShare, int Attempts, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? MovedAt, DateTimeOffset? FinishedAt, DateTimeOffset? NextTryAt, string? ErrorKind, string? Error)
    {
        public static View Of(SyncRun r)
        {
            var lists = r.Steps.Where(s => !s.What.StartsWith("compare-", StringComparison.Ordinal)).ToList();
            var all = new Compared("all", r.Comparison.Sum(c => c.Theirs), r.Comparison.Sum(c => c.Ours), r.Comparison.Sum(c => c.Equal), 0);
            return new(r.Id, r.ConnectionId, r.Mode, r.State, lists.Sum(s => s.Read), lists.Sum(s => s.Created), lists.Sum(s => s.Updated), lists.Sum(s => s.Unchanged), lists.Sum(s => s.Removed), r.Steps, r.Gaps,
                [.. r.Comparison.Select(c => new ComparedView(c.What, c.Theirs, c.Ours, c.Equal, c.Moved, c.Share))], all.Share, r.Attempts, r.CreatedAt, r.StartedAt, r.MovedAt, r.FinishedAt,
                r.State == SyncState.Waiting ? r.NextTryAt : null, r.ErrorKind, r.Error);
        }
    }

    public static async Task<Result<View[]>> List(Guid id, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (!await db.Connections.AnyAsync(c => c.Id == id, stop))
            return new NotFound("connection");
        var runs = db.SyncRuns;
        return (await runs.AsNoTracking().Where(r => r.ConnectionId == id).OrderByDescending(r => r.CreatedAt).Take(Most).ToListAsync(stop)).Select(View.Of).ToArray();
    }

    public static async Task<Result<View>> One(Guid id, Guid run, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var runs = db.SyncRuns;
        return await runs.AsNoTracking().SingleOrDefaultAsync(r => r.Id == run && r.ConnectionId == id, stop) is { } found ? View.Of(found) : new NotFound("run");
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/connections/{id:guid}/runs", async (Guid id, Actor actor, Database database, CancellationToken stop) =>
            (await List(id, actor, database, stop)) is var runs && runs.Refused(out var refusal) ? (IResult)refusal.Problem() : TypedResults.Ok(Listing<View>.Whole(runs.Value)))
            .Requires(ConnectionRights.Manage).Produces<Listing<View>>().WithSummary("The last readings of a connected CRM");
        routes.MapGet("/api/connections/{id:guid}/runs/{run:guid}", async (Guid id, Guid run, Actor actor, Database database, CancellationToken stop) => (await One(id, run, actor, database, stop)).Answer())
            .Requires(ConnectionRights.Manage).WithSummary("One reading: how far it is, what it brought and could not read, and how much is equal");
    }
}

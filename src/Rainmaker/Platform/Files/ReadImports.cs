using System.Text;

namespace Rainmaker.Platform.Files;

/// <summary>What imports did: one run, the latest ones, the rows that were not taken.</summary>
public static class ReadImports
{
    const int ShownRejections = 20;
    const int ShownRuns = 50;

    /// <summary>A run that stood still so long was killed.</summary>
    static readonly TimeSpan Stood = TimeSpan.FromMinutes(5);

    /// <param name="State">running, done, failed, or interrupted: killed half-way; importing the file again does the rest.</param>
    /// <param name="Rejections">The first of the rows that were not taken.</param>
    /// <param name="RejectedFile">Where all of them can be had; null where there are none.</param>
    public sealed record View(
        Guid Id, string Kind, string FileName, ImportMode Mode, bool DryRun, string State, int Total, int Created, int Updated, int Unchanged, int Rejected,
        IReadOnlyList<ImportNotice> Notices, IReadOnlyList<Rejection> Rejections, string? RejectedFile, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt);

    public sealed record Rejection(long Line, string Why);

    public sealed record Latest(IReadOnlyList<View> Data);

    public static async Task<Result<View>> Handle(Guid id, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (await db.ImportRuns.AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(r => r.Id == id, stop) is not { } run)
            return new NotFound("import");
        var rejections = db.ImportRejections;
        var first = await rejections.AsNoTracking().Where(r => r.RunId == id).OrderBy(r => r.Line).Take(ShownRejections).ToListAsync(stop);
        return Of(run, [.. first.Select(r => r.Open(db.Vault)).Select(r => new Rejection(r.Line, r.Why))], db.Now);
    }

    public static async Task<Latest> Runs(Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var runs = await db.ImportRuns.AsNoTracking().VisibleTo(actor).OrderByDescending(r => r.StartedAt).Take(ShownRuns).ToListAsync(stop);
        return new([.. runs.Select(r => Of(r, [], db.Now))]);
    }

    /// <summary>All rejected rows as a file that can be mended and imported again.</summary>
    public static async Task<Result<byte[]>> File(Guid id, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (await db.ImportRuns.AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(r => r.Id == id, stop) is not { } run)
            return new NotFound("import");
        using var bytes = new MemoryStream();
        var rejections = db.ImportRejections;
        await using (var file = new StreamWriter(bytes, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true))
            RejectedRows.Write(file, run.Headers, (await rejections.AsNoTracking().Where(r => r.RunId == id).OrderBy(r => r.Line).ToListAsync(stop)).Select(r => r.Open(db.Vault)));
        return bytes.ToArray();
    }

    static View Of(ImportRun run, IReadOnlyList<Rejection> rejections, DateTimeOffset now) => new(
        run.Id, run.Kind, run.FileName, run.Mode, run.IsDry, State(run, now), run.Total, run.Created, run.Updated, run.Unchanged, run.Rejected,
        run.Notices, rejections, run.Rejected > 0 ? $"/api/imports/{run.Id}/rejected.csv" : null, run.StartedAt, run.FinishedAt);

    static string State(ImportRun run, DateTimeOffset now) =>
        run.State == ImportState.Running && now - (run.MovedAt ?? run.StartedAt) > Stood ? "interrupted" : Words<ImportState>.ToWord[run.State];

    /// <summary>Whoever sees everything sees every run; others those they started.</summary>
    internal static IQueryable<ImportRun> VisibleTo(this IQueryable<ImportRun> runs, Actor actor) =>
        actor.Sight.IsAll ? runs : runs.Where(r => r.StartedBy != null && r.StartedBy == actor.Person);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/imports", async (Actor actor, Database database, CancellationToken stop) => TypedResults.Ok(await Runs(actor, database, stop)))
            .Requires(ImportRights.Run)
            .WithSummary("The latest imports");
        routes.MapGet("/api/imports/{id:guid}", async (Guid id, Actor actor, Database database, CancellationToken stop) => (await Handle(id, actor, database, stop)).Answer())
            .Requires(ImportRights.Run)
            .WithSummary("What an import did, and what it did not take");
        routes.MapGet("/api/imports/{id:guid}/rejected.csv", async (Guid id, Actor actor, Database database, CancellationToken stop) =>
                (await File(id, actor, database, stop)) is var file && file.Refused(out var refusal)
                    ? refusal.Problem()
                    : Results.File(file.Value, "text/csv; charset=utf-8", $"rejected-{id}.csv"))
            .Requires(ImportRights.Run)
            .WithSummary("The rows an import did not take, each with its reason, to be mended and imported again");
    }
}

/// <summary>What may be done with files of records.</summary>
public static class ImportRights
{
    /// <summary>Bringing many records in at once. Whose records it may change is a matter of sight.</summary>
    public static readonly Right Run = new("imports.run", Right.Managers);
}

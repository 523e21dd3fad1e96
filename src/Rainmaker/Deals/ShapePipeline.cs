using System.Text.RegularExpressions;
using Rainmaker.Intelligence.Analysis;

namespace Rainmaker.Deals;

/// <summary>Creates a pipeline, from a template or from stages, and changes what a stage means. Keys and kinds of stages stay: history and figures hang on them.</summary>
public static partial class ShapePipeline
{
    public sealed record NewStage
    {
        public required string Key { get; init; }
        public string? Label { get; init; }
        public StageKind Kind { get; init; }

        /// <summary>Percent, 0 to 100.</summary>
        public decimal? Probability { get; init; }
        public int? StalledAfterDays { get; init; }
        public int? LongAfterDays { get; init; }
        public bool LeaveOutOfWinRate { get; init; }
        public IReadOnlyList<string>? EntryRules { get; init; }
    }

    public sealed record Request
    {
        /// <summary>Small letters, digits and underscores; unique.</summary>
        public required string Key { get; init; }
        public required string Name { get; init; }

        /// <summary>sales or new_business; instead of stages.</summary>
        public string? Template { get; init; }

        /// <summary>In order; at least one open, one won, one lost.</summary>
        public IReadOnlyList<NewStage>? Stages { get; init; }
    }

    /// <summary>Fields that are not sent stay.</summary>
    public sealed record StageChange
    {
        public Optional<string> Label { get; init; }
        public Optional<decimal?> Probability { get; init; }
        public Optional<int> StalledAfterDays { get; init; }
        public Optional<int> LongAfterDays { get; init; }
        public Optional<bool> LeaveOutOfWinRate { get; init; }
        public Optional<IReadOnlyList<string>> EntryRules { get; init; }
    }

    public sealed record KeyIsTaken(string Sent) : Conflict($"There is a pipeline '{Sent}' already.");
    public sealed record StagesMissing() : Invalid("stages", "A pipeline needs at least one open, one won and one lost stage, or a template: sales, new_business.");

    /// <summary>Everything that is wrong with a stage.</summary>
    public static IEnumerable<Invalid> Decide(NewStage stage)
    {
        if (!KeyShape().IsMatch(stage.Key))
            yield return new InvalidField("key", $"'{stage.Key}' cannot be a key: small letters, digits and underscores, 63 at most.", stage.Key);
        if (stage.Label is { } label && (string.IsNullOrWhiteSpace(label) || label.Length > 80))
            yield return new InvalidField("label", "A label has 1 to 80 characters.", label);
        if (stage.Probability is < 0 or > 100)
            yield return new DealTerms.ProbabilityOutOfRange(stage.Probability.Value);
        if (stage.StalledAfterDays is < 1 or > 3650)
            yield return new InvalidField("stalled_after_days", "Days are 1 to 3650.", stage.StalledAfterDays);
        if (stage.LongAfterDays is < 1 or > 3650)
            yield return new InvalidField("long_after_days", "Days are 1 to 3650.", stage.LongAfterDays);
        foreach (var rule in stage.EntryRules ?? [])
        {
            if (Deals.EntryRules.Read(rule) is null)
                yield return new InvalidField("entry_rules", $"'{rule}' is no entry rule: value, expected_close_date, contact, company, activity or activity:KIND.", rule);
        }
    }

    public static async Task<Result<ListPipelines.View>> Create(Request request, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        var template = OpenPipeline.Templates.FirstOrDefault(t => t.Key == request.Template);
        var stages = request.Stages ?? [.. (template?.Stages ?? []).Select(s => new NewStage { Key = s.Key, Label = s.Label, Kind = s.Kind, Probability = s.Probability, LeaveOutOfWinRate = s.LeftOutOfWinRate })];
        List<Invalid> faults = [.. stages.SelectMany(Decide)];
        if (!KeyShape().IsMatch(request.Key) || string.IsNullOrWhiteSpace(request.Name))
            faults.Add(new InvalidField("key", "A pipeline needs a name, and a key of small letters, digits and underscores.", request.Key));
        if (Enum.GetValues<StageKind>().Any(kind => stages.All(s => s.Kind != kind)) || stages.DistinctBy(s => s.Key).Count() != stages.Count)
            faults.Add(new StagesMissing());
        if (faults.Count > 0)
            return new Faults(faults);

        await using var db = await database.Open(actor, stop);
        var (known, pipelines) = (await books.Of(db, stop), db.Pipelines);
        if (await pipelines.AnyAsync(p => p.Key == request.Key, stop))
            return new KeyIsTaken(request.Key);
        var pipeline = new Pipeline { TenantId = db.TenantId, Id = Ids.At(db.Now), Key = request.Key, Name = request.Name.Trim(), Position = known.Pipelines.Count, CreatedAt = db.Now };
        var rows = stages.Select((s, i) => Row(s, pipeline, i)).ToList();
        db.Add(pipeline);
        db.AddRange(rows);
        return await Done(db, pipeline, rows, "pipeline.create", stop);
    }

    /// <param name="edition">The version of the stage that the caller has seen; null lets the last one win.</param>
    public static async Task<Result<ListPipelines.View>> Change(Guid stageId, StageChange change, uint? edition, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var (all, pipelines) = (db.Stages, db.Pipelines);
        if (await all.SingleOrDefaultAsync(s => s.Id == stageId, stop) is not { } stage)
            return new NotFound("stage");
        if (edition is { } seen && seen != stage.Version)
            return new Stale("stage");
        (stage.Label, stage.Probability) = (change.Label.Or(stage.Label)!, change.Probability.Or(stage.Probability));
        (stage.StalledAfterDays, stage.LongAfterDays) = (change.StalledAfterDays.Or(stage.StalledAfterDays), change.LongAfterDays.Or(stage.LongAfterDays));
        stage.LeaveOutOfWinRate = change.LeaveOutOfWinRate.Or(stage.LeaveOutOfWinRate);
        stage.EntryRules = [.. change.EntryRules.Or(stage.EntryRules) ?? []];
        List<Invalid> faults = [.. Decide(new() { Key = stage.Key, Label = stage.Label ?? "", Probability = stage.Probability, StalledAfterDays = stage.StalledAfterDays, LongAfterDays = stage.LongAfterDays, EntryRules = stage.EntryRules })];
        if (faults.Count > 0)
            return new Faults(faults);
        var (pipeline, rows) = (await pipelines.SingleAsync(p => p.Id == stage.PipelineId, stop), await all.Where(s => s.PipelineId == stage.PipelineId).ToListAsync(stop));
        return await Done(db, pipeline, rows, "pipeline.stage_update", stop);
    }

    internal static Stage Row(NewStage stage, Pipeline pipeline, int position) => new()
    {
        TenantId = pipeline.TenantId, Id = Ids.At(pipeline.CreatedAt), PipelineId = pipeline.Id, Key = stage.Key, Label = stage.Label?.Trim() ?? stage.Key, Position = position, Kind = stage.Kind,
        Probability = stage.Probability ?? (stage.Kind switch { StageKind.Won => 100, StageKind.Lost => 0, _ => null }),
        StalledAfterDays = stage.StalledAfterDays ?? 14, LongAfterDays = stage.LongAfterDays ?? 30, LeaveOutOfWinRate = stage.LeaveOutOfWinRate, EntryRules = [.. stage.EntryRules ?? []],
    };

    internal static async Task<ListPipelines.View> Done(SalesDb db, Pipeline pipeline, List<Stage> stages, string action, CancellationToken stop)
    {
        db.Record("settings.changed", "pipeline", pipeline.Id, null);
        await db.Commit(action, stop);
        return ListPipelines.Of(pipeline, stages);
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/pipelines", async (Request request, Actor actor, Database database, PipelineBooks books, CancellationToken stop) =>
                (await Create(request, actor, database, books, stop)).Created(_ => "/api/pipelines"))
            .Requires(DealRights.Pipelines)
            .WithSummary("Create a pipeline");
        routes.MapPut("/api/stages/{id:guid}", async (Guid id, StageChange change, HttpContext http, Actor actor, Database database, CancellationToken stop) =>
                (await Change(id, change, http.Seen(), actor, database, stop)).Answer())
            .Requires(DealRights.Pipelines)
            .WithSummary("Change what a stage means");
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9_]{0,62}$", RegexOptions.NonBacktracking)]
    private static partial Regex KeyShape();
}

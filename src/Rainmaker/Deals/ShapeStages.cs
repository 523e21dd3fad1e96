using Rainmaker.Teams;

namespace Rainmaker.Deals;

/// <summary>Renames a pipeline or makes it the usual one; puts a stage into it, moves one, takes one away that no deal ever lay in.</summary>
public static class ShapeStages
{
    const int MostStages = 50, LongestName = 80;

    /// <summary>Fields that are not sent stay.</summary>
    public sealed record PipelineChange
    {
        public Optional<string> Name { get; init; }

        /// <summary>true makes it the one that deals without a pipeline go to; there is always one.</summary>
        public Optional<bool?> IsDefault { get; init; }
    }

    public sealed record MoveTo(int Position);

    public sealed record StageKeyIsTaken(string Sent) : Conflict($"The pipeline has a stage '{Sent}' already.");
    public sealed record EnoughStages() : Conflict($"{MostStages} stages are the most.");
    public sealed record LastOfItsKind(StageKind Of) : Conflict($"It is the only stage for what is {Words<StageKind>.ToWord[Of]}; a pipeline needs one.");
    public sealed record StageHasHistory(string Label) : Conflict($"Deals lie or lay in {Label}; it stays, so that their history stays true.");
    public sealed record NoSuchPlace(int Sent, int Count) : Invalid("position", $"There are the places 0 to {Count - 1}.", Sent);
    public sealed record OneIsTheDefault() : Invalid("is_default", "Make another pipeline the usual one instead.", false);

    public static async Task<Result<ListPipelines.View>> Change(Guid id, PipelineChange change, uint? edition, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var (pipelines, stages) = (db.Pipelines, db.Stages);
        if (await pipelines.SingleOrDefaultAsync(p => p.Id == id, stop) is not { } pipeline)
            return new NotFound("pipeline");
        if (edition is { } seen && seen != pipeline.Version)
            return new Stale("pipeline");
        var faults = new List<Invalid>();
        if (change.Name.IsSent && change.Name.Value?.Trim() is not { Length: > 0 and <= LongestName })
            faults.Add(new InvalidField("name", $"A name has 1 to {LongestName} characters.", change.Name.Value));
        if (pipeline.IsDefault && change.IsDefault is { IsSent: true, Value: false })
            faults.Add(new OneIsTheDefault());
        if (faults.Count > 0)
            return new Faults(faults);
        pipeline.Name = change.Name.Or(pipeline.Name)!.Trim();
        if (change.IsDefault.Value is true && !pipeline.IsDefault)
        {
            // First, since there is never a second one.
            await db.Execute($"update pipeline set is_default = false where tenant_id = {db.TenantId} and is_default", stop);
            pipeline.IsDefault = true;
        }
        return await ShapePipeline.Done(db, pipeline, await stages.Where(s => s.PipelineId == id).ToListAsync(stop), "pipeline.update", stop);
    }

    /// <summary>It comes last among the stages of its kind.</summary>
    public static async Task<Result<ListPipelines.View>> Add(Guid pipelineId, ShapePipeline.NewStage request, Actor actor, Database database, CancellationToken stop)
    {
        List<Invalid> faults = [.. ShapePipeline.Decide(request)];
        if (faults.Count > 0)
            return new Faults(faults);
        await using var db = await database.Open(actor, stop);
        var (pipeline, stages) = await Load(db, pipelineId, stop);
        if (pipeline is null)
            return new NotFound("pipeline");
        if (stages.Count >= MostStages)
            return new EnoughStages();
        var stage = ShapePipeline.Row(request, pipeline, 0);
        var place = stages.FindLastIndex(s => s.Kind == stage.Kind) + 1;
        stages.Insert(place == 0 ? stages.Count : place, stage);
        db.Add(stage);
        return await Settle(db, pipeline, stages, "pipeline.stage_create", new StageKeyIsTaken(stage.Key), stop);
    }

    public static async Task<Result<ListPipelines.View>> Move(Guid stageId, MoveTo request, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var (pipeline, stages, stage) = await Of(db, stageId, stop);
        if (stage is null)
            return new NotFound("stage");
        if (request.Position < 0 || request.Position >= stages.Count)
            return new NoSuchPlace(request.Position, stages.Count);
        stages.Remove(stage);
        stages.Insert(request.Position, stage);
        return await Settle(db, pipeline!, stages, "pipeline.stage_move", new StageKeyIsTaken(stage.Key), stop);
    }

    public static async Task<Result<ListPipelines.View>> TakeAway(Guid stageId, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var (pipeline, stages, stage) = await Of(db, stageId, stop);
        if (stage is null)
            return new NotFound("stage");
        if (stages.Count(s => s.Kind == stage.Kind) == 1)
            return new LastOfItsKind(stage.Kind);
        stages.Remove(stage);
        db.Remove(stage);
        return await Settle(db, pipeline!, stages, "pipeline.stage_delete", new StageHasHistory(stage.Label), stop);
    }

    static async Task<(Pipeline? Pipeline, List<Stage> Stages, Stage? Stage)> Of(SalesDb db, Guid stageId, CancellationToken stop)
    {
        var all = db.Stages;
        if (await all.AsNoTracking().SingleOrDefaultAsync(s => s.Id == stageId, stop) is not { } known)
            return (null, [], null);
        var (pipeline, stages) = await Load(db, known.PipelineId, stop);
        return (pipeline, stages, stages.Find(s => s.Id == stageId));
    }

    // Whoever orders the stages at the same time waits: two orders mixed are none.
    static async Task<(Pipeline? Pipeline, List<Stage> Stages)> Load(SalesDb db, Guid pipelineId, CancellationToken stop)
    {
        var (pipelines, stages) = (db.Pipelines, db.Stages);
        await db.Execute($"select from pipeline where tenant_id = {db.TenantId} and id = {pipelineId} for update", stop);
        return (await pipelines.SingleOrDefaultAsync(p => p.Id == pipelineId, stop), await stages.Where(s => s.PipelineId == pipelineId).OrderBy(s => s.Position).ThenBy(s => s.Id).ToListAsync(stop));
    }

    static async Task<Result<ListPipelines.View>> Settle(SalesDb db, Pipeline pipeline, List<Stage> inOrder, string action, Refusal conflict, CancellationToken stop)
    {
        for (var i = 0; i < inOrder.Count; i++)
            inOrder[i].Position = i;
        ListPipelines.View? view = null;
        return await ShapeTeams.Unless(async () => view = await ShapePipeline.Done(db, pipeline, inOrder, action, stop), conflict, conflict) is { } refusal ? refusal : view!;
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/api/pipelines/{id:guid}", async (Guid id, PipelineChange change, HttpContext http, Actor actor, Database database, CancellationToken stop) => (await Change(id, change, http.Seen(), actor, database, stop)).Answer())
            .Requires(DealRights.Pipelines).WithSummary("Rename a pipeline, or make it the usual one");
        routes.MapPost("/api/pipelines/{id:guid}/stages", async (Guid id, ShapePipeline.NewStage request, Actor actor, Database database, CancellationToken stop) => (await Add(id, request, actor, database, stop)).Created(_ => "/api/pipelines"))
            .Requires(DealRights.Pipelines).WithSummary("Put a stage into a pipeline");
        routes.MapPost("/api/stages/{id:guid}/move", async (Guid id, MoveTo request, Actor actor, Database database, CancellationToken stop) => (await Move(id, request, actor, database, stop)).Answer())
            .Requires(DealRights.Pipelines).WithSummary("Move a stage to another place in its pipeline");
        routes.MapDelete("/api/stages/{id:guid}", async (Guid id, Actor actor, Database database, CancellationToken stop) => (await TakeAway(id, actor, database, stop)).Answer())
            .Requires(DealRights.Pipelines).WithSummary("Take away a stage that no deal ever lay in");
    }
}

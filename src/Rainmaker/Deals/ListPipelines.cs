namespace Rainmaker.Deals;

/// <summary>The pipelines of the tenant with their stages.</summary>
public static class ListPipelines
{
    /// <param name="DealStage">The word that /api/opportunities answers for it.</param>
    /// <param name="Probability">Percent, 0 to 100; null where the stage says nothing, then 50 is assumed.</param>
    /// <param name="EntryRules">What a deal must have before it enters.</param>
    public sealed record StageView(Guid Id, string Key, string DealStage, string Label, StageKind Kind, int Position, decimal? Probability, int StalledAfterDays, int LongAfterDays, bool LeaveOutOfWinRate, IReadOnlyList<string> EntryRules);

    public sealed record View(Guid Id, string Key, string Name, bool IsDefault, IReadOnlyList<StageView> Stages);

    public static async Task<IReadOnlyList<View>> Handle(Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var stages = (await db.Stages.AsNoTracking().OrderBy(s => s.Position).ToListAsync(stop)).ToLookup(s => s.PipelineId);
        var pipelines = await db.Pipelines.AsNoTracking().OrderBy(p => p.Position).ToListAsync(stop);
        return [.. pipelines.Select(p => Of(p, stages[p.Id]))];
    }

    internal static View Of(Pipeline pipeline, IEnumerable<Stage> stages) => new(pipeline.Id, pipeline.Key, pipeline.Name, pipeline.IsDefault,
        [.. stages.OrderBy(s => s.Position).Select(s => new StageView(s.Id, s.Key, Intelligence.Analysis.StageWords.ToSalesModule(s.Terms()), s.Label, s.Kind, s.Position, s.Probability,
            s.StalledAfterDays, s.LongAfterDays, s.LeaveOutOfWinRate, s.EntryRules))]);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/pipelines", async (Actor actor, Database database, CancellationToken stop) => Listing<View>.Whole(await Handle(actor, database, stop)))
            .Requires(DealRights.Read)
            .WithSummary("Pipelines and their stages");
}

using Rainmaker.Deals;

namespace Rainmaker.Sync.Landing;

/// <summary>Our stages for those of a page of deals; a stage that their pipeline does not tell any more gets one of its own.</summary>
sealed class DealStages(PipelineBook book, Dictionary<string, KnownStage> stages)
{
    public PipelineBook Book => book;

    public static async Task<DealStages> Of(Arrival on, IReadOnlyList<Crm.Deal> deals, PipelineBook book, CancellationToken stop)
    {
        var ids = deals.SelectMany(d => d.History.Select(h => LandPipelines.StageId(d.PipelineKey, h.Stage)).Append(LandPipelines.StageId(d.PipelineKey, d.Stage.Key))).Distinct();
        var known = new Dictionary<string, KnownStage>(StringComparer.Ordinal);
        foreach (var (id, link) in await on.Links("stage", ids, stop))
            if (book.Find(link.RecordId) is { } stage)
                known[id] = stage;
        var pipelines = await on.Records("pipeline", deals.Select(d => d.PipelineKey), stop);
        foreach (var deal in deals.Where(d => !known.ContainsKey(LandPipelines.StageId(d.PipelineKey, d.Stage.Key))).DistinctBy(d => LandPipelines.StageId(d.PipelineKey, d.Stage.Key)))
        {
            // The same stage under a pipeline that the deal does not name, or one that is gone.
            var pipeline = deal.PipelineKey is { } key && pipelines.TryGetValue(key, out var own) ? own : (await Only(on, stop)) ?? book.Default.Id;
            known[LandPipelines.StageId(deal.PipelineKey, deal.Stage.Key)] = await LandPipelines.Lost(on, deal, pipeline, stop);
            on.Notice("stages of deals are gone from their pipeline there; they stand at its end here.");
        }
        return new(book, known);
    }

    static async Task<Guid?> Only(Arrival on, CancellationToken stop)
    {
        var connection = on.Connection.Id;
        var pipelines = await on.Db.SyncLinks.Where(l => l.ConnectionId == connection && l.Kind == "pipeline").OrderBy(l => l.ExternalId).Select(l => l.RecordId).Take(1).ToListAsync(stop);
        return pipelines.Count == 0 ? null : pipelines[0];
    }

    public KnownStage Of(Crm.Deal deal) => stages[LandPipelines.StageId(deal.PipelineKey, deal.Stage.Key)];

    public KnownStage Known(Guid id) => stages.Values.FirstOrDefault(s => s.Id == id) ?? book.Stage(id);

    /// <summary>The way of a deal through our stages, oldest first; at least the stage it lies in.</summary>
    public IReadOnlyList<(KnownStage Stage, DateTimeOffset At)> Path(Crm.Deal deal)
    {
        var path = new List<(KnownStage Stage, DateTimeOffset At)>();
        foreach (var entered in deal.History)
            if (stages.TryGetValue(LandPipelines.StageId(deal.PipelineKey, entered.Stage), out var stage) && (path.Count == 0 || path[^1].Stage.Id != stage.Id))
                path.Add((stage, entered.At.ToUniversalTime()));
        var last = Of(deal);
        if (path.Count == 0 || path[^1].Stage.Id != last.Id)
            path.Add((last, deal.StageEnteredAt.ToUniversalTime()));
        return path;
    }
}

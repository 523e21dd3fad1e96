using Rainmaker.Crm;

namespace Rainmaker.Connectors.Http;

/// <summary>Where won and lost are states of a deal and no stages, every pipeline gets a stage for each, so that all CRMs can be counted alike.</summary>
static class OutcomeStages
{
    public const string Won = "won", Lost = "lost";

    public static IReadOnlyList<Stage> With(IReadOnlyList<Stage> open) =>
    [
        .. open,
        new() { Key = Won, Label = "Won", Probability = 100, Kind = StageKind.Won, Position = open.Count },
        new() { Key = Lost, Label = "Lost", Probability = 0, Kind = StageKind.Lost, Position = open.Count + 1 },
    ];

    /// <summary>A deal's stage; one that nobody knows any more keeps its key.</summary>
    public static Stage Of(string? key, string? pipeline, IReadOnlyList<Pipeline> pipelines)
    {
        var named = key ?? "unknown";
        return pipelines.FirstOrDefault(p => p.Key == pipeline)?.Stage(named) ?? pipelines.Select(p => p.Stage(named)).FirstOrDefault(s => s is not null)
            ?? (named is Won or Lost ? With([])[named == Won ? 0 : 1] : new() { Key = named, Label = $"{named} (removed)", Position = int.MaxValue });
    }
}

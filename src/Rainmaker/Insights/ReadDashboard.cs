using Rainmaker.Deals;

namespace Rainmaker.Insights;

/// <summary>The figures at the head of the command center, in the tenant's base currency, of what the caller may see.</summary>
public static class ReadDashboard
{
    /// <param name="TotalPipeline">Sum of the values of open deals.</param>
    /// <param name="KeyContacts">Distinct people behind open deals, and leads contacted or qualified.</param>
    /// <param name="WinRate">Won of all settled, in percent; null where nothing is settled, and for who sees won deals alone.</param>
    /// <param name="WeightedForecast">Sum of value times probability of open deals.</param>
    /// <param name="DealsByStage">By the stage's key: open stages only, zeroes included.</param>
    public sealed record Stats(decimal TotalPipeline, int ActiveDealsCount, int KeyContacts, decimal? WinRate, decimal WeightedForecast, IReadOnlyDictionary<string, int> DealsByStage);

    public static Stats Of(SeenSums seen, int people)
    {
        var (total, weighted, count) = (0m, 0m, 0);
        foreach (var sum in seen.Open)
            (total, weighted, count) = (total + sum.Total, weighted + sum.Weighted, count + sum.Count);
        return new(total, count, people, seen.WinRate, decimal.Round(weighted, 2), seen.ByStage());
    }

    public static async Task<Result<Stats>> Handle(string? pipeline, Actor actor, SalesFigures figures, CancellationToken stop)
    {
        var chosen = ChoosePipeline.Of(await figures.Sums(actor.Tenant, stop), actor, pipeline);
        return chosen.Refused(out var refusal) ? refusal : Of(chosen.Value, await figures.People(actor, chosen.Value.Pipeline?.Id, stop));
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var path in (string[])["stats", "summary"])
        {
            routes.MapGet($"/dashboard/{path}", async (string? pipeline, Actor actor, SalesFigures figures, CancellationToken stop) => (await Handle(pipeline, actor, figures, stop)).Answer())
                .Requires(InsightRights.Read).WithSummary("Pipeline, win rate and weighted forecast");
        }
    }
}

/// <summary>Which pipeline figures are about: the tenant's default one unless another is named, or <c>all</c>.</summary>
public static class ChoosePipeline
{
    public sealed record UnknownPipeline(string Key) : Invalid("pipeline", $"There is no pipeline '{Key}'. Name one by its key, or 'all'.", Key);

    public static Result<SeenSums> Of(DealSums sums, Actor actor, string? key)
    {
        if (key == "all")
            return new SeenSums(sums, actor, null);
        var chosen = string.IsNullOrEmpty(key) ? sums.Pipelines.FirstOrDefault(p => p.IsDefault) ?? sums.Pipelines[0] : sums.Pipelines.FirstOrDefault(p => p.Key == key);
        return chosen is null ? new UnknownPipeline(key!) : new SeenSums(sums, actor, chosen);
    }
}

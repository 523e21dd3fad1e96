using Rainmaker.Intelligence.Forecasting;
using Rainmaker.Teams;

namespace Rainmaker.Insights.Forecasts;

/// <summary>What stands behind the forecast: the method, how far off it and the others were on past months, and the months of each owner and team in sight.</summary>
public static class ReadOutlook
{
    public sealed record Share(Guid Id, string Name, IReadOnlyList<LearnedMonth> Months);

    /// <param name="Basis">"learned", or "rule" while the past is too short or untested: then the rest is empty.</param>
    /// <param name="Error">Percent of what came.</param>
    /// <param name="Coverage">Percent of past months within their band.</param>
    public sealed record Answer(string Status, string Basis, string Why, ForecastMethod? Method, double? Error, double? Coverage, IReadOnlyList<MethodBacktest> Methods, IReadOnlyList<BacktestMonth> Backtest, IReadOnlyList<Share> Owners, IReadOnlyList<Share> Teams);

    public static async Task<Result<Answer>> Handle(string? pipeline, Actor actor, SalesFigures figures, Database database, CancellationToken stop)
    {
        var chosen = ChoosePipeline.Of(await figures.Sums(actor.Tenant, stop), actor, pipeline);
        if (chosen.Refused(out var refusal))
            return refusal;
        var learned = Outlook.Of(chosen.Value, 1, ForecastSettings.Default, await figures.Learned(actor.Tenant, stop)).Learned;
        if (learned is null)
            return new Answer("success", "rule", $"Open deals by their close date and probability: to learn, {LearnForecast.LeastWon} deals won in {LearnForecast.LeastMonths} months and tested months after them are needed.", null, null, null, [], [], [], []);
        await using var db = await database.Open(actor, stop);
        var (users, teams) = (db.Users, db.Teams);
        var (people, groups) = (await users.ToDictionaryAsync(u => u.Id.ToString(), u => u.Name, stop), await teams.ToDictionaryAsync(t => t.Id.ToString(), t => t.Name, stop));
        return new Answer("success", "learned", learned.Why, learned.Method, learned.Error, learned.Coverage, learned.Methods,
            actor.Sight.IsAll ? learned.Backtest : [],
            [.. learned.Owners.Where(o => actor.Sight.Includes(Guid.Parse(o.Key))).Select(o => new Share(Guid.Parse(o.Key), people.GetValueOrDefault(o.Key) ?? "", o.Months))],
            actor.Sight.IsAll ? [.. learned.Teams.Select(t => new Share(Guid.Parse(t.Key), groups.GetValueOrDefault(t.Key) ?? "", t.Months))] : []);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/forecast/basis", async (string? pipeline, Actor actor, SalesFigures figures, Database database, CancellationToken stop) =>
            (await Handle(pipeline, actor, figures, database, stop)).Answer()).Requires(InsightRights.Read).WithSummary("What the forecast was learned from and how far off it was");
}

using Rainmaker.Intelligence.Forecasting;

namespace Rainmaker.Insights.Forecasts;

/// <summary>
/// The forecast as one actor is told it: what was learned from the past where that was tested, else the rule over open deals. Counts, notices and months beyond the learned
/// ones are always the rule's, fresh within a second of a change; the learned part is as old as its last run.
/// </summary>
/// <param name="Learned">Null where the rule alone speaks.</param>
public sealed record Outlook(Forecast Forecast, LearnedForecast? Learned)
{
    public static Outlook Of(SeenSums seen, int months, ForecastSettings settings, IReadOnlyDictionary<Guid, LearnedForecast> learned)
    {
        var rule = seen.Forecast(months, settings);
        if (!learned.TryGetValue(seen.Pipeline?.Id ?? Guid.Empty, out var all) || !all.IsMeasured || Part(all, seen.Actor) is not { Count: > 0 } part)
            return new(rule, null);
        var first = new DateOnly(seen.Sums.Today.Year, seen.Sums.Today.Month, 1);
        var told = rule.Months.Select((month, i) => part.FirstOrDefault(p => p.Month == first.AddMonths(i)) is { } known
            ? month with { WeightedForecast = Cents(known.Weighted), BestCase = Cents(known.Best), WorstCase = Cents(known.Worst), Confidence = known.Confidence } : month).ToList();
        var summary = rule.Summary with
        {
            TotalWeightedForecast = told.Sum(m => m.WeightedForecast),
            TotalBestCase = told.Sum(m => m.BestCase),
            TotalWorstCase = told.Sum(m => m.WorstCase),
            AvgConfidence = (int)Math.Round(told.Average(m => m.Confidence), MidpointRounding.AwayFromZero),
        };
        return new(new(told, summary, [all.Why, .. rule.Notices]), all);
    }

    /// <summary>All of it, or the sum of those whose deals the actor sees, who stray on their own.</summary>
    static IReadOnlyList<LearnedMonth> Part(LearnedForecast all, Actor actor)
    {
        if (actor.Role == Role.CustomerSuccess)
            return [];
        if (actor.Sight.IsAll)
            return all.Months;
        var seen = all.Owners.Where(o => actor.Sight.Includes(Guid.Parse(o.Key))).Select(o => o.Months).ToArray();
        if (seen.Length == 0)
            return [];
        return
        [
            .. all.Months.Select((month, i) =>
            {
                var weighted = seen.Sum(o => o[i].Weighted);
                return month with
                {
                    Weighted = weighted,
                    Best = weighted + Math.Sqrt(seen.Sum(o => Math.Pow(o[i].Best - o[i].Weighted, 2))),
                    Worst = Math.Max(0, weighted - Math.Sqrt(seen.Sum(o => Math.Pow(o[i].Weighted - o[i].Worst, 2)))),
                };
            }),
        ];
    }

    static decimal Cents(double amount) => Math.Round((decimal)amount, 2, MidpointRounding.AwayFromZero);
}

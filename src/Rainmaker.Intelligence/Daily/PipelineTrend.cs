using System.Globalization;
using Rainmaker.Intelligence.Anomalies;

namespace Rainmaker.Intelligence.Daily;

/// <summary>The pipeline against its own past.</summary>
/// <param name="Since">Against the snapshot before: percent with one decimal; null where there is none or it was zero.</param>
/// <param name="Alerts">Sentences; empty where nothing is out of the usual.</param>
public sealed record PipelineTrend(int Snapshots, decimal? TotalChange, decimal? WeightedChange, DateTimeOffset? Since, IReadOnlyList<string> Alerts)
{
    /// <param name="earlier">Of the same source, in any order.</param>
    public static PipelineTrend Of(PipelineSnapshot now, IEnumerable<PipelineSnapshot> earlier, PipelineAlarmSettings settings)
    {
        var past = earlier.Where(s => s.Source == now.Source && s.Timestamp < now.Timestamp).OrderByDescending(s => s.Timestamp).Take(settings.Latest).ToList();
        var before = past.FirstOrDefault();
        return new(past.Count, Percent(now.TotalValue, before?.TotalValue), Percent(now.WeightedValue, before?.WeightedValue), before?.Timestamp, past.Count < settings.Least ? [] :
        [
            .. Unusual("total value", now.TotalValue, [.. past.Select(s => s.TotalValue)], settings),
            .. Unusual("weighted value", now.WeightedValue, [.. past.Select(s => s.WeightedValue)], settings),
        ]);
    }

    static IEnumerable<string> Unusual(string what, decimal now, decimal[] past, PipelineAlarmSettings settings)
    {
        var usual = Usual.Of(now, past, settings);
        if (!usual.IsFarOff)
            yield break;
        yield return string.Create(CultureInfo.InvariantCulture,
            $"The {what} is {now:n0}, {(Percent(now, usual.Value) is { } by ? $"{Math.Abs(by)} % {(now > usual.Value ? "above" : "below")}" : "against")} the usual {usual.Value:n0} of the last {past.Length} snapshots.");
    }

    static decimal? Percent(decimal now, decimal? before) => before is null or 0 ? null : Math.Round(100 * (now - before.Value) / Math.Abs(before.Value), 1, MidpointRounding.AwayFromZero);
}

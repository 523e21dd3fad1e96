using System.Globalization;

namespace Rainmaker.Intelligence.Daily;

/// <summary>When a change is worth waking somebody.</summary>
public sealed record AlertSettings
{
    /// <summary>Percent away from the usual.</summary>
    public decimal Percent { get; init; } = 20;

    /// <summary>Robust deviations away from the usual: 1.4826 times the median distance from the median.</summary>
    public decimal Deviations { get; init; } = 3;

    /// <summary>How many earlier snapshots make up the usual.</summary>
    public int Snapshots { get; init; } = 30;

    /// <summary>Under so many nothing is usual yet.</summary>
    public int AtLeast { get; init; } = 5;
}

/// <summary>The pipeline against its own past.</summary>
/// <param name="Since">Against the snapshot before: percent with one decimal; null where there is none or it was zero.</param>
/// <param name="Alerts">Sentences; empty where nothing is out of the usual.</param>
public sealed record PipelineTrend(int Snapshots, decimal? TotalChange, decimal? WeightedChange, DateTimeOffset? Since, IReadOnlyList<string> Alerts)
{
    /// <param name="earlier">Of the same source, in any order.</param>
    public static PipelineTrend Of(PipelineSnapshot now, IEnumerable<PipelineSnapshot> earlier, AlertSettings settings)
    {
        var past = earlier.Where(s => s.Source == now.Source && s.Timestamp < now.Timestamp).OrderByDescending(s => s.Timestamp).Take(settings.Snapshots).ToList();
        var before = past.FirstOrDefault();
        return new(past.Count, Percent(now.TotalValue, before?.TotalValue), Percent(now.WeightedValue, before?.WeightedValue), before?.Timestamp, past.Count < settings.AtLeast ? [] :
        [
            .. Unusual("total value", now.TotalValue, [.. past.Select(s => s.TotalValue)], settings),
            .. Unusual("weighted value", now.WeightedValue, [.. past.Select(s => s.WeightedValue)], settings),
        ]);
    }

    static IEnumerable<string> Unusual(string what, decimal now, List<decimal> past, AlertSettings settings)
    {
        var usual = Median(past);
        var away = Math.Abs(now - usual);
        var deviation = 1.4826m * Median([.. past.Select(p => Math.Abs(p - usual))]);
        var percent = Percent(now, usual);
        var far = percent is { } p ? Math.Abs(p) > settings.Percent : now != 0;
        // A pipeline that never moved has no deviation: there only the percentage speaks.
        if (!far && !(deviation > 0 && away > settings.Deviations * deviation))
            yield break;
        yield return string.Create(CultureInfo.InvariantCulture,
            $"The {what} is {now:n0}, {(percent is { } by ? $"{Math.Abs(by)} % {(now > usual ? "above" : "below")}" : "against")} the usual {usual:n0} of the last {past.Count} snapshots.");
    }

    static decimal? Percent(decimal now, decimal? before) => before is null or 0 ? null : Math.Round(100 * (now - before.Value) / Math.Abs(before.Value), 1, MidpointRounding.AwayFromZero);

    static decimal Median(List<decimal> values)
    {
        values.Sort();
        return values.Count % 2 == 1 ? values[values.Count / 2] : (values[values.Count / 2 - 1] + values[values.Count / 2]) / 2;
    }
}

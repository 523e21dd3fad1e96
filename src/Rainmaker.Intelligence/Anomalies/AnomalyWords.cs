using System.Globalization;

namespace Rainmaker.Intelligence.Anomalies;

/// <summary>An anomaly in a sentence: "calls by A: 3 this week, usually 18-27".</summary>
public static class AnomalyWords
{
    /// <param name="anomaly">What was found.</param>
    /// <param name="what">The series: "calls by A".</param>
    /// <param name="when">Where it ends, for a single value: "this week", "on 3 May".</param>
    /// <param name="say">How a value is written; four digits where left out.</param>
    /// <param name="neverBelow">The least such a value can be: 0 for counts and sums.</param>
    public static string Say(Anomaly anomaly, string what, string when, Func<double, string>? say = null, double neverBelow = double.NegativeInfinity)
    {
        say ??= Plain;
        var (low, high) = (say(Math.Max(neverBelow, anomaly.Low)), say(Math.Max(neverBelow, anomaly.High)));
        var usual = low == high ? $"usually {low}" : low.StartsWith('-') || high.StartsWith('-') ? $"usually {low} to {high}" : $"usually {low}-{high}";
        return anomaly.Kind switch
        {
            AnomalyKind.Value => $"{what}: {say(anomaly.Observed)} {when}, {usual}",
            AnomalyKind.Level => $"{what}: {say(anomaly.Observed)} on average over the last {anomaly.Points} values, {usual}",
            _ => $"{what}: {say(anomaly.Observed)} off the baseline on average over the last {anomaly.Points} values, {usual}",
        };
    }

    static string Plain(double value) => value.ToString(Math.Abs(value) >= 10_000 ? "0" : "0.####", CultureInfo.InvariantCulture) is var plain && Math.Abs(value) is > 0 and < 0.01
        ? value.ToString("G4", CultureInfo.InvariantCulture) : plain;
}

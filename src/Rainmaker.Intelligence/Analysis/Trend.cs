namespace Rainmaker.Intelligence.Analysis;

/// <summary>Which way a figure went.</summary>
public enum Direction { Up, Down, Flat }

/// <summary>Whether more of a figure is better (revenue) or less (days to close).</summary>
public enum Better { Higher, Lower }

/// <summary>A figure against the same figure of the period before.</summary>
/// <param name="ChangePercent">One decimal; null where there is nothing to compare with: no earlier figure, or zero.</param>
/// <param name="Direction">Null where one of the two figures is missing.</param>
/// <param name="IsGood">Whether that is good news; null when flat or unknown.</param>
public sealed record Trend(decimal? ChangePercent, Direction? Direction, bool? IsGood)
{
    static readonly Trend _unknown = new(null, null, null);

    public static Trend Of(decimal? current, decimal? previous, Better better)
    {
        if (current is not { } now || previous is not { } before)
            return _unknown;
        decimal? change = before == 0 ? null : Math.Round(100 * (now - before) / Math.Abs(before), 1, MidpointRounding.AwayFromZero);
        return now == before
            ? new(change, Analysis.Direction.Flat, null)
            : new(change, now > before ? Analysis.Direction.Up : Analysis.Direction.Down, now > before == (better == Better.Higher));
    }
}

namespace Rainmaker.Intelligence.Anomalies;

/// <param name="At">On the wall clock of whoever looks at the series: days and weeks begin there.</param>
public readonly record struct SeriesPoint(DateTime At, double Value);

/// <summary>What was measured when something was found to be unusual.</summary>
public enum AnomalyKind
{
    /// <summary>One value is off what its hour, day or month has been like.</summary>
    Value,

    /// <summary>The mean of a stretch is off, though no single value need be: a new level.</summary>
    Level,

    /// <summary>Values stray from their baseline over a stretch more than they did: a sudden spread.</summary>
    Spread,
}

/// <summary>A stretch of a series that its own past makes unlikely.</summary>
/// <param name="Index">The point it was first seen at, in the series as it was given.</param>
/// <param name="Points">How many values were averaged; 1 for a single one.</param>
/// <param name="Observed">The value, or the mean of the stretch.</param>
/// <param name="Low">Nine of ten past ones lay between this and <paramref name="High"/>, after season and level.</param>
/// <param name="Chance">Above 0: how often the past would lead one to expect something this far out.</param>
/// <param name="Score">Tens of the chance: 3 is one in a thousand; 12 at most.</param>
public sealed record Anomaly(int Index, DateTime At, AnomalyKind Kind, int Points, double Observed, double Expected, double Low, double High, double Chance, double Score)
{
    public bool IsHigh => Observed > Expected;
}

/// <summary>One default for everything; no series has its own.</summary>
public sealed record AnomalySettings
{
    public static AnomalySettings Default { get; } = new();

    /// <summary>What is rarer than this is told. One in a thousand.</summary>
    public double Chance { get; init; } = 1e-3;

    /// <summary>The part of the past that is its tail.</summary>
    public double Tail { get; init; } = 0.025;

    /// <summary>Tail index before anything is known; a fifth falls off faster than money does and slower than a normal distribution.</summary>
    public double TailIndex { get; init; } = 0.2;

    /// <summary>Past exceedances that <see cref="TailIndex"/> is worth.</summary>
    public double TailWeight { get; init; } = 10;

    /// <summary>Below this many past values nothing is called unusual.</summary>
    public int LeastPast { get; init; } = 10;

    /// <summary>Past values that are remembered.</summary>
    public int Memory { get; init; } = 20_000;

    /// <summary>The values count things: a count of n strays by the root of n without meaning anything.</summary>
    public bool Counts { get; init; }
}

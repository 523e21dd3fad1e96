namespace Rainmaker.Intelligence.Anomalies;

/// <summary>All the ways one series is looked at: its values as they are, and their strays from the baseline.</summary>
sealed class Looks
{
    readonly SeriesBaseline _baseline;
    readonly Watch[] _values, _strays;
    readonly AnomalySettings _settings;

    /// <param name="stretches">Means and spreads over a stretch are judged too, and values without regard to the season.</param>
    public Looks(Sampling sampling, AnomalySettings settings, bool stretches)
    {
        _settings = settings;
        // A long series shows by its first errors how wild it can be; in a short one they would hide everything after.
        _baseline = new(sampling, stretches ? 0 : Math.Max(3, sampling.Cycle));
        AnomalyKind[] kinds = stretches && sampling.Stretch > 1 ? [AnomalyKind.Value, AnomalyKind.Level, AnomalyKind.Spread] : [AnomalyKind.Value];
        Watch Of(AnomalyKind kind, bool fromBaseline) => new(kind, kind == AnomalyKind.Value ? 1 : sampling.Stretch, fromBaseline, sampling, settings);
        _values = stretches ? [.. kinds.Where(k => k != AnomalyKind.Spread).Select(k => Of(k, false))] : [];
        _strays = [.. kinds.Select(k => Of(k, true))];
    }

    /// <summary>What is most unlikely about the next point of the series; null when nothing is unlikely enough.</summary>
    public Anomaly? At(int index, DateTime at, double value)
    {
        var (expected, wrong) = _baseline.Expect(at);
        // Strays are counted in errors usual at their time: before its seasons were known, and in wilder times, a series strayed further without meaning anything.
        var scale = Math.Max(Math.Max(1e-12, 1e-9 * Math.Abs(value)), wrong);
        Anomaly? gravest = null;
        foreach (var watch in _strays)
            Weigh(expected is null ? null : watch.See(index, at, value, expected.Value, scale), ref gravest);
        foreach (var watch in _values)
            Weigh(watch.See(index, at, value, 0, 1), ref gravest);
        _baseline.Learn(at, value);
        return gravest;
    }

    void Weigh(Anomaly? seen, ref Anomaly? gravest)
    {
        // One wild value moves the mean and the spread too: it is the value that is told.
        if (seen?.Chance < _settings.Chance && (gravest is null || (seen.Kind, seen.Chance).CompareTo((gravest.Kind, gravest.Chance)) < 0))
            gravest = seen;
    }
}

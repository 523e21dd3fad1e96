namespace Rainmaker.Intelligence.Anomalies;

/// <summary>One way to look at a series: values or their strays from the baseline, singly or averaged over a stretch, each held against all earlier ones.</summary>
sealed class Watch(AnomalyKind kind, int stretch, bool fromBaseline, Sampling sampling, AnomalySettings settings)
{
    readonly TailOfPast _tail = new(settings);
    readonly Queue<(double Seen, double Expected)> _latest = new();
    DateTime? _last;

    /// <summary>Null while the past is too short to say.</summary>
    public Anomaly? See(int index, DateTime at, double value, double expected, double scale)
    {
        // A mean over a gap would mix what lies on both its sides.
        if (_last is { } last && sampling.Steps(last, at) > stretch + 0.5)
            _latest.Clear();
        _last = at;
        var seen = (!fromBaseline ? value : kind == AnomalyKind.Spread ? Math.Abs(value - expected) : value - expected) / scale;
        _latest.Enqueue((seen, fromBaseline && kind != AnomalyKind.Spread ? expected : 0));
        if (_latest.Count > stretch)
            _latest.Dequeue();
        if (_latest.Count < stretch)
            return null;
        // Summed anew each time: a running sum never recovers from one huge value.
        var (mean, baseline) = (_latest.Sum(l => l.Seen) / stretch, _latest.Sum(l => l.Expected) / stretch);
        var judged = _tail.Count >= Math.Max(settings.LeastPast, 2 * stretch) ? Judge(index, at, mean, baseline, scale) : null;
        _tail.Add(mean);
        return judged;
    }

    Anomaly Judge(int index, DateTime at, double mean, double baseline, double scale)
    {
        var floor = settings.Counts ? 1.5 * Math.Sqrt(Math.Max(1, Math.Abs(baseline + scale * _tail.Median)) / stretch) / scale : 0;
        // Keeping closer to the baseline than ever is nothing to be told.
        var chance = kind == AnomalyKind.Spread && mean < _tail.Median ? 1 : _tail.Chance(mean, floor);
        return new(index, at, kind, stretch, baseline + scale * mean, baseline + scale * _tail.Median, baseline + scale * _tail.Low, baseline + scale * _tail.High, chance, Math.Min(12, -Math.Log10(chance)));
    }
}

namespace Rainmaker.Intelligence.Anomalies;

/// <summary>
/// Finds what is unusual in a series of any kind and step. Each point is judged by what came before it only: its distance from a seasonal baseline and the value itself,
/// alone and averaged over half a day (a week for daily series), and the spread over such a stretch. One alarm is raised where an unusual stretch begins.
/// </summary>
public static class FindAnomalies
{
    /// <param name="series">In any order; of points at one time the mean counts, what is no number is passed over.</param>
    public static IReadOnlyList<Anomaly> In(IReadOnlyList<SeriesPoint> series, AnomalySettings settings)
    {
        var points = InOrder(series);
        if (points.Count <= settings.LeastPast)
            return [];
        var sampling = Sampling.Of([.. points.Select(p => p.Point)]);
        var (looks, found) = (new Looks(sampling, settings, stretches: true), new List<Anomaly>());
        var quietFrom = DateTime.MinValue;
        var quiet = sampling.Step * Math.Max(10, sampling.Stretch);
        foreach (var (index, (at, value)) in points)
        {
            if (looks.At(index, at, value) is not { } gravest)
                continue;
            if (at >= quietFrom)
                found.Add(gravest);
            quietFrom = at + quiet;
        }
        return found;
    }

    /// <summary>The last point only: is it unusual after those before it?</summary>
    public static Anomaly? Last(IReadOnlyList<SeriesPoint> series, AnomalySettings settings)
    {
        var points = InOrder(series);
        if (points.Count <= settings.LeastPast)
            return null;
        var looks = new Looks(Sampling.Of([.. points.Select(p => p.Point)]), settings, stretches: false);
        Anomaly? last = null;
        foreach (var (index, (at, value)) in points)
            last = looks.At(index, at, value);
        return last;
    }

    static List<(int Index, SeriesPoint Point)> InOrder(IReadOnlyList<SeriesPoint> series) =>
        [.. series.Select((point, index) => (Index: index, Point: point)).Where(p => double.IsFinite(p.Point.Value)).GroupBy(p => p.Point.At).OrderBy(g => g.Key)
            .Select(g => (g.First().Index, new SeriesPoint(g.Key, g.Select(p => p.Point.Value).Order().Average())))];
}

namespace Rainmaker.Intelligence.Analysis;

/// <summary>What contacts did on the web site: by the source that first brought them, and by the latest.</summary>
sealed class WebSignalsAnalyser
{
    const int MostSources = 60;
    readonly Dictionary<string, (int Contacts, long Views, long Sessions, long Conversions)> _sources = new(StringComparer.Ordinal);
    readonly Tally _latest = new();
    DateTimeOffset? _first, _last;
    int _visited;

    public void Take(in ContactFacts contact)
    {
        if (contact.LatestSource is { } latest)
            _latest.Add(latest);
        var (views, sessions, conversions) = (contact.PageViews ?? 0, contact.Sessions ?? 0, contact.Conversions ?? 0);
        if (views <= 0 && sessions <= 0 && conversions <= 0)
            return;
        _visited++;
        var source = contact.Source ?? "unknown";
        if (_sources.Count >= MostSources && !_sources.ContainsKey(source))
            source = "other words";
        var so = _sources.GetValueOrDefault(source);
        _sources[source] = (so.Contacts + 1, so.Views + views, so.Sessions + sessions, so.Conversions + conversions);
        _first = contact.FirstVisit is { } f && !(_first <= f) ? f : _first;
        _last = contact.LastVisit is { } l && !(_last >= l) ? l : _last;
    }

    public WebMetrics Result() => new(
        _visited, _sources.Values.Sum(s => s.Views), _sources.Values.Sum(s => s.Sessions), _sources.Values.Sum(s => s.Conversions), _first, _last,
        [.. _sources.Select(s => new SourceSignals(s.Key, s.Value.Contacts, s.Value.Views, s.Value.Sessions, s.Value.Conversions)).OrderByDescending(s => s.Sessions).ThenBy(s => s.Source, StringComparer.Ordinal)],
        _latest.Counts());
}

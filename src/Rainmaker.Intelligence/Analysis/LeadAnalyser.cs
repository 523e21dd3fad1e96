using System.Runtime.CompilerServices;
using Rainmaker.Intelligence.Targets;

namespace Rainmaker.Intelligence.Analysis;

/// <summary>Leads: where they come from, how far they have come, what each source is worth.</summary>
sealed class LeadAnalyser(TimeSeries series)
{
    const int MostSources = 60;
    static readonly string[] _steps = ["leads", "mql", "sql", "opportunities", "customers"];
    readonly TimeSeries.Counted[] _series = [.. _steps.Select(series.Of)];
    readonly TimeSeries.Counted _statusSeries = series.Of("lead_status");
    readonly Dictionary<string, int[]> _sources = new(StringComparer.Ordinal);
    readonly Tally _status = new();
    readonly int[] _reached = new int[5];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Take(in ContactFacts contact)
    {
        if (contact.Reached is not { } reached)
            return;
        var source = Source(contact.Source);
        if (!_sources.TryGetValue(source, out var ofSource))
            _sources[source] = ofSource = new int[5];
        for (var step = FunnelStep.Lead; step <= reached; step++)
        {
            _reached[(int)step]++;
            ofSource[(int)step]++;
            _series[(int)step].Add(contact.At(step), contact.Owner, source);
        }
        _status.Add(contact.Status);
        _statusSeries.Add(contact.At(FunnelStep.Lead), contact.Owner, contact.Status ?? "none");
    }

    /// <param name="deals">What came of the contacts of a source.</param>
    public LeadMetrics Result(IReadOnlyDictionary<string, SourceDeals> deals) => new(
        _reached[0], _reached[1], _reached[2],
        new OrderedDictionary<string, int>(_sources.OrderByDescending(s => s.Value[0]).ThenBy(s => s.Key, StringComparer.Ordinal).Select(s => KeyValuePair.Create(s.Key, s.Value[0]))),
        _status.Counts(),
        [.. from name in _sources.Keys.Union(deals.Keys)
            let own = _sources.GetValueOrDefault(name) ?? new int[5]
            let sold = deals.GetValueOrDefault(name)
            orderby sold.Revenue descending, own[0] descending, name
            select new SourceEffectiveness(name, own[0], own[1], own[2], own[3], own[4], sold.Deals, sold.Won, sold.Revenue, Rates.Percent(own[4], own[0]))],
        [.. ((string[])["Lead", "MQL", "SQL", "Opportunity", "Customer"]).Select((label, at) => new FunnelStage(label, _reached[at], at == 0 ? null : Rates.Percent(_reached[at], _reached[at - 1])))]);

    /// <summary>Percent of the step before; null where nobody was there.</summary>
    public decimal? RateTo(FunnelStep step) => Rates.Percent(_reached[(int)step], _reached[(int)step - 1]);

    string Source(string? source) => source is null ? "unknown" : _sources.Count < MostSources || _sources.ContainsKey(source) ? source : "other words";
}

/// <summary>Deals by the source of their first contact.</summary>
readonly record struct SourceDeals(int Deals, int Won, decimal Revenue);

static class Rates
{
    public static decimal? Percent(decimal part, decimal whole) => whole == 0 ? null : Math.Round(100 * part / whole, 1, MidpointRounding.AwayFromZero);

    public static decimal? Mean(double sum, int count) => count == 0 ? null : Math.Round((decimal)(sum / count), 1, MidpointRounding.AwayFromZero);
}

namespace Rainmaker.Intelligence.Forecasting;

/// <summary>
/// Win rates of many groups, each drawn towards that of all as far as its own few deals are to be doubted (beta-binomial, its spread by the method of moments;
/// D. Kleinman, JASA 1973). Groups that differ no more than chance would have it all get the common rate.
/// </summary>
sealed class ShrunkenRates
{
    readonly Dictionary<string, double> _rates = new(StringComparer.Ordinal);

    ShrunkenRates(double all) => All = all;

    public double All { get; }

    public double Of(string? group) => group is not null && _rates.TryGetValue(group, out var rate) ? rate : All;

    public static ShrunkenRates From(IEnumerable<(string Group, bool Won)> outcomes)
    {
        var groups = outcomes.GroupBy(o => o.Group, StringComparer.Ordinal).Select(g => (g.Key, Count: (double)g.Count(), Won: (double)g.Count(o => o.Won))).OrderBy(g => g.Key, StringComparer.Ordinal).ToArray();
        var (count, won) = (groups.Sum(g => g.Count), groups.Sum(g => g.Won));
        // One win and one loss that nobody had keep the rate off 0 and 1.
        var rates = new ShrunkenRates((won + 1) / (count + 2));
        var spread = rates.All * (1 - rates.All);
        var between = groups.Length < 2 ? 0 : (groups.Sum(g => g.Count * Math.Pow(g.Won / g.Count - rates.All, 2)) - (groups.Length - 1) * spread) / (count - groups.Sum(g => g.Count * g.Count) / count);
        if (between <= 1e-9)
            return rates;
        var doubt = Math.Max(1, spread / between - 1);
        foreach (var (group, n, wins) in groups)
            rates._rates[group] = (wins + doubt * rates.All) / (n + doubt);
        return rates;
    }
}

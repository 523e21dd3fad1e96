namespace Rainmaker.Intelligence.Forecasting;

/// <summary>What was won in each month of the record, as known on a morning.</summary>
sealed class WonByMonth
{
    const int LatestMonths = 12, LeastPerMonthOfYear = 2;

    readonly double[] _won;
    readonly DateOnly _first;

    /// <param name="origin">Months before its month are complete.</param>
    public WonByMonth(IReadOnlyList<PastDeal> deals, ValueOf values, DateOnly begins, DateOnly origin)
    {
        _first = Month.Of(begins);
        _won = new double[Math.Max(0, Month.Between(_first, origin))];
        foreach (var deal in deals.Where(d => d.Won && d.Closed >= begins && d.Closed < Month.Of(origin)))
            _won[Month.Between(_first, deal.Closed!.Value)] += values.Won(deal);
    }

    public int Months => _won.Length;

    public double Mean => _won.Length == 0 ? 0 : _won.TakeLast(LatestMonths).Average();

    /// <summary>
    /// The level of the latest months times a factor for the month of the quarter and, after two years, the month of the year. Each factor is drawn towards 1 as far as months of
    /// its kind differ among themselves (a variance-components estimate), so that a short or erratic history has little season.
    /// </summary>
    public double Seasonal(DateOnly month)
    {
        var logs = _won.Select(w => Math.Log(w + 0.05 * Mean + 1e-9)).ToArray();
        var quarter = Factors(logs, i => Month.InQuarter(_first.AddMonths(i)), 3, 1);
        for (var i = 0; i < logs.Length; i++)
            logs[i] -= quarter[Month.InQuarter(_first.AddMonths(i))];
        var year = Factors(logs, i => _first.AddMonths(i).Month - 1, 12, LeastPerMonthOfYear);
        double Factor(DateOnly of) => Math.Exp(quarter[Month.InQuarter(of)] + year[of.Month - 1]);
        // The level in the seasons' own units: what the latest months were worth without them.
        var latest = Enumerable.Range(0, _won.Length).TakeLast(LatestMonths).ToArray();
        return latest.Sum(i => _won[i]) / latest.Sum(i => Factor(_first.AddMonths(i))) * Factor(month);
    }

    static double[] Factors(double[] logs, Func<int, int> position, int positions, int least)
    {
        var factors = new double[positions];
        var groups = Enumerable.Range(0, logs.Length).GroupBy(position).ToDictionary(g => g.Key, g => g.Select(i => logs[i]).ToArray());
        var freedom = logs.Length - groups.Count;
        if (freedom < 1 || groups.Count < 2 || groups.Values.Any(g => g.Length < least))
            return factors;
        var all = logs.Average();
        var within = (groups.Values.Sum(g => g.Sum(v => Math.Pow(v - g.Average(), 2))) + 0.01) / freedom;
        var between = Math.Max(0, groups.Values.Average(g => Math.Pow(g.Average() - all, 2) - within / g.Length));
        foreach (var (at, values) in groups)
            factors[at] = (values.Average() - all) * between / (between + within / values.Length);
        return factors;
    }
}

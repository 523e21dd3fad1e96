namespace Rainmaker.Intelligence.Analysis;

/// <summary>This year up to today against the same days of last year.</summary>
static class YearOverYear
{
    public static YoySummary Of(TimeSeries series)
    {
        var ytd = series.Calendar.Periods.Single(p => p.Key == "ytd");
        var (from, before, until) = (ytd.From!.Value, ytd.CompareFrom!.Value, ytd.CompareTo!.Value);
        decimal Now(string name) => (decimal)series.Sum(name, from, ytd.To);
        decimal Then(string name) => (decimal)series.Sum(name, before, until);
        YoyFigure Sum(string name) => Figure(Now(name), Then(name));
        YoyFigure Ratio(Func<Func<string, decimal>, decimal?> of) => Figure(of(Now), of(Then));
        return new(from, ytd.To, before, until, new OrderedDictionary<string, YoyFigure>
        {
            ["contacts"] = Sum("contacts"),
            ["leads"] = Sum("leads"),
            ["mql"] = Sum("mql"),
            ["sql"] = Sum("sql"),
            ["activities"] = Sum("activities"),
            ["deals_created"] = Sum("deals_created"),
            ["deals_won"] = Sum("deals_won"),
            ["won_revenue"] = Sum("won_value"),
            ["win_rate"] = Ratio(of => Rates.Percent(of("deals_won"), of("deals_won") + of("deals_lost"))),
            ["avg_deal_size"] = Ratio(of => of("won_valued") is > 0 and var deals ? Math.Round(of("won_value") / deals, 2) : null),
            ["avg_sales_cycle_days"] = Ratio(of => of("deals_won") is > 0 and var deals ? Math.Round(of("cycle_days") / deals, 1) : null),
        });
    }

    static YoyFigure Figure(decimal? now, decimal? then) => new(now, then, Trend.Of(now, then, Better.Higher).ChangePercent);
}

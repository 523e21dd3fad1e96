namespace Rainmaker.Intelligence.Forecasting;

/// <summary>All that was known on one morning, and what each method makes of it.</summary>
sealed class Past
{
    readonly PastDeal[] _known;
    readonly DateOnly _begins, _origin;
    readonly ValueOf _values;
    readonly WonByMonth _won;
    readonly ClosingHazard _hazard;

    public Past(PastDeal[] deals, DateOnly begins, DateOnly origin)
    {
        (_known, _begins, _origin) = ([.. deals.Where(d => d.Opened < origin)], begins, origin);
        _values = new(_known, origin);
        _won = new(_known, _values, begins, origin);
        // A quarter's cycle needs more than one quarter.
        _hazard = new(_known, begins, origin, _won.Months > 3);
    }

    public SimulatedMonth[] Simulate(int months) => PipelineSimulation.Play(_known, _hazard, _values, _begins, _origin, months);

    /// <param name="simulated">Of the same months, when there is one already: the mean is the same without dice.</param>
    public Dictionary<ForecastMethod, double[]> Expect(int months, SimulatedMonth[]? simulated)
    {
        var first = Month.Of(_origin);
        double[] season = [.. Enumerable.Range(0, months).Select(i => _won.Seasonal(first.AddMonths(i)))];
        double[] model = simulated is null ? PipelineSimulation.Mean(_known, _hazard, _values, _begins, _origin, months) : [.. simulated.Select(s => s.Expected)];
        double[] both = [.. model.Select((m, i) => (m + season[i] * (i == 0 ? RestOfMonth(_origin) : 1)) / 2)];
        return new()
        {
            [ForecastMethod.PlainMean] = [.. Enumerable.Repeat(_won.Mean, months)],
            [ForecastMethod.SeasonalMean] = season,
            [ForecastMethod.Model] = model,
            [ForecastMethod.ModelAndSeason] = both,
        };
    }

    /// <summary>The share of a month's won value that usually comes from this day of the month on; 1 on its first.</summary>
    public double RestOfMonth(DateOnly day)
    {
        const double Doubt = 20;
        var even = (Month.Days(day) - day.Day + 1.0) / Month.Days(day);
        var won = _known.Where(d => d.Won && d.Closed < Month.Of(day) && d.Closed >= Month.Of(day).AddMonths(-12)).ToArray();
        return day.Day == 1 ? 1 : (won.Count(d => d.Closed!.Value.Day >= day.Day) + Doubt * even) / (won.Length + Doubt);
    }

    /// <summary>How many of the open deals are expected to be won in each month.</summary>
    public double[] OpenWon(int months)
    {
        var won = new double[months];
        foreach (var deal in _known.Where(d => d.WasOpen(_origin)))
        {
            var chances = _hazard.WonIn(deal, _origin, months);
            for (var i = 0; i < months; i++)
                won[i] += chances[i];
        }
        return won;
    }

    /// <summary>The months divided among owners or teams: half by what their open deals are expected to bring, half by what they have won lately, where there is both.</summary>
    public IReadOnlyList<LearnedShare> Shares(LearnedMonth[] months, Func<PastDeal, string?> key)
    {
        const int Lately = 6;
        var open = _known.Where(d => d.WasOpen(_origin) && key(d) is not null).GroupBy(d => key(d)!, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => PipelineSimulation.Expect(g, _hazard, _values, _origin, months.Length), StringComparer.Ordinal);
        var lately = _known.Where(d => d.Won && d.Closed < _origin && d.Closed >= _origin.AddMonths(-Lately) && key(d) is not null).GroupBy(d => key(d)!, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Sum(_values.Won), StringComparer.Ordinal);
        var (openAll, lateAll) = (Enumerable.Range(0, months.Length).Select(i => open.Values.Sum(o => o[i])).ToArray(), lately.Values.Sum());
        return
        [
            .. open.Keys.Union(lately.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name => new LearnedShare(name,
            [
                .. months.Select((month, i) =>
                {
                    double? byOpen = openAll[i] > 0 ? open.GetValueOrDefault(name)?[i] / openAll[i] ?? 0 : null;
                    double? byWon = lateAll > 0 ? lately.GetValueOrDefault(name) / lateAll : null;
                    var share = byOpen is { } o && byWon is { } w ? (o + w) / 2 : byOpen ?? byWon ?? 0;
                    // A part strays more than the whole, by the root of its share when parts stray on their own.
                    var (weighted, wider) = (month.Weighted * share, share > 0 ? 1 / Math.Sqrt(share) : 1);
                    return month with { Weighted = weighted, Best = weighted + (month.Best - month.Weighted) * share * wider, Worst = Math.Max(0, weighted - (month.Weighted - month.Worst) * share * wider), OpenDeals = 0 };
                }),
            ])),
        ];
    }
}

using System.Globalization;

namespace Rainmaker.Intelligence.Forecasting;

/// <summary>
/// Revenue of coming months as the tenant's own past would have foretold it. Four ways of forecasting are held against past months, each from what was known on its first morning
/// (rolling origin: R. Hyndman and G. Athanasopoulos, Forecasting, 5.10); the most knowing one that is not beaten is used, and its own errors make the band.
/// </summary>
public static class LearnForecast
{
    /// <summary>Complete months with something won, and won deals, below which nothing can be learned.</summary>
    public const int LeastMonths = 4, LeastWon = 20;

    const int LatestOrigins = 18;
    const double MustBeatBy = 0.95, Aim = 0.8;

    /// <param name="deals">All there are, in any order.</param>
    /// <param name="origin">The first day not known. A month that has begun is forecast from there to its end.</param>
    /// <param name="months">1 to <see cref="RevenueForecast.MaxMonths"/>.</param>
    /// <returns>Null when the record is too short.</returns>
    public static LearnedForecast? Make(IReadOnlyList<PastDeal> deals, DateOnly origin, int months)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(months, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(months, RevenueForecast.MaxMonths);
        PastDeal[] ordered = [.. deals.Where(d => d.Opened < origin).Select(d => d.Closed >= origin ? d with { Closed = null, Won = false } : d).OrderBy(d => d.Opened).ThenBy(d => d.Closed).ThenBy(d => d.Value).ThenBy(d => d.Won).ThenBy(d => d.Owner, StringComparer.Ordinal).ThenBy(d => d.Group, StringComparer.Ordinal).ThenBy(d => d.Team, StringComparer.Ordinal)];
        var wonOn = ordered.Where(d => d.Won && d.Closed < origin).Select(d => d.Closed!.Value).ToArray();
        var begins = Begins([.. ordered.Where(d => d.Closed < origin).Select(d => d.Closed!.Value)]);
        if (wonOn.Length < LeastWon || Month.Between(begins, origin) < LeastMonths)
            return null;

        var backtests = Backtest(ordered, begins, origin, months);
        var methods = backtests.Select(b => new MethodBacktest(b.Key, Error(b.Value), b.Value.Count)).OrderBy(m => m.Method).ToArray();
        var method = Choose(methods);
        var (backtest, band) = (backtests[method], new PredictionBand(backtests[method], Aim));
        var past = new Past(ordered, begins, origin);
        var simulated = past.Simulate(months);
        var (expected, rest, openWon) = (past.Expect(months, simulated)[method], past.RestOfMonth(origin), past.OpenWon(months));
        var learned = new LearnedMonth[months];
        for (var i = 0; i < months; i++)
        {
            // The seasons foretell whole months; of one that has begun only the rest is asked.
            var weighted = Math.Max(0, i == 0 && method < ForecastMethod.Model ? expected[0] * rest : expected[i]);
            var (alone, half) = (simulated[i].Expected > 0 ? weighted / simulated[i].Expected : 1, band.Half ?? 1);
            var up = Math.Max(weighted * half, Math.Max(0, simulated[i].High - simulated[i].Expected) * alone);
            var down = Math.Max(weighted * half, Math.Max(0, simulated[i].Expected - simulated[i].Low) * alone);
            learned[i] = new(Month.Of(origin).AddMonths(i), weighted, weighted + up, Math.Max(0, weighted - down), band.Confidence(i), openWon[i]);
        }
        var error = methods.First(m => m.Method == method);
        return new(method, learned, methods, backtest, error.Months == 0 ? null : error.Error, band.Coverage, band.IsMeasured, Why(error, methods, wonOn.Length, Month.Between(begins, origin)),
            past.Shares(learned, d => d.Owner), past.Shares(learned, d => d.Team));
    }

    /// <summary>The first day of the record. A first month that begins late is no whole month.</summary>
    static DateOnly Begins(DateOnly[] closed)
    {
        const int Late = 10;
        if (closed.Length == 0)
            return DateOnly.MaxValue;
        var first = closed.Min();
        return first.Day > Late ? Month.Of(first).AddMonths(1) : Month.Of(first);
    }

    static Dictionary<ForecastMethod, List<BacktestMonth>> Backtest(PastDeal[] deals, DateOnly begins, DateOnly origin, int months)
    {
        var found = Enum.GetValues<ForecastMethod>().ToDictionary(m => m, _ => new List<BacktestMonth>());
        var complete = Month.Of(origin);
        var truth = new ValueOf(deals, origin);
        // Only from mornings on which it would have said something.
        var first = begins.AddMonths(LeastMonths);
        var latest = complete.AddMonths(-LatestOrigins);
        for (var at = first > latest ? first : latest; at < complete; at = at.AddMonths(1))
        {
            var ahead = Math.Min(months, Month.Between(at, complete));
            var past = new Past(deals, begins, at);
            foreach (var (method, expected) in past.Expect(ahead, null))
                for (var i = 0; i < ahead; i++)
                    found[method].Add(new(at, at.AddMonths(i), i, expected[i], WonIn(deals, truth, at.AddMonths(i))));
        }
        return found;
    }

    static double WonIn(PastDeal[] deals, ValueOf values, DateOnly month) =>
        deals.Where(d => d.Won && d.Closed >= month && d.Closed < month.AddMonths(1)).Sum(values.Won);

    // Over sums: months with nothing won must not divide.
    static double Error(List<BacktestMonth> months) =>
        months.Sum(m => m.Came) is > 0 and var came ? 100 * months.Sum(m => Math.Abs(m.Forecast - m.Came)) / came : 100;

    /// <summary>The simplest, unless a more knowing one errs less by a twentieth. Untested, the seasons: they are drawn in as far as they are doubtful anyway.</summary>
    static ForecastMethod Choose(MethodBacktest[] methods)
    {
        if (methods[0].Months == 0)
            return ForecastMethod.SeasonalMean;
        var chosen = methods[0];
        foreach (var method in methods)
            if (method.Error < MustBeatBy * chosen.Error)
                chosen = method;
        return chosen.Method;
    }

    static string Why(MethodBacktest chosen, MethodBacktest[] all, int won, int months)
    {
        var how = chosen.Method switch
        {
            ForecastMethod.Model => "a simulation of open and coming deals",
            ForecastMethod.SeasonalMean => "the mean of past months with their seasons",
            ForecastMethod.ModelAndSeason => "the mean of a simulation of open and coming deals and of past months with their seasons",
            _ => "the plain mean of past months",
        };
        var learned = string.Create(CultureInfo.InvariantCulture, $"Learned from {won:N0} won deals in {months} months: {how}.");
        return chosen.Months == 0 ? learned + " Too short a record to test it on."
            : string.Create(CultureInfo.InvariantCulture, $"{learned} On {chosen.Months} past months it was off by {chosen.Error:0} %; the plain mean by {all[0].Error:0} %.");
    }
}

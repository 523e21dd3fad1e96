namespace Rainmaker.Intelligence.Forecasting;

/// <summary>How coming months are expected, the most knowing last.</summary>
public enum ForecastMethod
{
    /// <summary>The mean of the last twelve months.</summary>
    PlainMean,

    /// <summary>That mean with the tenant's own seasons.</summary>
    SeasonalMean,

    /// <summary>The simulation of open and coming deals.</summary>
    Model,

    /// <summary>The mean of seasonal mean and simulation: two that err differently err less.</summary>
    ModelAndSeason,
}

/// <summary>One method held against what came.</summary>
/// <param name="Error">Mean of |forecast - came| over what came, percent; the same for all methods: over equal months.</param>
/// <param name="Months">Forecast months compared.</param>
public sealed record MethodBacktest(ForecastMethod Method, double Error, int Months);

/// <summary>One month forecast from the past as it was then, and what came.</summary>
/// <param name="Origin">What closed from this day on was not known.</param>
/// <param name="Ahead">0 for the month of the origin.</param>
public sealed record BacktestMonth(DateOnly Origin, DateOnly Month, int Ahead, double Forecast, double Came)
{
    /// <summary>In shares of the forecast.</summary>
    public double Stray => (Came - Forecast) / Math.Max(Forecast, 1e-9);
}

/// <param name="Month">First day.</param>
/// <param name="Confidence">Percent, 1 to 99: how often a band like this one held what came; see <see cref="LearnedForecast.IsMeasured"/>.</param>
/// <param name="OpenDeals">Expected number of today's open deals won in it.</param>
public sealed record LearnedMonth(DateOnly Month, double Weighted, double Best, double Worst, int Confidence, double OpenDeals);

/// <summary>The share of one owner or team.</summary>
public sealed record LearnedShare(string Key, IReadOnlyList<LearnedMonth> Months);

/// <param name="Methods">All that were tried, with their errors.</param>
/// <param name="Backtest">The chosen one's months, in order of origin.</param>
/// <param name="Coverage">Percent of backtested months within a band made without them; null when too few to say.</param>
/// <param name="IsMeasured">The confidence comes from the backtest; otherwise it is the aim, lowered by a rule.</param>
/// <param name="Why">In a sentence or two: which method, its error, how many months.</param>
public sealed record LearnedForecast(
    ForecastMethod Method, IReadOnlyList<LearnedMonth> Months, IReadOnlyList<MethodBacktest> Methods, IReadOnlyList<BacktestMonth> Backtest,
    double? Error, double? Coverage, bool IsMeasured, string Why, IReadOnlyList<LearnedShare> Owners, IReadOnlyList<LearnedShare> Teams);

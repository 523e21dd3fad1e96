using System.Globalization;
using Rainmaker.Crm;
using Rainmaker.Intelligence.Analysis;

namespace Rainmaker.Intelligence.Forecasting;

/// <summary>Open deals expected to close in one month, in sum and in base currency. What the database counts; everything else follows from it.</summary>
/// <param name="Month">Its first day.</param>
/// <param name="Total">Sum of the values.</param>
/// <param name="Weighted">Sum of value times probability.</param>
/// <param name="Variance">Sum of value² x p x (1 - p), p from 0 to 1: how far the month may stray when deals are won independently.</param>
/// <param name="Overdue">How many of them were expected earlier and count in the current month.</param>
public readonly record struct MonthSums(DateOnly Month, int Count, decimal Total, decimal Weighted, double Variance, int Overdue);

/// <summary>Deals that the forecast leaves out or moves, so that it can say so.</summary>
/// <param name="WithoutDate">Open, no expected close date: left out.</param>
/// <param name="WithoutValue">Open, dated, no value: left out.</param>
/// <param name="WithoutChance">Open, dated, valued, probability 0: counted, adds nothing.</param>
/// <param name="Beyond">Open and complete, but expected after the last month asked for.</param>
/// <param name="Closed">Won or lost: not in a forecast.</param>
public readonly record struct ForecastGaps(int WithoutDate, int WithoutValue, int WithoutChance, int Beyond, int Closed);

/// <summary>One month of the forecast, in base currency.</summary>
/// <param name="Month">In English: "March 2025".</param>
/// <param name="Confidence">Percent, 0 without deals, never 100: how sure it is that the month ends between worst and best.</param>
public sealed record MonthForecast(string Month, decimal WeightedForecast, decimal BestCase, decimal WorstCase, int DealCount, int Confidence);

/// <param name="AvgConfidence">Mean over months with deals, percent; 0 without.</param>
public sealed record ForecastSummary(decimal TotalWeightedForecast, decimal TotalBestCase, decimal TotalWorstCase, int TotalDeals, int AvgConfidence);

/// <param name="Notices">What was left out or moved, in sentences; empty when nothing was.</param>
public sealed record Forecast(IReadOnlyList<MonthForecast> Months, ForecastSummary Summary, IReadOnlyList<string> Notices);

/// <summary>How wide the range is and how much it is believed.</summary>
public sealed record ForecastSettings
{
    public static ForecastSettings Default { get; } = new();

    /// <summary>Standard deviations between the weighted forecast and the best or worst case; 1.2816 spans 80 % of a normal distribution.</summary>
    public double Deviations { get; init; } = 1.2816;

    /// <summary>Percent of months that would end in the range if the assumptions held: 80 for 1.2816.</summary>
    public double Coverage { get; init; } = 80;

    /// <summary>Percent of confidence each month ahead takes away.</summary>
    public double LostPerMonth { get; init; } = 3;
}

/// <summary>
/// Expected revenue by month from open deals. Weighted is the sum of value times probability. Best and worst are the ends of the range in which four months of five end if deals are
/// won independently: weighted plus or minus 1.28 standard deviations, never below zero nor above the sum of all values. Confidence starts at the 80 % of that range and falls with few
/// deals (n / (n + 0.5)), with months ahead (3 each), and by up to half with the share of overdue deals; it is a rule, not a measurement.
/// </summary>
public static class RevenueForecast
{
    /// <summary>The months the forecast can look ahead.</summary>
    public const int MaxMonths = 24;

    /// <param name="deals">Any; only open ones with date and value count.</param>
    /// <param name="today">The day in the tenant's time zone; deals expected earlier count in its month.</param>
    /// <param name="months">1 to <see cref="MaxMonths"/>, the current one included.</param>
    /// <param name="settings">Range and confidence.</param>
    public static Forecast Make(IEnumerable<Deal> deals, DateOnly today, int months, ForecastSettings settings)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(months, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(months, MaxMonths);
        var first = new DateOnly(today.Year, today.Month, 1);
        var sums = new MonthSums[months];
        var gaps = new ForecastGaps();
        foreach (var deal in deals)
        {
            if (!deal.IsOpen)
                gaps = gaps with { Closed = gaps.Closed + 1 };
            else if (deal.ExpectedClose is not { } close)
                gaps = gaps with { WithoutDate = gaps.WithoutDate + 1 };
            else if (deal.BaseValue is not { } value)
                gaps = gaps with { WithoutValue = gaps.WithoutValue + 1 };
            else if (MonthsAfter(first, close) is var at && at >= months)
                gaps = gaps with { Beyond = gaps.Beyond + 1 };
            else
            {
                var chance = (double)deal.Probability / 100;
                gaps = deal.Probability == 0 ? gaps with { WithoutChance = gaps.WithoutChance + 1 } : gaps;
                ref var month = ref sums[Math.Max(at, 0)];
                month = month with
                {
                    Count = month.Count + 1,
                    Total = month.Total + value,
                    Weighted = month.Weighted + Figures.Weighted(deal),
                    Variance = month.Variance + (double)value * (double)value * chance * (1 - chance),
                    Overdue = month.Overdue + (close < today ? 1 : 0),
                };
            }
        }
        for (var i = 0; i < months; i++)
            sums[i] = sums[i] with { Month = first.AddMonths(i) };
        return FromSums(sums, gaps, today, months, settings);
    }

    /// <summary>The same from sums the database made. Months without deals may be missing.</summary>
    public static Forecast FromSums(IReadOnlyList<MonthSums> sums, ForecastGaps gaps, DateOnly today, int months, ForecastSettings settings)
    {
        var first = new DateOnly(today.Year, today.Month, 1);
        var forecast = new MonthForecast[months];
        for (var i = 0; i < months; i++)
        {
            var start = first.AddMonths(i);
            forecast[i] = Month(sums.FirstOrDefault(s => s.Month == start), start, i, settings);
        }
        var filled = forecast.Where(month => month.DealCount > 0).ToArray();
        var summary = new ForecastSummary(
            forecast.Sum(month => month.WeightedForecast), forecast.Sum(month => month.BestCase), forecast.Sum(month => month.WorstCase), forecast.Sum(month => month.DealCount),
            filled.Length == 0 ? 0 : (int)Math.Round(filled.Average(month => month.Confidence), MidpointRounding.AwayFromZero));
        return new(forecast, summary, Notices(gaps, sums.Sum(month => month.Overdue), months));
    }

    static MonthForecast Month(MonthSums sums, DateOnly start, int ahead, ForecastSettings settings)
    {
        var label = start.ToString("MMMM yyyy", CultureInfo.InvariantCulture);
        if (sums.Count == 0)
            return new(label, 0, 0, 0, 0, 0);
        var stray = (decimal)(settings.Deviations * Math.Sqrt(Math.Max(0, sums.Variance)));
        var weighted = Cents(sums.Weighted);
        var best = Math.Max(weighted, Cents(Math.Min(sums.Total, sums.Weighted + stray)));
        var worst = Math.Min(weighted, Cents(Math.Max(0, sums.Weighted - stray)));
        var confidence = (settings.Coverage * sums.Count / (sums.Count + 0.5) - settings.LostPerMonth * ahead) * (1 - 0.5 * sums.Overdue / sums.Count);
        return new(label, weighted, best, worst, sums.Count, (int)Math.Clamp(Math.Round(confidence, MidpointRounding.AwayFromZero), 1, 99));
    }

    static List<string> Notices(ForecastGaps gaps, int overdue, int months)
    {
        var notices = new List<string>();
        if (overdue > 0)
            notices.Add($"{Deals(overdue)} {(overdue == 1 ? "is" : "are")} past the expected close date and {(overdue == 1 ? "counts" : "count")} in the current month.");
        if (gaps.WithoutDate > 0)
            notices.Add($"{Deals(gaps.WithoutDate)} without an expected close date {Left(gaps.WithoutDate)}.");
        if (gaps.WithoutValue > 0)
            notices.Add($"{Deals(gaps.WithoutValue)} without a value {Left(gaps.WithoutValue)}.");
        if (gaps.WithoutChance > 0)
            notices.Add($"{Deals(gaps.WithoutChance)} with a probability of 0 {(gaps.WithoutChance == 1 ? "adds" : "add")} nothing.");
        if (gaps.Beyond > 0)
            notices.Add($"{Deals(gaps.Beyond)} {(gaps.Beyond == 1 ? "is" : "are")} expected after the {(months == 1 ? "month" : $"{months} months")} shown.");
        return notices;
    }

    static string Deals(int count) => count == 1 ? "1 open deal" : $"{count.ToString("#,##0", CultureInfo.InvariantCulture)} open deals";

    static string Left(int count) => count == 1 ? "is left out" : "are left out";

    static int MonthsAfter(DateOnly first, DateOnly day) => (day.Year - first.Year) * 12 + day.Month - first.Month;

    static decimal Cents(decimal amount) => Math.Round(amount, 2, MidpointRounding.AwayFromZero);
}

using System.Globalization;
using Rainmaker.Crm;
using Rainmaker.Intelligence.Forecasting;
using Rainmaker.Intelligence.Targets;

namespace Rainmaker.Intelligence.Analysis;

/// <summary>Why deals are won and lost, how long they take, what the open ones may bring, what became of the leads of a month.</summary>
sealed class InsightsAnalyser(Calendar calendar)
{
    const int Months = 6, CohortMonths = 12, Quarters = 8;
    readonly Tally _reasons = new();
    readonly Dictionary<int, (int Won, int Lost, double Days)> _quarters = [];
    readonly Dictionary<DateOnly, MonthSums> _expected = [];
    readonly int[,] _cohorts = new int[CohortMonths, 5];
    readonly DateOnly _month = new(calendar.Today.Year, calendar.Today.Month, 1);
    ForecastGaps _gaps;
    decimal _lostRevenue;

    /// <param name="value">In the currency of the figures.</param>
    public void Take(Deal deal, decimal? value)
    {
        if (deal.IsOpen)
        {
            Expect(deal, value);
            return;
        }
        _gaps = _gaps with { Closed = _gaps.Closed + 1 };
        var (won, closed) = (deal.Stage.Kind == StageKind.Won, deal.ClosedAt ?? deal.StageEnteredAt);
        if (!won)
        {
            _lostRevenue += value ?? 0;
            _reasons.Add(deal.LostReason ?? "no reason given");
        }
        if (!won && deal.Stage.LeftOutOfWinRate)
            return;
        var quarter = Quarter(calendar.DayOf(closed));
        var so = _quarters.GetValueOrDefault(quarter);
        _quarters[quarter] = won ? (so.Won + 1, so.Lost, so.Days + Math.Max(0, (closed - deal.CreatedAt).TotalDays)) : (so.Won, so.Lost + 1, so.Days);
    }

    public void Take(in ContactFacts contact)
    {
        if (contact.Reached is not { } reached || contact.At(FunnelStep.Lead) is not { } at)
            return;
        var day = calendar.DayOf(at);
        var cohort = CohortMonths - 1 - ((_month.Year - day.Year) * 12 + _month.Month - day.Month);
        if (cohort is < 0 or >= CohortMonths)
            return;
        for (var step = 0; step <= (int)reached; step++)
            _cohorts[cohort, step]++;
    }

    public InsightMetrics Result(PipelineAnalyser deals)
    {
        var last = Quarter(calendar.Today);
        return new(
            new(deals.Won, deals.Lost, deals.WinRate, deals.WonRevenue, _lostRevenue, _reasons.Counts(12)),
            [.. from quarter in Enumerable.Range(last - Quarters + 1, Quarters)
                let q = _quarters.GetValueOrDefault(quarter)
                select new CyclePoint(string.Create(CultureInfo.InvariantCulture, $"{quarter / 4} Q{(quarter % 4) + 1}"), q.Won, q.Lost, Figures.WinRate(q.Won, q.Lost), Rates.Mean(q.Days, q.Won))],
            RevenueForecast.FromSums([.. _expected.Values], _gaps, calendar.Today, Months, ForecastSettings.Default),
            [.. from at in Enumerable.Range(0, CohortMonths)
                select new Cohort(_month.AddMonths(at - CohortMonths + 1).ToString("yyyy-MM", CultureInfo.InvariantCulture), _cohorts[at, 0], _cohorts[at, 1], _cohorts[at, 2], _cohorts[at, 3], _cohorts[at, 4])]);
    }

    void Expect(Deal deal, decimal? known)
    {
        if (deal.ExpectedClose is not { } close)
            _gaps = _gaps with { WithoutDate = _gaps.WithoutDate + 1 };
        else if (known is not { } value)
            _gaps = _gaps with { WithoutValue = _gaps.WithoutValue + 1 };
        else if ((close.Year - _month.Year) * 12 + close.Month - _month.Month >= Months)
            _gaps = _gaps with { Beyond = _gaps.Beyond + 1 };
        else
        {
            var month = close < _month ? _month : new DateOnly(close.Year, close.Month, 1);
            var so = _expected.GetValueOrDefault(month) with { Month = month };
            var chance = (double)deal.Probability / 100;
            _gaps = _gaps with { WithoutChance = _gaps.WithoutChance + (deal.Probability == 0 ? 1 : 0) };
            _expected[month] = so with
            {
                Count = so.Count + 1,
                Total = so.Total + value,
                Weighted = so.Weighted + (value * deal.Probability / 100m),
                Variance = so.Variance + ((double)value * (double)value * chance * (1 - chance)),
                Overdue = so.Overdue + (close < calendar.Today ? 1 : 0),
            };
        }
    }

    static int Quarter(DateOnly day) => day.Year * 4 + ((day.Month - 1) / 3);
}

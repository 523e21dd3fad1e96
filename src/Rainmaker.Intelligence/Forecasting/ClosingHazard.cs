namespace Rainmaker.Intelligence.Forecasting;

/// <summary>
/// How likely an open deal is to be won or lost on a day, by its age: competing risks, each a hazard that is constant between quantiles of the ages at which deals closed
/// (events over days at risk), times a factor for the month of the quarter, times what the deal's owner, kind, stage and put-off dates have been worth.
/// Days before the first closing on record do not count as days at risk: the record begins there.
/// </summary>
sealed class ClosingHazard
{
    const int Ages = 10;
    const double SeasonDoubt = 10, MostOdds = 5;

    readonly int[] _edges;
    readonly double[] _won, _lost;
    readonly double[] _wonSeason = [1, 1, 1], _lostSeason = [1, 1, 1];
    readonly ShrunkenRates[] _rates;

    /// <param name="known">As known on the morning of <paramref name="origin"/>: what closes on it or later counts as open.</param>
    /// <param name="begins">First day of the record.</param>
    /// <param name="seasonal">With factors for the month of the quarter.</param>
    public ClosingHazard(IReadOnlyList<PastDeal> known, DateOnly begins, DateOnly origin, bool seasonal)
    {
        var closed = known.Where(d => d.Closed < origin && d.Closed >= begins).ToArray();
        int[] ages = [.. closed.Select(Age).Order()];
        _edges = [.. Enumerable.Range(1, Ages - 1).Select(i => ages.Length == 0 ? 30 * i : ages[i * (ages.Length - 1) / Ages] + 1).Append(ages.Length == 0 ? 365 : ages[^1] + 1).Distinct().Order()];
        var (risk, won, lost) = (new double[_edges.Length + 1, 3], new double[_edges.Length + 1, 3], new double[_edges.Length + 1, 3]);
        foreach (var deal in known.Where(d => d.Opened < origin))
            Count(deal, begins, origin, risk, won, lost);
        (_won, _lost) = (Fit(risk, won, _wonSeason, seasonal), Fit(risk, lost, _lostSeason, seasonal));
        _rates =
        [
            ShrunkenRates.From(closed.Where(d => d.Owner is not null).Select(d => (d.Owner!, d.Won))),
            ShrunkenRates.From(closed.Where(d => d.Group is not null).Select(d => (d.Group!, d.Won))),
            ShrunkenRates.From(closed.SelectMany(d => d.Stages.Where(s => s.On <= d.Closed).Select(s => s.Stage).Distinct(StringComparer.Ordinal).Select(s => (s, d.Won)))),
            ShrunkenRates.From(closed.Select(d => (d.PushesBefore(d.Closed!.Value), d.Won))),
        ];
    }

    /// <summary>The chance that a deal is won in each of the months from the origin on; the first may have begun.</summary>
    public double[] WonIn(PastDeal deal, DateOnly origin, int months)
    {
        var (more, less) = (1.0, 1.0);
        string?[] keys = [deal.Owner, deal.Group, deal.StageOn(origin), deal.PushesBefore(origin)];
        for (var i = 0; i < keys.Length; i++)
            (more, less) = (more * _rates[i].Of(keys[i]) / _rates[i].All, less * (1 - _rates[i].Of(keys[i])) / (1 - _rates[i].All));
        return WonIn(origin.DayNumber - deal.Opened.DayNumber, origin, months, Math.Clamp(more, 1 / MostOdds, MostOdds), Math.Clamp(less, 1 / MostOdds, MostOdds));
    }

    /// <summary>The same for a deal nobody knows yet, opened that day.</summary>
    public double[] WonIn(DateOnly opened, DateOnly origin, int months)
    {
        var skipped = Math.Max(0, Month.Between(origin, opened));
        return skipped >= months ? new double[months] : [.. new double[skipped], .. WonIn(0, opened, months - skipped, 1, 1)];
    }

    double[] WonIn(int age, DateOnly from, int months, double more, double less)
    {
        var (won, open, day, month) = (new double[months], 1.0, from.DayNumber, Month.Of(from));
        for (var m = 0; m < months && open > 1e-6; m++, month = month.AddMonths(1))
        {
            var (until, position) = (month.AddMonths(1).DayNumber, Month.InQuarter(month));
            while (day < until)
            {
                var bucket = Bucket(age);
                var step = bucket < _edges.Length ? Math.Min(_edges[bucket] - age, until - day) : until - day;
                var (win, lose) = (_won[bucket] * _wonSeason[position] * more, _lost[bucket] * _lostSeason[position] * less);
                var closing = 1 - Math.Exp(-(win + lose) * step);
                won[m] += win + lose <= 0 ? 0 : open * closing * win / (win + lose);
                (open, day, age) = (open * (1 - closing), day + step, age + step);
            }
        }
        return won;
    }

    void Count(PastDeal deal, DateOnly begins, DateOnly origin, double[,] risk, double[,] won, double[,] lost)
    {
        var end = deal.Closed < origin ? deal.Closed.Value : origin;
        if (end < begins)
            return;
        var day = deal.Opened > begins ? deal.Opened : begins;
        var last = Math.Max(end.DayNumber, day.DayNumber);
        while (day.DayNumber < last)
        {
            var (age, next) = (day.DayNumber - deal.Opened.DayNumber, Month.Of(day).AddMonths(1).DayNumber);
            var bucket = Bucket(age);
            var until = Math.Min(Math.Min(next, last), bucket < _edges.Length ? deal.Opened.DayNumber + _edges[bucket] : int.MaxValue);
            risk[bucket, Month.InQuarter(day)] += until - day.DayNumber;
            day = DateOnly.FromDayNumber(until);
        }
        if (deal.Closed < origin)
        {
            var (bucket, position) = (Bucket(Age(deal)), Month.InQuarter(end));
            // Half a day at risk: a deal may close on the day it was opened.
            risk[bucket, position] += 0.5;
            (deal.Won ? won : lost)[bucket, position]++;
        }
    }

    static double[] Fit(double[,] risk, double[,] events, double[] season, bool seasonal)
    {
        var (ages, hazard) = (risk.GetLength(0), new double[risk.GetLength(0)]);
        for (var round = 0; round < (seasonal ? 20 : 1); round++)
        {
            for (var a = 0; a < ages; a++)
            {
                var at = Positions.Sum(p => risk[a, p] * season[p]);
                hazard[a] = at == 0 ? 0 : Positions.Sum(p => events[a, p]) / at;
            }
            if (seasonal)
                foreach (var p in Positions)
                    season[p] = (Enumerable.Range(0, ages).Sum(a => events[a, p]) + SeasonDoubt) / (Enumerable.Range(0, ages).Sum(a => risk[a, p] * hazard[a]) + SeasonDoubt);
        }
        return hazard;
    }

    static readonly int[] Positions = [0, 1, 2];

    int Bucket(int age)
    {
        var at = Array.BinarySearch(_edges, age);
        return at >= 0 ? at + 1 : ~at;
    }

    static int Age(PastDeal deal) => Math.Max(0, deal.Closed!.Value.DayNumber - deal.Opened.DayNumber);
}

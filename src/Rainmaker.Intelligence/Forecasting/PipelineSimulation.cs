namespace Rainmaker.Intelligence.Forecasting;

/// <summary>What may be won in one month.</summary>
/// <param name="Expected">Mean over the runs.</param>
/// <param name="Low">One run of ten ends below.</param>
/// <param name="High">One run of ten ends above.</param>
readonly record struct SimulatedMonth(double Expected, double Low, double High);

/// <summary>
/// Open deals and deals yet to be opened, played through many times: each open deal is won in one of the months, or in none, by its hazard; new ones come at the rate of the last
/// half year and live by the same hazard; values nobody stated are drawn from those of won deals. The dice are always the same.
/// </summary>
sealed class PipelineSimulation
{
    const int Runs = 400, RateOver = 6, MostDeals = 20_000, Seed = 1;
    const double Tail = 0.1;

    /// <param name="known">In a fixed order: the dice fall deal by deal.</param>
    public static SimulatedMonth[] Play(IReadOnlyList<PastDeal> known, ClosingHazard hazard, ValueOf values, DateOnly begins, DateOnly origin, int months)
    {
        var dice = new Random(Seed);
        var sums = Enumerable.Range(0, months).Select(_ => new double[Runs]).ToArray();
        var open = known.Where(d => d.WasOpen(origin)).ToArray();
        // A very large pipeline is played by a sample of it; sums are scaled up.
        var every = Math.Max(1, (open.Length + MostDeals - 1) / MostDeals);
        var expected = Expect(open, hazard, values, origin, months);
        var fresh = New(known, hazard, begins, origin, months);
        for (var i = 0; i < open.Length; i += every)
        {
            var chances = hazard.WonIn(open[i], origin, months);
            for (var run = 0; run < Runs; run++)
                if (Drawn(chances, dice.NextDouble()) is { } month)
                    sums[month][run] += every * (open[i].Value ?? Draw(values, dice, values.Expected(open[i])));
        }
        var simulated = new SimulatedMonth[months];
        for (var month = 0; month < months; month++)
        {
            for (var run = 0; run < Runs; run++)
                sums[month][run] += Fresh(fresh[month], values, dice);
            Array.Sort(sums[month]);
            simulated[month] = new(expected[month] + fresh[month] * values.All, sums[month][(int)(Tail * (Runs - 1))], sums[month][(int)((1 - Tail) * (Runs - 1))]);
        }
        return simulated;
    }

    /// <summary>The same without dice: only what is expected.</summary>
    public static double[] Mean(IReadOnlyList<PastDeal> known, ClosingHazard hazard, ValueOf values, DateOnly begins, DateOnly origin, int months)
    {
        var fresh = New(known, hazard, begins, origin, months);
        return [.. Expect(known.Where(d => d.WasOpen(origin)), hazard, values, origin, months).Select((open, i) => open + fresh[i] * values.All)];
    }

    /// <summary>The mean of what these open deals bring in each month.</summary>
    public static double[] Expect(IEnumerable<PastDeal> open, ClosingHazard hazard, ValueOf values, DateOnly origin, int months)
    {
        var expected = new double[months];
        foreach (var deal in open)
        {
            var chances = hazard.WonIn(deal, origin, months);
            for (var month = 0; month < months; month++)
                expected[month] += chances[month] * values.Expected(deal);
        }
        return expected;
    }

    /// <summary>How many deals that are not there yet will be won in each month.</summary>
    static double[] New(IReadOnlyList<PastDeal> known, ClosingHazard hazard, DateOnly begins, DateOnly origin, int months)
    {
        const int Weeks = 4;
        // Deals may have been opened before the first was closed; those months say how often too, but not the first of them.
        var first = known.Count == 0 ? begins : known.Min(d => d.Opened);
        var over = Math.Clamp(Month.Between(first, origin) - 1, 1, RateOver);
        var from = origin.AddMonths(-over);
        var rate = (double)known.Count(d => d.Opened >= from && d.Opened < origin) / (origin.DayNumber - from.DayNumber);
        var won = new double[months];
        var start = origin;
        for (var month = 0; month < months; month++)
        {
            var end = Month.Of(origin).AddMonths(month + 1);
            var days = end.DayNumber - start.DayNumber;
            for (var week = 0; week < Weeks; week++)
            {
                var chances = hazard.WonIn(start.AddDays(days * (2 * week + 1) / (2 * Weeks)), origin, months);
                for (var m = month; m < months; m++)
                    won[m] += rate * days / Weeks * chances[m];
            }
            start = end;
        }
        return won;
    }

    static int? Drawn(double[] chances, double die)
    {
        for (var month = 0; month < chances.Length; month++)
            if ((die -= chances[month]) < 0)
                return month;
        return null;
    }

    static double Fresh(double mean, ValueOf values, Random dice)
    {
        const int OneByOne = 200;
        if (mean <= 0)
            return 0;
        if (mean > OneByOne)
            return Math.Max(0, values.All * (mean + Math.Sqrt(2 * mean) * Normal(dice)));
        var (sum, left) = (0.0, Math.Exp(-mean));
        for (var p = dice.NextDouble(); p > left; p *= dice.NextDouble())
            sum += Draw(values, dice, values.All);
        return sum;
    }

    // The spread of won values about the mean that is expected of this deal.
    static double Draw(ValueOf values, Random dice, double expected) =>
        values.Wons.Length == 0 || values.All == 0 ? expected : values.Wons[dice.Next(values.Wons.Length)] * expected / values.All;

    static double Normal(Random dice) => Math.Sqrt(-2 * Math.Log(1 - dice.NextDouble())) * Math.Cos(2 * Math.PI * dice.NextDouble());
}

using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Rainmaker.Intelligence.Forecasting;

namespace Rainmaker.Intelligence.Tests.Forecasting;

public sealed class LearnForecastTests
{
    static readonly DateOnly Origin = new(2026, 1, 1);

    /// <summary>A seller of made-up habits: deals opened evenly, closed after some weeks, won more often at the end of a quarter.</summary>
    static List<PastDeal> History(int seed, int months, int perMonth, double[] wonInQuarter, double value = 1000)
    {
        var dice = new Random(seed);
        var deals = new List<PastDeal>();
        for (var i = 0; i < months * perMonth; i++)
        {
            var opened = Origin.AddDays(-dice.Next(months * 30));
            var closed = opened.AddDays(5 + dice.Next(60));
            var won = dice.NextDouble() < wonInQuarter[(closed.Month - 1) % 3];
            deals.Add(new()
            {
                Opened = opened,
                Closed = closed < Origin ? closed : null,
                Won = closed < Origin && won,
                Value = dice.Next(4) == 0 ? null : Math.Round(value * (0.5 + dice.NextDouble()), 2),
                Owner = $"rep {dice.Next(4)}",
                Team = dice.Next(2) == 0 ? "north" : "south",
                Group = dice.Next(3) == 0 ? "small" : "large",
            });
        }
        return deals;
    }

    [Fact]
    public void Too_short_a_record_teaches_nothing()
    {
        Assert.Null(LearnForecast.Make([], Origin, 3));
        Assert.Null(LearnForecast.Make(History(1, 3, 60, [.5, .5, .5]), Origin, 3));
        Assert.Null(LearnForecast.Make(History(1, 24, 1, [.3, .3, .3]).Take(15).ToList(), Origin, 3));
    }

    [Fact]
    public void A_quarters_cycle_is_learned_and_shown_by_the_backtest()
    {
        var forecast = LearnForecast.Make(History(2, 14, 120, [.3, .5, .8]), Origin, 3)!;

        Assert.NotEqual(ForecastMethod.PlainMean, forecast.Method);
        Assert.True(forecast.Months[2].Weighted > 1.7 * forecast.Months[0].Weighted, forecast.ToString());
        Assert.True(forecast.Error < 0.6 * forecast.Methods[0].Error);
        Assert.Contains("off by", forecast.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_cycle_none_is_invented()
    {
        var months = LearnForecast.Make(History(3, 14, 120, [.5, .5, .5]), Origin, 3)!.Months;

        Assert.InRange(months.Max(m => m.Weighted) / months.Min(m => m.Weighted), 1, 1.25);
    }

    [Fact]
    public void A_pipeline_that_doubles_is_seen_by_the_simulation_and_not_by_the_mean()
    {
        var deals = History(4, 14, 100, [.5, .5, .5]);
        deals.AddRange(History(5, 1, 150, [.5, .5, .5]).Select(d => d with { Closed = null, Won = false }));
        var (plain, hazard) = (new Past([.. deals], Origin.AddMonths(-14), Origin).Expect(1, null), LearnForecast.Make(deals, Origin, 1)!);

        Assert.True(plain[ForecastMethod.Model][0] > 1.4 * plain[ForecastMethod.PlainMean][0]);
        Assert.True(hazard.Months[0].OpenDeals > 60);
    }

    [Fact]
    public void Owners_and_teams_add_up_to_the_whole()
    {
        var forecast = LearnForecast.Make(History(6, 14, 100, [.4, .5, .7]), Origin, 2)!;

        Assert.Equal(4, forecast.Owners.Count);
        Assert.Equal(forecast.Months[1].Weighted, forecast.Owners.Sum(o => o.Months[1].Weighted), 3);
        Assert.Equal(forecast.Months[0].Weighted, forecast.Teams.Sum(o => o.Months[0].Weighted), 3);
        Assert.All(forecast.Owners, owner => Assert.All(owner.Months, m => Assert.True(m.Worst <= m.Weighted && m.Weighted <= m.Best)));
    }

    [Fact]
    public void An_owner_who_differs_by_chance_only_is_taken_for_like_the_others_one_who_wins_twice_as_often_is_not()
    {
        var alike = ShrunkenRates.From(Enumerable.Range(0, 400).Select(i => ($"rep {i % 8}", i / 8 % 2 == 0)));
        var apart = ShrunkenRates.From(Enumerable.Range(0, 400).Select(i => (i % 2 == 0 ? "hunter" : "farmer", i % 20 < (i % 2 == 0 ? 14 : 7))));

        Assert.Equal(alike.All, alike.Of("rep 3"), 6);
        Assert.InRange(apart.Of("hunter") - apart.Of("farmer"), .3, .4);
    }

    [Fact]
    public void The_band_holds_about_as_often_as_it_says()
    {
        var (held, said, count) = (0, 0.0, 0);
        for (var seed = 0; seed < 30; seed++)
        {
            var whole = History(100 + seed, 20, 60, [.4, .5, .6]);
            for (var back = 1; back <= 4; back++)
            {
                var origin = Origin.AddMonths(-back);
                var month = LearnForecast.Make(whole, origin, 1)!.Months[0];
                // Values nobody stated are taken at the mean, as the forecast takes them.
                var came = whole.Where(d => d.Won && d.Closed >= origin && d.Closed < origin.AddMonths(1)).Sum(d => d.Value ?? 1000);
                (held, said, count) = (held + (came >= month.Worst && came <= month.Best ? 1 : 0), said + month.Confidence, count + 1);
            }
        }
        Assert.InRange(100.0 * held / count, 70, 93);
        Assert.InRange(100.0 * held / count - said / count, -10, 12);
    }

    [Fact]
    public void Bands_are_ordered_never_sure_and_the_same_whatever_the_order_of_rows_or_the_future() =>
        Prop.ForAll(Gen.Choose(0, 10_000).ToArbitrary(), seed =>
        {
            var deals = History(seed, 6 + seed % 12, 5 + seed % 40, [.2 + seed % 5 * .1, .5, .3 + seed % 7 * .1]);
            var origin = Origin.AddDays(-(seed % 40));
            var forecast = LearnForecast.Make(deals, origin, 1 + seed % 6);
            var shuffled = deals.ToArray();
            new Random(seed).Shuffle(shuffled);
            var blind = deals.Where(d => d.Opened < origin).Select(d => d.Closed >= origin ? d with { Closed = null, Won = false } : d).ToList();

            return forecast is null
                || (forecast.Months.All(m => m.Worst >= 0 && m.Worst <= m.Weighted && m.Weighted <= m.Best && double.IsFinite(m.Best) && m.Confidence is >= 1 and <= 99)
                    && forecast.Months.SequenceEqual(LearnForecast.Make(shuffled, origin, forecast.Months.Count)!.Months)
                    && forecast.Months.SequenceEqual(LearnForecast.Make(blind, origin, forecast.Months.Count)!.Months));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    [Fact]
    public void A_company_with_seven_months_on_record_is_foretold_from_each_of_its_last_mornings()
    {
        var file = SharedFiles.Path("pipeline/maven-crm/sales_pipeline_asof.csv");
        DateOnly? Day(string text) => text.Length == 0 ? null : DateOnly.Parse(text, CultureInfo.InvariantCulture);
        PastDeal[] deals = [.. File.ReadLines(file).Skip(1).Select(l => l.Split(',')).Select(c => new PastDeal { Opened = Day(c[5])!.Value, Closed = Day(c[6]), Won = c[4] == "Won", Value = c[7].Length == 0 ? null : double.Parse(c[7], CultureInfo.InvariantCulture), Group = c[2], Owner = c[1] })];

        foreach (var origin in new DateOnly[] { new(2017, 8, 1), new(2017, 9, 1) })
        {
            var month = LearnForecast.Make(deals, origin, 1)!.Months[0];
            var came = deals.Where(d => d.Won && d.Closed >= origin && d.Closed < origin.AddMonths(1)).Sum(d => d.Value!.Value);
            Assert.InRange(came, month.Worst, month.Best);
            Assert.InRange(month.Weighted / came, 0.88, 1.12);
        }
        var next = LearnForecast.Make(deals, new(2017, 10, 1), 3)!;
        Assert.True(next.Error < 10 && next.Months[0].Weighted < next.Months[1].Weighted && next.Months[1].Weighted < next.Months[2].Weighted, next.Why);
    }
}

using FsCheck;
using FsCheck.Fluent;
using Rainmaker.Intelligence.Anomalies;

namespace Rainmaker.Intelligence.Tests.Anomalies;

public sealed class FindAnomaliesTests
{
    static readonly DateTime Monday = new(2026, 1, 5);

    static IReadOnlyList<Anomaly> Find(IEnumerable<double> values, TimeSpan step) => FindAnomalies.In(Series(values, step), AnomalySettings.Default);

    static SeriesPoint[] Series(IEnumerable<double> values, TimeSpan step) => [.. values.Select((value, i) => new SeriesPoint(Monday + i * step, value))];

    static IEnumerable<double> Noise(int seed, int count, Func<int, double> baseline, double spread = 1)
    {
        var dice = new Random(seed);
        for (var i = 0; i < count; i++)
            yield return baseline(i) + spread * (dice.NextDouble() + dice.NextDouble() + dice.NextDouble() - 1.5);
    }

    [Fact]
    public void A_spike_is_found_where_it_is()
    {
        var values = Noise(1, 500, _ => 20).ToArray();
        values[400] = 45;

        Assert.Equal(400, Assert.Single(Find(values, TimeSpan.FromHours(1))).Index);
    }

    [Fact]
    public void A_quiet_night_is_not_unusual_a_quiet_noon_is()
    {
        double[] Days(bool quietNoon) => [.. Noise(2, 24 * 90, hour => hour % 24 is > 7 and < 20 && !(quietNoon && hour / 24 == 80) ? 100 : 5, 4)];

        Assert.Empty(Find(Days(false), TimeSpan.FromHours(1)));
        Assert.Contains(Find(Days(true), TimeSpan.FromHours(1)), a => a.Index / 24 == 80 && !a.IsHigh && a.Low > 20);
    }

    [Fact]
    public void An_empty_Sunday_is_not_unusual_an_empty_Tuesday_is()
    {
        Anomaly? Last(int days, int emptyDay = -1) =>
            FindAnomalies.Last(Series(Noise(3, days, day => day % 7 >= 5 || day == emptyDay ? 0 : 60, 6), TimeSpan.FromDays(1)), AnomalySettings.Default);

        Assert.Null(Last(7 * 25));
        Assert.Null(Last(7 * 25 + 2));
        Assert.True(Last(7 * 25 + 2, 7 * 25 + 1) is { IsHigh: false, Low: > 40 });
    }

    [Fact]
    public void A_new_level_is_told_once_and_then_is_the_level() => Assert.InRange(Find(Noise(4, 2000, i => i < 1000 ? 10 : 30), TimeSpan.FromHours(1)).Count, 1, 2);

    [Fact]
    public void A_sudden_spread_is_unusual_though_its_mean_is_not()
    {
        var values = Noise(5, 1500, _ => 50, 1).Select((value, i) => i < 1200 ? value : 50 + 2.2 * (value - 50));

        Assert.Contains(Find(values, TimeSpan.FromHours(1)), a => a.Index >= 1200);
    }

    [Fact]
    public void Of_a_constant_series_only_the_change_is_unusual()
    {
        Assert.Empty(Find(Enumerable.Repeat(7.0, 300), TimeSpan.FromMinutes(5)));
        Assert.Equal(200, Find(Enumerable.Range(0, 300).Select(i => i < 200 ? 7.0 : 8), TimeSpan.FromMinutes(5))[0].Index);
    }

    [Fact]
    public void Gaps_repeated_points_and_what_is_no_number_do_no_harm()
    {
        var series = Series(Noise(6, 800, _ => 20), TimeSpan.FromHours(1)).Where((_, i) => i is < 300 or > 450).ToList();
        series.AddRange(series[100..110]);
        series.Add(new(Monday.AddDays(40), double.NaN));

        Assert.Empty(FindAnomalies.In(series, AnomalySettings.Default));
    }

    [Fact]
    public void Too_short_a_past_says_nothing() => Assert.Empty(Find([1, 1, 1, 900], TimeSpan.FromDays(1)));

    [Fact]
    public void A_bad_week_is_told_in_words()
    {
        double[] calls = [22, 18, 25, 27, 20, 19, 23, 26, 24, 21, 18, 25, 22, 20, 3];
        var last = FindAnomalies.Last(Series(calls, TimeSpan.FromDays(7)), AnomalySettings.Default with { Counts = true });

        Assert.Equal("calls by A: 3 this week, usually 18-25", AnomalyWords.Say(last!, "calls by A", "this week", v => $"{v:0}", 0));
    }

    [Fact]
    public void One_call_more_than_none_is_nothing() =>
        Assert.Null(FindAnomalies.Last(Series([.. Enumerable.Repeat(0.0, 20), 1], TimeSpan.FromDays(7)), AnomalySettings.Default with { Counts = true }));

    [Fact]
    public void The_future_changes_no_alarm_of_the_past_and_the_order_of_rows_none_at_all() =>
        Prop.ForAll(Gen.Choose(0, 100_000).ToArbitrary(), seed =>
        {
            var series = Series(Noise(seed, 400, i => seed % 3 == 0 ? i % 24 : seed % 97).Select((v, i) => i % 131 == 130 ? v * 9 : v), TimeSpan.FromHours(1));
            var whole = FindAnomalies.In(series, AnomalySettings.Default);
            var early = FindAnomalies.In(series[..300], AnomalySettings.Default);
            var shuffled = series.ToArray();
            new Random(seed).Shuffle(shuffled);

            return whole.Where(a => a.Index < 300).SequenceEqual(early)
                && FindAnomalies.In(shuffled, AnomalySettings.Default).Select(a => (a.At, a.Score)).SequenceEqual(whole.Select(a => (a.At, a.Score)))
                && whole.All(a => a.Chance is > 0 and < 1 && a.Low <= a.High && a.Score is > 0 and <= 12);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
}

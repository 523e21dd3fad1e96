using Rainmaker.Intelligence.Analysis;

namespace Rainmaker.Intelligence.Tests.Analysis;

public sealed class CalendarTests
{
    [Theory]
    [InlineData("2026-11-20")]
    [InlineData("2026-01-01")]
    [InlineData("2026-03-01")]
    [InlineData("2024-02-29")]
    [InlineData("2026-11-30")]
    public void Every_period_is_a_whole_number_of_stretches(string today)
    {
        var calendar = On(today);
        var starts = calendar.Buckets.Select(b => b.From).ToHashSet();
        var ends = calendar.Buckets.Select(b => b.To).ToHashSet();

        foreach (var period in calendar.Periods)
        {
            Assert.Contains(period.From, starts);
            Assert.Contains(period.To, ends);
            if (period.CompareTo is { } until)
                Assert.Contains(until, ends);
        }
    }

    [Fact]
    public void The_stretches_follow_each_other_without_a_hole()
    {
        var buckets = On("2026-11-20").Buckets;

        foreach (var (before, next) in buckets.Zip(buckets.Skip(1)))
            Assert.Equal(before.To.AddDays(1), next.From);
    }

    [Fact]
    public void A_day_counts_in_the_stretch_that_holds_it_and_tomorrow_in_none()
    {
        var calendar = On("2026-11-20");

        for (var day = calendar.Today.AddYears(-4); day <= calendar.Today; day = day.AddDays(1))
        {
            var bucket = calendar.Buckets[calendar.BucketOf(At(day))];
            Assert.True(!(bucket.From > day) && bucket.To >= day, $"{day} in {bucket}");
        }
        Assert.Equal(-1, calendar.BucketOf(At(calendar.Today.AddDays(1))));
    }

    [Fact]
    public void A_day_begins_where_the_team_is()
    {
        var berlin = new Calendar(new(2026, 11, 19, 23, 30, 0, TimeSpan.Zero), TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));

        Assert.Equal(new(2026, 11, 20), berlin.Today);
    }

    [Fact]
    public void Last_week_begins_on_a_monday()
    {
        var week = On("2026-11-22").Periods.Single(p => p.Key == "last_week");

        Assert.Equal((new DateOnly(2026, 11, 9), new DateOnly(2026, 11, 15)), (week.From!.Value, week.To));
    }

    [Theory]
    [InlineData("2026-11-16", "2026-11-22", 5)]
    [InlineData("2026-11-20", "2026-11-20", 1)]
    [InlineData("2026-11-21", "2026-11-22", 0)]
    [InlineData("2026-10-22", "2026-11-20", 22)]
    public void Working_days_are_Monday_to_Friday(string from, string to, int days) =>
        Assert.Equal(days, Calendar.WorkingDays(DateOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture), DateOnly.Parse(to, System.Globalization.CultureInfo.InvariantCulture)));

    static Calendar On(string today) => new(At(DateOnly.Parse(today, System.Globalization.CultureInfo.InvariantCulture)));

    static DateTimeOffset At(DateOnly day) => new(day.ToDateTime(new(12, 0)), TimeSpan.Zero);
}

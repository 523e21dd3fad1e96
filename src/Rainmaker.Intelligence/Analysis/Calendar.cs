using System.Runtime.CompilerServices;

namespace Rainmaker.Intelligence.Analysis;

/// <summary>A stretch of days that figures are told for.</summary>
/// <param name="Key">week, last_week, mtd, ytd, last_year, all.</param>
/// <param name="From">Null: since ever.</param>
/// <param name="To">Included.</param>
/// <param name="CompareFrom">The same days a year before; null where nothing is compared.</param>
public sealed record Period(string Key, string Label, DateOnly? From, DateOnly To, DateOnly? CompareFrom = null, DateOnly? CompareTo = null);

/// <summary>Days that are counted together, both included. The first stretch has no beginning.</summary>
public sealed record Bucket(DateOnly? From, DateOnly To);

/// <summary>
/// The time figures are counted in: single days for this month and the last two weeks, months before that, cut where a period or its comparison ends.
/// Every period is a whole number of stretches, so a period is a sum and nobody has to keep days of years ago.
/// </summary>
public sealed class Calendar
{
    readonly DateOnly _first;
    readonly short[] _bucketOf;
    readonly TimeZoneInfo? _zone;

    /// <param name="now">The moment the data was taken.</param>
    /// <param name="zone">Where days begin; null is UTC.</param>
    public Calendar(DateTimeOffset now, TimeZoneInfo? zone = null)
    {
        (Now, _zone) = (now, zone is null || zone.HasSameRules(TimeZoneInfo.Utc) ? null : zone);
        Today = DayOf(now);
        var monday = Today.AddDays(-(((int)Today.DayOfWeek + 6) % 7));
        var (month, year) = (new DateOnly(Today.Year, Today.Month, 1), new DateOnly(Today.Year, 1, 1));
        var lastYear = year.AddYears(-1);
        Periods =
        [
            new("week", "This week", monday, Today),
            new("last_week", "Last week", monday.AddDays(-7), monday.AddDays(-1)),
            new("mtd", "Month to date", month, Today),
            new("ytd", "Year to date", year, Today, lastYear, Today.AddYears(-1)),
            new("last_year", "Last year", lastYear, year.AddDays(-1)),
            new("all", "All time", null, Today, lastYear, Today.AddYears(-1)),
        ];
        _first = lastYear.AddYears(-1);
        var daily = month < monday.AddDays(-7) ? month : monday.AddDays(-7);
        Buckets = Stretches(daily, Today.AddYears(-1).AddDays(1));
        _bucketOf = new short[Today.DayNumber - _first.DayNumber + 1];
        for (short at = 1; at < Buckets.Count; at++)
        {
            for (var day = Buckets[at].From!.Value; day <= Buckets[at].To; day = day.AddDays(1))
                _bucketOf[day.DayNumber - _first.DayNumber] = at;
        }
    }

    public DateTimeOffset Now { get; }
    public DateOnly Today { get; }
    public IReadOnlyList<Bucket> Buckets { get; }
    public IReadOnlyList<Period> Periods { get; }

    public DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(_zone is null ? at.UtcDateTime : TimeZoneInfo.ConvertTime(at, _zone).DateTime);

    /// <summary>Where a moment counts; -1 for what lies ahead.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int BucketOf(DateTimeOffset at)
    {
        var day = DayOf(at).DayNumber - _first.DayNumber;
        return day < 0 ? 0 : day < _bucketOf.Length ? _bucketOf[day] : -1;
    }

    /// <summary>The stretches of a period, from the first to the last included.</summary>
    public (int First, int Last) Span(DateOnly? from, DateOnly to) =>
        (from is null ? 0 : Math.Max(1, BucketIndex(from.Value)), BucketIndex(to));

    /// <summary>Monday to Friday within the days, both included.</summary>
    public static int WorkingDays(DateOnly from, DateOnly to)
    {
        var (count, days) = (0, to.DayNumber - from.DayNumber + 1);
        for (var at = 0; at < days % 7; at++)
            count += from.AddDays(at).DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0 : 1;
        return days <= 0 ? 0 : count + days / 7 * 5;
    }

    int BucketIndex(DateOnly day) => day < _first ? 0 : _bucketOf[Math.Min(day.DayNumber - _first.DayNumber, _bucketOf.Length - 1)];

    List<Bucket> Stretches(DateOnly daily, DateOnly cut)
    {
        var all = new List<Bucket> { new(null, _first.AddDays(-1)) };
        for (var from = _first; from < daily;)
        {
            var next = new DateOnly(from.Year, from.Month, 1).AddMonths(1);
            next = from < cut && cut < next ? cut : next;
            next = next < daily ? next : daily;
            all.Add(new(from, next.AddDays(-1)));
            from = next;
        }
        for (var day = daily; day <= Today; day = day.AddDays(1))
            all.Add(new(day, day));
        return all;
    }
}

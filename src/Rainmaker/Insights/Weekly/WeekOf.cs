using System.Globalization;

namespace Rainmaker.Insights.Weekly;

/// <summary>A week from Monday to Sunday, as ISO counts them: "2026-W47".</summary>
public readonly record struct WeekOf(DateOnly Monday)
{
    public sealed record NoSuchWeek(string Sent) : Invalid("week", $"'{(Sent.Length > 100 ? Sent[..100] + "…" : Sent)}' is no week: say it as 2026-W47, or as a day in it such as 2026-11-16.", Sent.Length > 100 ? Sent[..100] : Sent);
    public sealed record NotYet(string Sent) : Invalid("week", $"The week {Sent} has not begun.", Sent);

    public DateOnly Sunday => Monday.AddDays(6);

    /// <summary>It runs, or ended last: what waits now is what there is to do about it. Of an older one nobody knows what waited when it ended.</summary>
    public bool IsLatest(DateOnly today) => Sunday >= today.AddDays(-7);

    public string Name => string.Create(CultureInfo.InvariantCulture, $"{ISOWeek.GetYear(Monday.ToDateTime(default))}-W{ISOWeek.GetWeekOfYear(Monday.ToDateTime(default)):00}");

    public static WeekOf Of(DateOnly day) => new(day.AddDays(-((int)day.DayOfWeek + 6) % 7));

    /// <param name="sent">The week before the one that runs where left out.</param>
    public static Result<WeekOf> Read(string? sent, DateOnly today)
    {
        if (string.IsNullOrEmpty(sent))
            return new WeekOf(Of(today).Monday.AddDays(-7));
        WeekOf week;
        if (DateOnly.TryParseExact(sent, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 1970 and < 2200)
            week = Of(day);
        else if (sent is [_, _, _, _, '-', 'W' or 'w', _, _] && int.TryParse(sent.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year) && int.TryParse(sent.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && year is >= 1970 and < 2200 && number >= 1 && number <= ISOWeek.GetWeeksInYear(year))
            week = new(DateOnly.FromDateTime(ISOWeek.ToDateTime(year, number, DayOfWeek.Monday)));
        else
            return new NoSuchWeek(sent);
        return week.Monday > today ? new NotYet(week.Name) : week;
    }
}

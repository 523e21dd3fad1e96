using System.Globalization;

namespace Rainmaker.Deals.Screens;

/// <summary>Spans of time as people say them.</summary>
static class Spans
{
    /// <summary>The largest whole unit: 12 days, 3 hours, 5 minutes, a moment.</summary>
    public static string Said(TimeSpan span) => span switch
    {
        { TotalDays: >= 1 } => Count((int)span.TotalDays, "day"),
        { TotalHours: >= 1 } => Count((int)span.TotalHours, "hour"),
        { TotalMinutes: >= 1 } => Count((int)span.TotalMinutes, "minute"),
        _ => "a moment",
    };

    /// <summary>12 Dec this year, Mar 2027 beyond it: short enough for a card.</summary>
    public static string ShortDay(DateOnly day, DateOnly today) => day.ToString(day.Year == today.Year ? "d MMM" : "MMM yyyy", CultureInfo.CurrentCulture);

    static string Count(int count, string unit) => string.Create(CultureInfo.InvariantCulture, $"{count} {unit}{(count == 1 ? "" : "s")}");
}

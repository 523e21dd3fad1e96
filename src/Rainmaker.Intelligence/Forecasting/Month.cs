namespace Rainmaker.Intelligence.Forecasting;

/// <summary>Months as first days, counted.</summary>
static class Month
{
    public static DateOnly Of(DateOnly day) => new(day.Year, day.Month, 1);

    public static int Between(DateOnly from, DateOnly to) => (to.Year - from.Year) * 12 + to.Month - from.Month;

    /// <summary>0 for January, April, July and October.</summary>
    public static int InQuarter(DateOnly day) => (day.Month - 1) % 3;

    public static int Days(DateOnly month) => DateTime.DaysInMonth(month.Year, month.Month);
}

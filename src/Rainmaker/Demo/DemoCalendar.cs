namespace Rainmaker.Demo;

/// <summary>When things happen in the demo: 26 months up to now, growing, with the seasons of a business that sells to businesses, in working hours.</summary>
sealed class DemoCalendar
{
    public const int Months = 26;

    /// <summary>January to December: the summer is slow, the end of a quarter is not.</summary>
    static readonly double[] Season = [0.86, 0.95, 1.14, 0.98, 1.04, 1.12, 0.8, 0.72, 1.12, 1.12, 1.08, 0.78];
    const double GrowthPerMonth = 1.014;

    readonly (DateOnly First, double Weight)[] _months;

    public DemoCalendar(DateTimeOffset now, TenantInfo tenant)
    {
        (Now, Today, Tenant) = (now, tenant.DayOf(now), tenant);
        var first = new DateOnly(Today.Year, Today.Month, 1).AddMonths(1 - Months);
        _months = [.. Enumerable.Range(0, Months).Select(m => (first.AddMonths(m), Season[first.AddMonths(m).Month - 1] * Math.Pow(GrowthPerMonth, m) * Part(first.AddMonths(m))))];
    }

    public DateTimeOffset Now { get; }
    public DateOnly Today { get; }
    public TenantInfo Tenant { get; }

    /// <summary>A moment at which something new comes in.</summary>
    public DateTimeOffset Arrival(Dice dice)
    {
        while (true)
        {
            var month = dice.Weighted(_months);
            var moment = At(month.AddDays(dice.Below(DateTime.DaysInMonth(month.Year, month.Month))), dice);
            if (moment < Now)
                return moment;
        }
    }

    /// <summary>A working moment some days later; it may lie in the future.</summary>
    public DateTimeOffset After(DateTimeOffset moment, double days, Dice dice)
    {
        var later = At(Tenant.DayOf(moment.AddDays(days)), dice);
        return later > moment ? later : moment.AddHours(dice.Between(1, 3));
    }

    /// <summary>How far the story has come at a moment, 0 to 1: later deals are larger and better sold.</summary>
    public double Progress(DateTimeOffset moment) => Math.Clamp(1 - ((Now - moment).TotalDays / (Months * 30.4)), 0, 1);

    DateTimeOffset At(DateOnly day, Dice dice)
    {
        if (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday && dice.Chance(0.85))
            day = day.AddDays(day.DayOfWeek == DayOfWeek.Saturday ? -1 : 1);
        return Tenant.StartOf(day).AddHours(8 + (dice.Share() + dice.Share()) * 5).AddSeconds(dice.Below(60));
    }

    // Of the current month only what has passed.
    double Part(DateOnly month) => month.Year == Today.Year && month.Month == Today.Month ? Today.Day / (double)DateTime.DaysInMonth(month.Year, month.Month) : 1;
}

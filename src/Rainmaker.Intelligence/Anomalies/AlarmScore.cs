namespace Rainmaker.Intelligence.Anomalies;

/// <summary>How alarms fare against windows in which something is known to have happened.</summary>
/// <param name="Found">Events with an alarm in their window.</param>
/// <param name="FalseAlarms">Alarms in no window, those closer than one percent of the series to the one before counting with it.</param>
public sealed record AlarmScore(int Events, int Found, int FalseAlarms)
{
    public const double WarmUp = 0.15, Merged = 0.01;

    public double Precision => Found + FalseAlarms == 0 ? 0 : (double)Found / (Found + FalseAlarms);

    public double Recall => Events == 0 ? 0 : (double)Found / Events;

    public double F1 => Events + Found + FalseAlarms == 0 ? 0 : 2.0 * Found / (Events + Found + FalseAlarms);

    /// <summary>The first <see cref="WarmUp"/> of the series is for learning: events that end in it and alarms within it are not counted.</summary>
    /// <param name="times">Of every point, in order.</param>
    /// <param name="alarms">Places in <paramref name="times"/>, in order.</param>
    /// <param name="windows">First and last moment of each event.</param>
    public static AlarmScore Of(IReadOnlyList<DateTime> times, IEnumerable<int> alarms, IEnumerable<(DateTime From, DateTime To)> windows)
    {
        var warm = (int)(WarmUp * times.Count);
        var events = windows.Where(w => w.To > times[warm]).ToArray();
        var counted = alarms.Where(a => a >= warm).ToArray();
        var (falseAlarms, last) = (0, double.NegativeInfinity);
        foreach (var alarm in counted.Where(a => !events.Any(e => Within(times[a], e))))
        {
            falseAlarms += alarm - last >= Merged * times.Count ? 1 : 0;
            last = alarm;
        }
        return new(events.Length, events.Count(e => counted.Any(a => Within(times[a], e))), falseAlarms);
    }

    /// <summary>Several series taken as one.</summary>
    public static AlarmScore operator +(AlarmScore one, AlarmScore other) => new(one.Events + other.Events, one.Found + other.Found, one.FalseAlarms + other.FalseAlarms);

    static bool Within(DateTime at, (DateTime From, DateTime To) window) => at >= window.From && at <= window.To;
}

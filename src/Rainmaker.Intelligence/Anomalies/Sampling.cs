namespace Rainmaker.Intelligence.Anomalies;

/// <summary>How often a series is measured and which seasons that lets it show: found from the distances of its timestamps.</summary>
/// <param name="Step">The usual distance of two points.</param>
/// <param name="PerDay">Points a day; 1 where a day has one or less.</param>
sealed record Sampling(TimeSpan Step, int PerDay)
{
    const int FewestPerDay = 4;
    static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Hours are told apart within a day.</summary>
    public bool HasDay => PerDay >= FewestPerDay;

    /// <summary>Days are told apart within a week.</summary>
    public bool HasWeek => Step <= 1.5 * Day;

    /// <summary>Months are told apart within a year; finer series have other reasons first.</summary>
    public bool HasYear => Step >= 0.5 * Day;

    /// <summary>Points in the shortest season there is; 0 without one that is short enough to average over.</summary>
    public int Cycle => HasDay ? PerDay : HasWeek ? 7 * PerDay : 0;

    /// <summary>Over how many points a new level is looked for: half a day of finer series, a week of daily ones.</summary>
    public int Stretch => HasDay ? Math.Max(2, PerDay / 2) : Cycle;

    /// <summary>How many points say what the level is.</summary>
    public int LevelOver => Cycle > 0 ? Math.Clamp(20 * Cycle, 12, 500) : 26;

    public int SlotOfDay(DateTime at) => (int)(at.TimeOfDay / Step + 0.5) % PerDay;

    public int SlotOfWeek(DateTime at) => (int)at.DayOfWeek * PerDay + SlotOfDay(at);

    /// <summary>How many steps lie between two points; 1 without a gap.</summary>
    public double Steps(DateTime from, DateTime to) => (to - from) / Step;

    public static Sampling Of(IReadOnlyList<SeriesPoint> inOrder)
    {
        var distances = new List<long>();
        for (var i = 1; i < inOrder.Count; i++)
            if (inOrder[i].At > inOrder[i - 1].At)
                distances.Add((inOrder[i].At - inOrder[i - 1].At).Ticks);
        distances.Sort();
        var step = distances.Count == 0 ? Day : new TimeSpan(distances[distances.Count / 2]);
        return new(step, Math.Max(1, (int)Math.Round(Day / step)));
    }
}

namespace Rainmaker.Intelligence.Coaching;

/// <summary>An open deal and how long it lies in its stage.</summary>
public sealed record StayingDeal(string Id, string Name, string Stage, double Days, decimal? BaseValue);

/// <summary>How long deals stay in a stage before they go on, in days.</summary>
/// <param name="UsualDays">Half of the deals that left the stage forward had left by then.</param>
/// <param name="LongDays">Nine of ten had.</param>
public readonly record struct StagePace(double UsualDays, double LongDays)
{
    /// <summary>A week beyond the usual is never unusual, however alike the others were.</summary>
    public bool IsUnusual(double days) => days > Math.Max(LongDays, UsualDays + 7);
}

/// <inheritdoc cref="StagePace" path="/param"/>
public sealed record UnusualStay(StayingDeal Deal, double UsualDays, double LongDays, string Text);

/// <summary>A deal that was settled with less work before it than one would think: it may have been held back, or written down late.</summary>
public sealed record LateBooked(string Id, string Name, string Text);

/// <summary>A settled deal.</summary>
/// <param name="DaysToClose">From written down to won.</param>
/// <param name="DayOfQuarter">0 on the first day of the quarter it was won in.</param>
/// <param name="StageDaysBefore">How long it lay in its last open stage; null where that is not on record.</param>
public sealed record BookedDeal(string Id, string Name, bool IsWon, double DaysToClose, int DayOfQuarter, double? StageDaysBefore, decimal? BaseValue);

/// <summary>Deals that stay longer than deals that went on, and wins that came suspiciously fast or waited for the quarter to begin.</summary>
public static class StageTimes
{
    const int Enough = 8, FirstDays = 5;

    /// <param name="left">How long deals stayed that left each stage forward, in days.</param>
    public static IReadOnlyList<UnusualStay> Unusual(IEnumerable<StayingDeal> open, IReadOnlyDictionary<string, IReadOnlyList<double>> left)
    {
        var found = new List<UnusualStay>();
        foreach (var deal in open)
        {
            if (!left.TryGetValue(deal.Stage, out var stays) || Pace(stays) is not { } pace)
                continue;
            var (usual, most) = pace;
            if (pace.IsUnusual(deal.Days))
                found.Add(new(deal, usual, most, $"{deal.Name}: {deal.Days:0} days in {deal.Stage}; half of the deals that went on stayed {usual:0}, nine of ten at most {most:0}"));
        }
        return [.. found.OrderByDescending(f => f.Deal.BaseValue ?? 0).ThenBy(f => f.Deal.Id, StringComparer.Ordinal)];
    }

    /// <summary>What is usual of some stays; null where they are too few to tell.</summary>
    /// <param name="stays">In days, of deals that left the stage forward.</param>
    public static StagePace? Pace(IReadOnlyList<double> stays) => stays.Count < Enough ? null : new(Quantile(stays, 0.5), Quantile(stays, 0.9));

    /// <summary>
    /// Sandbagging: a win booked within a tenth of the usual time of wins (written down when it was as good as won), or one won in the first days of a quarter after staying in its last
    /// stage for longer than nine of ten (held back from the quarter before).
    /// </summary>
    public static IReadOnlyList<LateBooked> Late(IReadOnlyList<BookedDeal> settled, IReadOnlyList<BookedDeal> ofRep)
    {
        var wins = settled.Where(d => d.IsWon).ToArray();
        if (wins.Length < Enough)
            return [];
        var usual = Quantile(wins.Select(w => w.DaysToClose), 0.5);
        var stays = wins.Select(w => w.StageDaysBefore).OfType<double>().ToArray();
        var most = stays.Length < Enough ? double.PositiveInfinity : Quantile(stays, 0.9);
        var found = new List<LateBooked>();
        foreach (var win in ofRep.Where(d => d.IsWon))
        {
            if (usual >= 10 && win.DaysToClose <= usual / 10)
                found.Add(new(win.Id, win.Name, $"{win.Name} was won {win.DaysToClose:0} days after it was written down; usually it takes {usual:0}"));
            else if (win.DayOfQuarter < FirstDays && win.StageDaysBefore > most)
                found.Add(new(win.Id, win.Name, $"{win.Name} was won on day {win.DayOfQuarter + 1} of the quarter after {win.StageDaysBefore:0} days in its last stage; nine of ten wins stay at most {most:0}"));
        }
        return found;
    }

    static double Quantile(IEnumerable<double> values, double q)
    {
        var ordered = values.Order().ToArray();
        return ordered[(int)(q * (ordered.Length - 1))];
    }
}

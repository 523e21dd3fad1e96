using System.Globalization;
using Rainmaker.Crm;

namespace Rainmaker.Intelligence.Coaching;

/// <summary>How something done ended, where that is on record.</summary>
public enum Outcome { Reached, NotReached }

/// <summary>Something a rep did.</summary>
/// <param name="Deal">The deal it was done on.</param>
/// <param name="Answered">They came back on that record within two weeks; null where nothing could tell.</param>
/// <param name="Outcome">Of a call or meeting, where somebody wrote it down.</param>
public sealed record RepActivity(ActivityKind Kind, DateTimeOffset At, string? Deal, bool? Answered, Outcome? Outcome);

/// <summary>A deal of the rep, as of now.</summary>
/// <param name="Moved">Went forward or was won in the time looked at.</param>
/// <param name="Closed">Settled in that time.</param>
public sealed record RepDeal(string Id, string Name, decimal? BaseValue, bool IsOpen, bool IsWon, bool Moved, bool Closed);

/// <param name="Points">0 to <paramref name="Max"/>; null where nothing is on record to judge by.</param>
public sealed record QualityPart(string Part, double? Points, double Max, string Text);

/// <param name="Score">0 to 100 over the parts that could be judged; null without any activity.</param>
public sealed record ActivityScore(double? Score, IReadOnlyList<QualityPart> Parts);

/// <summary>
/// What a rep's activity is worth, in four parts of a hundred points: how recent it is (25), how often it is answered (25), how it ends (20), and whether the deals it
/// is spent on move (30). Meetings weigh 3, calls 2, e-mails and messages 1. A part without evidence is left out, not counted as nothing.
/// </summary>
public static class ActivityQuality
{
    const double HalfLifeDays = 14, FewAnswers = 4, UsualAnswers = 0.3, FewOutcomes = 4, UsualOutcome = 0.5;

    public static double Weight(ActivityKind kind) => kind switch { ActivityKind.Meeting => 3, ActivityKind.Call => 2, ActivityKind.Email or ActivityKind.Whatsapp => 1, ActivityKind.Proposal or ActivityKind.Quotation => 2, _ => 0 };

    /// <param name="days">The time looked at, back from now.</param>
    public static ActivityScore Judge(IReadOnlyList<RepActivity> activities, IReadOnlyList<RepDeal> deals, int days, DateTimeOffset now)
    {
        var work = activities.Where(a => Weight(a.Kind) > 0 && a.At <= now && a.At >= now.AddDays(-days)).ToArray();
        if (work.Length == 0)
            return new(null, []);
        QualityPart[] parts = [Recency(work, days, now), Reply(work), Ends(work), Impact(work, deals)];
        var judged = parts.Where(p => p.Points is not null).ToArray();
        return new(Math.Round(100 * judged.Sum(p => p.Points!.Value) / judged.Sum(p => p.Max), 1), parts);
    }

    static QualityPart Recency(RepActivity[] work, int days, DateTimeOffset now)
    {
        // Evenly spread work earns the full part: what an even pace over the days would weigh is the measure.
        var fresh = work.Sum(a => Weight(a.Kind) * Math.Pow(0.5, (now - a.At).TotalDays / HalfLifeDays)) / work.Sum(a => Weight(a.Kind));
        var even = HalfLifeDays / Math.Log(2) * (1 - Math.Pow(0.5, days / HalfLifeDays)) / days;
        var last = (int)(now - work.Max(a => a.At)).TotalDays;
        return new("recency", Round(25 * Math.Min(1, fresh / even)), 25, $"{Count(work.Length, "activity", "activities")} in {days} days, the last {(last == 0 ? "today" : last == 1 ? "yesterday" : $"{last} days ago")}");
    }

    static QualityPart Reply(RepActivity[] work)
    {
        var told = work.Where(a => a.Answered is not null).ToArray();
        if (told.Length == 0)
            return new("reply", null, 25, "Nothing on record tells whether anybody answered");
        var answered = told.Count(a => a.Answered == true);
        // Half of them answered is as good as it gets.
        return new("reply", Round(25 * Math.Min(1, 2 * (answered + FewAnswers * UsualAnswers) / (told.Length + FewAnswers))), 25, $"{answered} of {Count(told.Length, "message", "messages")} and calls led to an answer");
    }

    static QualityPart Ends(RepActivity[] work)
    {
        var told = work.Where(a => a.Outcome is not null).ToArray();
        if (told.Length == 0)
            return new("outcome", null, 20, "No call or meeting has its outcome written down");
        var reached = told.Count(a => a.Outcome == Outcome.Reached);
        return new("outcome", Round(20 * (reached + FewOutcomes * UsualOutcome) / (told.Length + FewOutcomes)), 20, $"{reached} of {Count(told.Length, "call or meeting", "calls and meetings")} reached somebody");
    }

    static QualityPart Impact(RepActivity[] work, IReadOnlyList<RepDeal> deals)
    {
        var known = deals.ToDictionary(d => d.Id, StringComparer.Ordinal);
        var on = work.Where(a => a.Deal is not null && known.ContainsKey(a.Deal)).ToArray();
        if (on.Length == 0)
            return new("deal_impact", null, 30, "None of it was done on a deal");
        var weight = on.Sum(a => Weight(a.Kind));
        var moving = on.Where(a => known[a.Deal!].Moved).Sum(a => Weight(a.Kind));
        var moved = on.Select(a => known[a.Deal!]).Distinct().Count(d => d.Moved);
        return new("deal_impact", Round(30 * moving / weight), 30, $"{moved} of {Count(on.Select(a => a.Deal).Distinct().Count(), "deal", "deals")} worked on moved forward or were won");
    }

    static double Round(double points) => Math.Round(points, 1);

    static string Count(int count, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many)}");
}

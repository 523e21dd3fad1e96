using System.Globalization;
using Rainmaker.Crm;
using Rainmaker.Intelligence.Scoring.Learned;

namespace Rainmaker.Intelligence.Scoring;

/// <summary>Two or three sentences on a lead, always the same for the same score.</summary>
public static class QualificationSummary
{
    /// <param name="score">The judged card.</param>
    /// <param name="name">How the lead is called; null where nobody knows.</param>
    /// <param name="company">Its company, where known.</param>
    public static string Write(LeadScore score, string? name, string? company)
    {
        var first = $"{Verdict(score.Score, score.Priority, name, company)}.";

        var strong = score.Reasons.Where(reason => reason.Points > 0).Take(3).Select(reason => $"{Inner(reason.Text)} (+{Number(reason.Points)})").ToArray();
        var second = strong.Length == 0 ? " Nothing speaks for it yet." : $" Most speaks for it: {string.Join("; ", strong)}.";

        // Engagement cannot be asked for; what can be found out in a call is worth naming.
        var ask = score.Missing.Where(missing => missing.Group is Fit.Group or Behaviour.Group).Take(3).ToArray();
        var third = ask.Length == 0 ? "" : $" Worth asking: {string.Join(", ", ask.Select(missing => missing.Field.Replace('_', ' ')))}, up to {Number(ask.Sum(missing => missing.Max))} points more.";
        return first + second + third;
    }

    /// <summary>Of a score that was learned from earlier outcomes, by its own reasons.</summary>
    /// <param name="priority">What the lead's is, by the score or by hand.</param>
    public static string Learned(LearnedScore score, LeadPriority priority, string? name, string? company)
    {
        // What is the same for every lead tells nothing of this one.
        var own = score.Reasons.Where(reason => reason.Field is not ("average" or "scale")).ToList();
        var (strong, weak) = (Said(own.Where(reason => reason.Points > 0)), Said(own.Where(reason => reason.Points < 0)));
        return $"{Verdict(score.Score, priority, name, company)}, learned from what became of earlier leads."
            + (strong.Length == 0 ? " Nothing speaks for it more than for any." : $" Most speaks for it: {strong}.")
            + (weak.Length == 0 ? "" : $" Most speaks against it: {weak}.")
            + (score.Missing.Count == 0 ? "" : $" Worth asking: {string.Join(", ", score.Missing.Take(3).Select(missing => missing.Replace('_', ' ')))}.");

        static string Said(IEnumerable<LearnedReason> reasons) =>
            string.Join("; ", reasons.OrderByDescending(reason => Math.Abs(reason.Points)).Take(3).Select(reason => $"{Inner(reason.Text)} ({reason.Points.ToString("+0;-0", CultureInfo.InvariantCulture)})"));
    }

    static string Verdict(decimal score, LeadPriority priority, string? name, string? company)
    {
        var who = (name, company) switch
        {
            ({ } n, { } c) => $"{n} of {c}",
            ({ } n, null) => n,
            (null, { } c) => $"Someone at {c}",
            _ => "This lead",
        };
        var heat = priority switch { LeadPriority.Hot => "hot", LeadPriority.Warm => "warm", _ => "cold" };
        return $"{who} is {heat} with {Number(score)} of 100 points";
    }

    static string Number(decimal points) => points.ToString("0.#", CultureInfo.InvariantCulture);

    static string Inner(string text) => text.TrimEnd('.') is { Length: > 0 } inner ? inner : text;
}

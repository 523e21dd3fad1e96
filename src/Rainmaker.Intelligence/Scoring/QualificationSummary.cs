using System.Globalization;
using Rainmaker.Crm;

namespace Rainmaker.Intelligence.Scoring;

/// <summary>Two or three sentences on a lead, always the same for the same score.</summary>
public static class QualificationSummary
{
    /// <param name="score">The judged card.</param>
    /// <param name="name">How the lead is called; null where nobody knows.</param>
    /// <param name="company">Its company, where known.</param>
    public static string Write(LeadScore score, string? name, string? company)
    {
        var who = (name, company) switch
        {
            ({ } n, { } c) => $"{n} of {c}",
            ({ } n, null) => n,
            (null, { } c) => $"Someone at {c}",
            _ => "This lead",
        };
        var heat = score.Priority switch { LeadPriority.Hot => "hot", LeadPriority.Warm => "warm", _ => "cold" };
        var first = $"{who} is {heat} with {Number(score.Score)} of 100 points.";

        var strong = score.Reasons.Where(reason => reason.Points > 0).Take(3).Select(reason => $"{Inner(reason.Text)} (+{Number(reason.Points)})").ToArray();
        var second = strong.Length == 0 ? " Nothing speaks for it yet." : $" Most speaks for it: {string.Join("; ", strong)}.";

        // Engagement cannot be asked for; what can be found out in a call is worth naming.
        var ask = score.Missing.Where(missing => missing.Group is Fit.Group or Behaviour.Group).Take(3).ToArray();
        var third = ask.Length == 0 ? "" : $" Worth asking: {string.Join(", ", ask.Select(missing => missing.Field.Replace('_', ' ')))}, up to {Number(ask.Sum(missing => missing.Max))} points more.";
        return first + second + third;
    }

    static string Number(decimal points) => points.ToString("0.#", CultureInfo.InvariantCulture);

    static string Inner(string text) => text.TrimEnd('.') is { Length: > 0 } inner ? inner : text;
}

using Rainmaker.Crm;

namespace Rainmaker.Intelligence.Scoring;

/// <summary>One line of the card.</summary>
/// <param name="Group">"engagement", "fit", "behaviour" or "external".</param>
/// <param name="Field">Name on the wire: "email_click", "job_title", "budget".</param>
/// <param name="Text">Why, in a person's words.</param>
/// <param name="Points">Earned, 0 to <paramref name="Max"/>, one decimal.</param>
public sealed record ScoreReason(string Group, string Field, string Text, decimal Points, decimal Max);

/// <summary>Something the card would ask for and does not know.</summary>
/// <param name="Max">Points it could earn.</param>
public sealed record MissingSignal(string Group, string Field, string Text, decimal Max);

/// <summary>A lead's score with all that makes it.</summary>
/// <param name="Score">0 to 100, one decimal: exactly the sum of the reasons' points.</param>
/// <param name="Reasons">Every line that was judged, also those that earned nothing, strongest first.</param>
/// <param name="Missing">What is not known, most valuable first; it earns nothing and says so.</param>
public sealed record LeadScore(decimal Score, LeadPriority Priority, IReadOnlyList<ScoreReason> Reasons, IReadOnlyList<MissingSignal> Missing);

/// <summary>
/// Scores a lead by four groups: engagement 40, fit 30, behaviour 20, external data 10 (seed 000). Engagement decays with age, so the same lead scores less tomorrow;
/// a further signal never lowers the score of its kind.
/// </summary>
public static class ScoreCard
{
    /// <param name="facts">What is known of the lead.</param>
    /// <param name="signals">In any order; those after <paramref name="now"/> do not count yet.</param>
    /// <param name="now">The moment to judge for.</param>
    /// <param name="settings">Points, profile and thresholds.</param>
    public static LeadScore Judge(LeadFacts facts, IReadOnlyList<Signal> signals, DateTimeOffset now, ScoreCardSettings settings)
    {
        var card = new Card(new(16), new(12));
        Engagement.Judge(card, signals, now, settings);
        Fit.Judge(card, facts, settings);
        Behaviour.Judge(card, facts, signals, now, settings);
        ExternalData.Judge(card, signals, now, settings);

        card.Reasons.Sort(static (a, b) => (b.Points, b.Max).CompareTo((a.Points, a.Max)) is var order and not 0 ? order : string.CompareOrdinal(a.Field, b.Field));
        card.Missing.Sort(static (a, b) => b.Max.CompareTo(a.Max) is var order and not 0 ? order : string.CompareOrdinal(a.Field, b.Field));
        var score = 0m;
        foreach (var reason in card.Reasons)
            score += reason.Points;
        return new(score, Priority(score, settings), card.Reasons, card.Missing);
    }

    /// <summary>Hot, warm or cold by the thresholds.</summary>
    public static LeadPriority Priority(decimal score, ScoreCardSettings settings) =>
        score >= settings.HotFrom ? LeadPriority.Hot : score >= settings.WarmFrom ? LeadPriority.Warm : LeadPriority.Cold;

    /// <summary>What a value halves to after some days, 0 to 1.</summary>
    internal static double Decay(TimeSpan age, double halfLifeDays) => Math.Pow(0.5, Math.Max(0, age.TotalDays) / halfLifeDays);

    /// <summary>"today", "yesterday", "12 days ago".</summary>
    internal static string Ago(DateTimeOffset at, DateTimeOffset now) => (int)(now - at).TotalDays switch
    {
        0 => "today",
        1 => "yesterday",
        var days => $"{days} days ago",
    };
}

/// <summary>The card while it is written.</summary>
readonly record struct Card(List<ScoreReason> Reasons, List<MissingSignal> Missing)
{
    public void Earn(string group, string field, decimal points, decimal max, string text) =>
        Reasons.Add(new(group, field, text, Math.Round(Math.Clamp(points, 0, max), 1, MidpointRounding.AwayFromZero), max));

    public void Lack(string group, string field, decimal max, string text) => Missing.Add(new(group, field, text, max));
}

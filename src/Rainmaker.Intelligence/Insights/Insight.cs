using System.Security.Cryptography;
using System.Text;

namespace Rainmaker.Intelligence.Insights;

/// <summary>How grave. In order: a higher one outranks a lower one.</summary>
public enum Severity { Info, Warning, Critical }

/// <summary>The rule that raised it.</summary>
public enum RiskRule { StalledDeal, HighValueAtRisk, ClosingSoonInactive, LongInStage, UnusualStay }

/// <summary>What can be done about it with one click.</summary>
public enum InsightAction { Email, Call, Schedule, Update }

/// <summary>One fact an insight stands on.</summary>
/// <param name="Field">Name on the wire: "idle_days", "value", "probability".</param>
public sealed record Evidence(string Field, string Value, string Text);

/// <summary>Something a seller should look at: how grave, why, and what to do.</summary>
public sealed record Insight
{
    /// <summary>Stable: the rule and the deal, "stalled_deal_abc123".</summary>
    public required string AnomalyId { get; init; }
    public required RiskRule Rule { get; init; }
    public required Severity Severity { get; init; }
    public required string Title { get; init; }
    public required string Description { get; init; }

    /// <summary>Ids of the deals concerned.</summary>
    public required IReadOnlyList<string> AffectedEntities { get; init; }

    /// <summary>Where those come from: "salesforce", "manual".</summary>
    public required IReadOnlyList<string> Platforms { get; init; }
    public required IReadOnlyList<Evidence> Evidence { get; init; }
    public required string Recommendation { get; init; }
    public required InsightAction ActionType { get; init; }

    /// <summary>"deal_id", and "action": follow_up, schedule_meeting, call or update_stage.</summary>
    public required IReadOnlyDictionary<string, string> ActionPayload { get; init; }

    /// <summary>
    /// The state it was raised on, as a hash. Days passing leave it alone; anything done on the deal that matters to the rule changes it. A dismissed insight
    /// stays away while its fingerprint is the same.
    /// </summary>
    public required string Fingerprint { get; init; }

    /// <summary>The gravest of some insights; null of none: a deal's risk level.</summary>
    public static Severity? Gravest(IEnumerable<Insight> insights)
    {
        Severity? gravest = null;
        foreach (var insight in insights)
        {
            if (gravest is null || insight.Severity > gravest)
                gravest = insight.Severity;
        }
        return gravest;
    }

    internal static string Hash(string facts) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(facts)).AsSpan(0, 16));
}

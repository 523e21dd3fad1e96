namespace Rainmaker.Crm;

/// <summary>How far a person or company has come, from first interest to customer.</summary>
public enum LifecycleStage { Subscriber, Lead, MarketingQualified, SalesQualified, Opportunity, Customer, Evangelist, Other }

/// <summary>Where someone stands and since when.</summary>
/// <param name="Stage">Null where the CRM's account uses a stage of its own; <paramref name="Word"/> then tells.</param>
/// <param name="Word">The CRM's own word for it.</param>
/// <param name="Entered">The stages passed, oldest first; empty where the CRM does not tell.</param>
public sealed record Lifecycle(LifecycleStage? Stage, string Word, IReadOnlyList<LifecycleEntered> Entered)
{
    /// <summary>The first time the stage was reached; null where it was not, or is not known.</summary>
    public DateTimeOffset? FirstEntered(LifecycleStage stage) => Entered.FirstOrDefault(e => e.Stage == stage)?.At;
}

/// <summary>Someone reached a stage.</summary>
public sealed record LifecycleEntered(LifecycleStage Stage, DateTimeOffset At);

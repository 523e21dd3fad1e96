namespace Rainmaker.Crm;

/// <summary>The kinds of things done or planned with someone.</summary>
public enum ActivityKind { Call, Email, Whatsapp, Meeting, Task, Note, Proposal, Quotation, StageChange, LeadCreated, DealCreated }

/// <summary>Something done or planned with someone.</summary>
public sealed record Activity
{
    public required string Id { get; init; }
    public required ActivityKind Kind { get; init; }
    public string? Description { get; init; }
    public string? OwnerId { get; init; }
    public string? DealId { get; init; }
    public string? LeadId { get; init; }
    public string? ContactId { get; init; }

    /// <summary>When it is planned for; null for what simply happened.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    /// <summary>When it was done; null while it is only planned.</summary>
    public DateTimeOffset? CompletedAt { get; init; }
}

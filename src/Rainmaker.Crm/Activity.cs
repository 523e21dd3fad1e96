namespace Rainmaker.Crm;

/// <summary>The kinds of things done or planned with someone.</summary>
public enum ActivityKind { Call, Email, Whatsapp, Meeting, Task, Note, Proposal, Quotation, StageChange, LeadCreated, DealCreated }

/// <summary>Something done or planned with someone.</summary>
public sealed record Activity
{
    public required string Id { get; init; }
    public required ActivityKind Kind { get; init; }

    /// <summary>The one line people read in a list.</summary>
    public string? Subject { get; init; }
    public string? Description { get; init; }

    /// <summary>How it went, in the CRM's own word: COMPLETED, NO_ANSWER, logged.</summary>
    public string? Outcome { get; init; }
    public ActivityDirection? Direction { get; init; }
    public TimeSpan? Duration { get; init; }
    public string? OwnerId { get; init; }
    public string? DealId { get; init; }
    public string? LeadId { get; init; }
    public string? ContactId { get; init; }
    public string? CompanyId { get; init; }

    /// <summary>When it is planned for; null for what simply happened.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    /// <summary>When it was done; null while it is only planned.</summary>
    public DateTimeOffset? CompletedAt { get; init; }
    public DateTimeOffset? CreatedAt { get; init; }
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>The moment it is counted at: when it was done, else planned for, else written down.</summary>
    public DateTimeOffset? At => CompletedAt ?? ScheduledAt ?? CreatedAt;
}

/// <summary>Who reached out to whom: we to them, or they to us.</summary>
public enum ActivityDirection { Out, In }

namespace Rainmaker.Crm;

/// <summary>A person or company that showed interest, before qualification.</summary>
public sealed record Lead
{
    public required string Id { get; init; }

    /// <summary>The contact this lead is known to be, where it is; the same person behind a lead and a deal counts once.</summary>
    public string? ContactId { get; init; }
    public LeadStatus Status { get; init; } = LeadStatus.New;
    public string? OwnerId { get; init; }
    public string? Source { get; init; }
    public DateTimeOffset? CreatedAt { get; init; }
}

/// <summary>Where a lead stands: the union of what the sources call it.</summary>
public enum LeadStatus { New, Contacted, Qualified, Disqualified, Converted, Spam }

/// <summary>How soon a lead wants attention.</summary>
public enum LeadPriority { Hot, Warm, Cold }

/// <summary>Who is behind a lead: one person, a small or medium company, a large one.</summary>
public enum ProspectiveType { Individual, Sme, Corporate }

namespace Rainmaker.Intelligence.Assignment;

/// <summary>How a condition compares.</summary>
public enum Comparison { Is, IsNot, In, NotIn, Contains, StartsWith, AtLeast, AtMost, IsSet, IsNotSet }

/// <summary>One thing a rule asks of a lead.</summary>
/// <param name="Field">One of <see cref="LeadToAssign.Fields"/>.</param>
/// <param name="Is">How it compares; text regardless of case.</param>
/// <param name="Values">What with: one value, several for in and not_in, none for is_set and is_not_set.</param>
public sealed record Condition(string Field, Comparison Is, IReadOnlyList<string> Values);

/// <summary>Which leads go to whom. Rules are asked in order; the first that fits and has someone free decides.</summary>
public sealed record AssignmentRule
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }

    /// <summary>All must hold; none means every lead.</summary>
    public IReadOnlyList<Condition> When { get; init; } = [];

    /// <summary>Only these people; empty means no such limit.</summary>
    public IReadOnlyList<Guid> Users { get; init; } = [];

    /// <summary>Only this team; null means no such limit.</summary>
    public Guid? Team { get; init; }

    /// <summary>Only who has a territory that covers the lead.</summary>
    public bool ByTerritory { get; init; }

    /// <summary>Only who has this skill; null means none is needed.</summary>
    public string? Skill { get; init; }
}

/// <summary>What the rules see of a lead.</summary>
public sealed record LeadToAssign
{
    public static IReadOnlyList<string> Fields { get; } =
    [
        "source", "industry", "company", "company_size", "country", "region", "postal_code", "score", "priority", "prospective_type",
        "job_title", "domain", "campaign", "tags",
    ];

    public string? Source { get; init; }
    public string? Industry { get; init; }
    public string? Company { get; init; }
    public string? CompanySize { get; init; }

    /// <summary>ISO 3166 alpha-2.</summary>
    public string? Country { get; init; }
    public string? Region { get; init; }
    public string? PostalCode { get; init; }
    public decimal? Score { get; init; }

    /// <summary>"hot", "warm" or "cold".</summary>
    public string? Priority { get; init; }

    /// <summary>"individual", "sme" or "corporate".</summary>
    public string? ProspectiveType { get; init; }
    public string? JobTitle { get; init; }
    public string? Domain { get; init; }
    public string? Campaign { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];
}

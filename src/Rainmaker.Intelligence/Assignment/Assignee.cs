namespace Rainmaker.Intelligence.Assignment;

/// <summary>Someone leads may go to, as they stand today.</summary>
public sealed record Assignee
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public Guid? Team { get; init; }
    public IReadOnlyList<Territory> Territories { get; init; } = [];

    /// <summary>Regardless of case.</summary>
    public IReadOnlyList<string> Skills { get; init; } = [];

    /// <summary>Leads a day, 0 or more; 0 means none.</summary>
    public int CapacityPerDay { get; init; } = 20;
    public int AssignedToday { get; init; }
    public DateTimeOffset? LastAssignedAt { get; init; }

    /// <summary>Past and future ones do no harm.</summary>
    public IReadOnlyList<Absence> Absences { get; init; } = [];

    /// <summary>False for who can no longer sign in.</summary>
    public bool IsActive { get; init; } = true;

    /// <summary>False for who gets no leads by rule or rotation, but keeps those that are theirs (managers, say).</summary>
    public bool TakesLeads { get; init; } = true;
}

/// <summary>Days someone is away, both included.</summary>
/// <param name="Until">Null while nobody knows.</param>
public sealed record Absence(DateOnly From, DateOnly? Until)
{
    public bool Covers(DateOnly day) => From <= day && (Until is null || day <= Until);
}

/// <summary>A part of the world. Null parts cover everything.</summary>
/// <param name="Country">ISO 3166 alpha-2.</param>
/// <param name="Region">State, province or Bundesland as leads carry it; regardless of case.</param>
/// <param name="PostalPrefix">Start of the postal code: "8" or "80".</param>
public sealed record Territory(string Name, string? Country = null, string? Region = null, string? PostalPrefix = null)
{
    public bool Covers(LeadToAssign lead) =>
        (Country is null || string.Equals(Country, lead.Country, StringComparison.OrdinalIgnoreCase))
        && (Region is null || string.Equals(Region, lead.Region, StringComparison.OrdinalIgnoreCase))
        && (PostalPrefix is null || lead.PostalCode?.StartsWith(PostalPrefix, StringComparison.OrdinalIgnoreCase) == true);
}

/// <summary>Who already looks after the lead's person or company.</summary>
/// <param name="Why">"owns the company Acme", "owned the earlier lead".</param>
public sealed record ExistingOwner(Guid User, string Why);

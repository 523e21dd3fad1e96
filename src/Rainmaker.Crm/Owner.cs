namespace Rainmaker.Crm;

/// <summary>A person of the sales team who owns deals, leads and activities.</summary>
public sealed record Owner
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public string? Email { get; init; }

    /// <summary>The team's name, null where the CRM has none.</summary>
    public string? Team { get; init; }

    /// <summary>False once the person has left: their records stay theirs, nothing new comes.</summary>
    public bool IsActive { get; init; } = true;
}

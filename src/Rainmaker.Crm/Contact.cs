namespace Rainmaker.Crm;

/// <summary>A person at a company, or on their own.</summary>
public sealed record Contact
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public string? Email { get; init; }
    public string? Phone { get; init; }
    public string? JobTitle { get; init; }
    public string? CompanyId { get; init; }
    public string? OwnerId { get; init; }
    public DateTimeOffset? CreatedAt { get; init; }
}

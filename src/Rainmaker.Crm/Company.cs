namespace Rainmaker.Crm;

/// <summary>An organisation that buys or may buy.</summary>
public sealed record Company
{
    public required string Id { get; init; }
    public required string Name { get; init; }

    /// <summary>Host name without "www.", lower case: <c>acme.com</c>. Never a free-mail domain.</summary>
    public string? Domain { get; init; }

    /// <summary>ISO 3166 alpha-2, upper case.</summary>
    public string? Country { get; init; }
    public string? Industry { get; init; }

    /// <summary>Head count, as the CRM words it: "51-200", "1000+", "40".</summary>
    public string? Size { get; init; }
    public string? OwnerId { get; init; }
    public DateTimeOffset? CreatedAt { get; init; }
}

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
    public string? City { get; init; }

    /// <summary>A year's revenue in the currency of the CRM's account.</summary>
    public decimal? AnnualRevenue { get; init; }
    public Lifecycle? Lifecycle { get; init; }
    public DateTimeOffset? CreatedAt { get; init; }
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>Fields of the account's own, by our name for them; see the field map of a source.</summary>
    public IReadOnlyDictionary<string, string> Custom { get; init; } = NoFields.Yet;
}

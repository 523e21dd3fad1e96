namespace Rainmaker.Crm;

/// <summary>Everything a CRM knows at one moment, in our words, with the gaps it could not read.</summary>
public sealed record Book
{
    /// <summary>hubspot, salesforce, pipedrive, nutshell, demo, or our own tables: rainmaker.</summary>
    public required string Source { get; init; }
    public required DateTimeOffset TakenAt { get; init; }
    public IReadOnlyList<Owner> Owners { get; init; } = [];
    public IReadOnlyList<Pipeline> Pipelines { get; init; } = [];
    public IReadOnlyList<Company> Companies { get; init; } = [];
    public IReadOnlyList<Contact> Contacts { get; init; } = [];
    public IReadOnlyList<Deal> Deals { get; init; } = [];
    public IReadOnlyList<Activity> Activities { get; init; } = [];
    public IReadOnlyList<Association> Associations { get; init; } = [];

    /// <summary>What could not be read. A figure over a gap is zero or too small, and whoever shows it shows the notice too.</summary>
    public IReadOnlyList<Gap> Gaps { get; init; } = [];
}

/// <summary>Something a CRM could not, or would not, let us read.</summary>
/// <param name="What">What is missing: contacts, calls, emails, deals-contacts.</param>
/// <param name="Notice">The sentence people read: what is missing, why, and what would mend it.</param>
/// <param name="Scope">The permission that would open it, where the CRM names one.</param>
public sealed record Gap(string What, GapKind Kind, string Notice, string? Scope = null);

/// <summary>Why something is missing from a book.</summary>
public enum GapKind
{
    /// <summary>The key may not read it.</summary>
    MissingScope,

    /// <summary>The CRM, or this account's plan, has no such thing.</summary>
    NotOffered,

    /// <summary>Some of it was read, the rest could not be.</summary>
    Truncated,

    /// <summary>It is there but makes no sense, such as a deal in a stage nobody knows.</summary>
    Odd,
}

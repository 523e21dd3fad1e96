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

    /// <summary>As written on the contact itself; the company's own name may differ.</summary>
    public string? CompanyName { get; init; }
    public string? OwnerId { get; init; }
    public Lifecycle? Lifecycle { get; init; }

    /// <summary>Where it stands, in the CRM's own word: NEW, IN_PROGRESS, Working - Contacted.</summary>
    public string? LeadStatus { get; init; }

    /// <summary>The CRM's record is a lead, not yet a contact (Salesforce keeps the two apart).</summary>
    public bool IsLead { get; init; }
    public WebSignals? Web { get; init; }

    /// <summary>How often someone of the team was in touch: calls, meetings, e-mails.</summary>
    public int? Touches { get; init; }
    public DateTimeOffset? LastTouchedAt { get; init; }
    public DateTimeOffset? CreatedAt { get; init; }
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>Fields of the account's own, by our name for them; see the field map of a source.</summary>
    public IReadOnlyDictionary<string, string> Custom { get; init; } = NoFields.Yet;
}

using Rainmaker.Crm;

namespace Rainmaker.Connectors;

/// <summary>A contact to make or to bring up to date. Empty fields are left as they are.</summary>
public sealed record ContactToWrite
{
    /// <summary>The contact is found by it. Without one, a new contact is made.</summary>
    public string? Email { get; init; }
    public string? FirstName { get; init; }
    public string? LastName { get; init; }
    public string? Phone { get; init; }
    public string? Company { get; init; }
    public string? JobTitle { get; init; }

    /// <summary>Fields of the account's own, by the CRM's name for them.</summary>
    public IReadOnlyDictionary<string, string> Custom { get; init; } = new Dictionary<string, string>();

    /// <summary>Fill what is empty, change nothing that is there: for what a stranger sent.</summary>
    public bool OnlyEmpty { get; init; }
}

/// <summary>What became of a contact.</summary>
/// <param name="Id">The CRM's.</param>
public sealed record Upserted(UpsertOutcome Outcome, string Id);

/// <summary>Made, changed, or nothing to change: "ok", "updated", "exists" on the wire of the capture.</summary>
public enum UpsertOutcome { Created, Updated, Unchanged }

/// <summary>A deal to make. What is null the CRM decides: its owner, its first stage, its currency.</summary>
/// <param name="StageKey">Of an open stage. Nutshell has no way to set it: there a lead begins where its pipeline does.</param>
/// <param name="ExpectedClose">Salesforce needs a day; without one it is thirty days from now.</param>
public sealed record DealToWrite(string Name, decimal? Value = null, string? PipelineKey = null, string? StageKey = null, string? OwnerId = null, DateOnly? ExpectedClose = null);

/// <summary>Which deals to look for. What is null does not matter.</summary>
public sealed record DealSearch(DateTimeOffset? CreatedSince = null, string? OwnerId = null);

/// <summary>Which activities to look for.</summary>
/// <param name="Kind">Call, e-mail, meeting or task.</param>
public sealed record ActivitySearch(ActivityKind Kind, DateTimeOffset From, DateTimeOffset To);

/// <summary>The records that can disappear.</summary>
public enum RecordKind { Contact, Company, Deal, Activity }

/// <summary>A record is gone.</summary>
/// <param name="At">When; null where the CRM does not tell.</param>
/// <param name="MergedInto">The record that took it over; null for a plain deletion, or where the CRM does not tell.</param>
public sealed record Removal(RecordKind Kind, string Id, DateTimeOffset? At = null, string? MergedInto = null);

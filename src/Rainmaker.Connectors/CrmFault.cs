using System.Net;

namespace Rainmaker.Connectors;

/// <summary>A CRM could not be read or written, and why. The message never holds a secret.</summary>
public sealed class CrmFault(CrmFaultKind kind, string source, string message, Exception? inner = null) : Exception(message, inner)
{
    public CrmFaultKind Kind { get; } = kind;

    /// <summary>hubspot, salesforce, pipedrive, nutshell.</summary>
    public string Crm { get; } = source;
    public HttpStatusCode? Status { get; init; }

    /// <summary>The CRM's own word for it: MISSING_SCOPES, REQUEST_LIMIT_EXCEEDED.</summary>
    public string? Code { get; init; }

    /// <summary>What to quote when asking the CRM's support.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Permissions the CRM says are missing.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The record that is in the way of a <see cref="CrmFaultKind.Conflict"/>, where the CRM tells.</summary>
    public string? ExistingId { get; init; }

    /// <summary>When it makes sense to ask again.</summary>
    public DateTimeOffset? RetryAt { get; init; }
}

/// <summary>What went wrong with a CRM.</summary>
public enum CrmFaultKind
{
    /// <summary>The key is wrong, expired or withdrawn.</summary>
    NotAuthorised,

    /// <summary>The key is good, this it may not.</summary>
    MissingScope,

    /// <summary>The CRM, or the account's plan, has no such thing.</summary>
    NotOffered,

    /// <summary>Asked too often, also after waiting.</summary>
    RateLimited,

    /// <summary>The day's budget is used up.</summary>
    DailyLimit,

    /// <summary>It does not answer, or answers that it is ill.</summary>
    Unavailable,

    /// <summary>An HTML page or plain text where JSON was expected.</summary>
    NotJson,

    /// <summary>The answer ends in the middle.</summary>
    BrokenAnswer,

    /// <summary>JSON, but not what the CRM documents.</summary>
    UnexpectedAnswer,

    /// <summary>A page pointed back to one already read.</summary>
    RepeatingCursor,

    /// <summary>No such record.</summary>
    NotFound,

    /// <summary>The record is there already, or was changed by another.</summary>
    Conflict,

    /// <summary>The CRM does not accept what was sent.</summary>
    Refused,
}

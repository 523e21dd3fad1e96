using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Rainmaker.Leads;

/// <summary>Which leads are meant, as it stands in an address: the same for list, page, bulk acts and export. Blank parts mean any; spam shows only where asked for.</summary>
public sealed record LeadFilter
{
    /// <summary>new, contacted, qualified, disqualified, converted, spam; several with commas.</summary>
    [FromQuery(Name = "status")] public string? Status { get; init; }

    /// <summary>A user's id, me, or none.</summary>
    [FromQuery(Name = "owner")] public string? Owner { get; init; }

    /// <inheritdoc cref="Owner"/>
    [FromQuery(Name = "owner_id")] public string? OwnerId { get; init; }

    /// <summary>Keys of sources; several with commas.</summary>
    [FromQuery(Name = "source")] public string? Source { get; init; }

    /// <summary>hot, warm, cold; several with commas.</summary>
    [FromQuery(Name = "priority")] public string? Priority { get; init; }
    [FromQuery(Name = "tag")] public string? Tag { get; init; }

    /// <summary>individual, sme, corporate; several with commas.</summary>
    [FromQuery(Name = "prospective_type")] public string? ProspectiveType { get; init; }

    /// <summary>0 to 100, included.</summary>
    [FromQuery(Name = "score_min")] public string? ScoreMin { get; init; }

    /// <inheritdoc cref="ScoreMin"/>
    [FromQuery(Name = "score_max")] public string? ScoreMax { get; init; }

    /// <summary>A day (yyyy-MM-dd, where the tenant works) or a moment, included.</summary>
    [FromQuery(Name = "created_from")] public string? CreatedFrom { get; init; }

    /// <summary>A day (its whole length) or a moment.</summary>
    [FromQuery(Name = "created_to")] public string? CreatedTo { get; init; }

    /// <summary>true: also or only what was converted (false: none).</summary>
    [FromQuery(Name = "is_converted")] public string? IsConverted { get; init; }

    /// <summary>true: only spam.</summary>
    [FromQuery(Name = "is_spam")] public string? IsSpam { get; init; }

    /// <summary>mql, sql, opportunity or customer: came at least so far, by the tenant's own mapping.</summary>
    [FromQuery(Name = "reached")] public string? Reached { get; init; }

    /// <summary>A piece of the name or company; a whole e-mail address or phone number; or a domain.</summary>
    [FromQuery(Name = "q")] public string? Text { get; init; }

    /// <summary>The names above, for a page's "clear".</summary>
    public static readonly string[] Names =
        ["status", "owner", "owner_id", "source", "priority", "tag", "prospective_type", "score_min", "score_max", "created_from", "created_to", "is_converted", "is_spam", "reached", "q"];

    /// <summary>The filter of a page's address, as a form sends it back to say "all that match".</summary>
    public static LeadFilter Of(string query)
    {
        var sent = QueryHelpers.ParseQuery(query);
        string? Value(string name) => sent.TryGetValue(name, out var values) ? values.ToString() : null;
        return new()
        {
            Status = Value("status"), Owner = Value("owner"), OwnerId = Value("owner_id"), Source = Value("source"), Priority = Value("priority"), Tag = Value("tag"),
            ProspectiveType = Value("prospective_type"), ScoreMin = Value("score_min"), ScoreMax = Value("score_max"), CreatedFrom = Value("created_from"), CreatedTo = Value("created_to"),
            IsConverted = Value("is_converted"), IsSpam = Value("is_spam"), Reached = Value("reached"), Text = Value("q"),
        };
    }
}

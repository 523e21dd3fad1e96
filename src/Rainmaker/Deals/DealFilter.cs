using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Rainmaker.Deals;

/// <summary>Which deals are meant, as it stands in an address: the same for list, board, table and export, so that their figures agree. Blank parts mean any.</summary>
public sealed record DealFilter
{
    /// <summary>Stages in any spelling, separated by commas.</summary>
    [FromQuery(Name = "stage")] public string? Stage { get; init; }

    /// <summary>open, won, lost or closed; several with commas.</summary>
    [FromQuery(Name = "status")] public string? Status { get; init; }

    /// <summary>A user's id, me, or none.</summary>
    [FromQuery(Name = "owner")] public string? Owner { get; init; }

    /// <summary>A team's id: what its people own.</summary>
    [FromQuery(Name = "team")] public string? Team { get; init; }

    /// <summary>Key or id; all.</summary>
    [FromQuery(Name = "pipeline")] public string? Pipeline { get; init; }

    /// <summary>A company's id, or a piece of its name.</summary>
    [FromQuery(Name = "company")] public string? Company { get; init; }
    [FromQuery(Name = "source")] public string? Source { get; init; }

    /// <summary>The source of the lead it came from; of a deal without one, its own.</summary>
    [FromQuery(Name = "lead_source")] public string? LeadSource { get; init; }

    /// <summary>Why it was lost, word for word; none.</summary>
    [FromQuery(Name = "lost_reason")] public string? LostReason { get; init; }
    [FromQuery(Name = "tag")] public string? Tag { get; init; }

    /// <summary>In base currency; both ends included.</summary>
    [FromQuery(Name = "value_min")] public string? ValueMin { get; init; }

    /// <inheritdoc cref="ValueMin"/>
    [FromQuery(Name = "value_max")] public string? ValueMax { get; init; }

    /// <summary>Of the expected close date, yyyy-MM-dd; both ends included.</summary>
    [FromQuery(Name = "close_from")] public string? CloseFrom { get; init; }

    /// <inheritdoc cref="CloseFrom"/>
    [FromQuery(Name = "close_to")] public string? CloseTo { get; init; }

    /// <summary>Of the day it was closed, yyyy-MM-dd; both ends included.</summary>
    [FromQuery(Name = "closed_from")] public string? ClosedFrom { get; init; }

    /// <inheritdoc cref="ClosedFrom"/>
    [FromQuery(Name = "closed_to")] public string? ClosedTo { get; init; }

    /// <summary>What a seller should see to: overdue, unplanned, stalled; or what keeps a deal out of the figures: undated, unvalued, hopeless (a value, and a probability of 0).</summary>
    [FromQuery(Name = "needs")] public string? Needs { get; init; }

    /// <summary>critical, warning or info: the gravest open insight; several with commas.</summary>
    [FromQuery(Name = "risk")] public string? Risk { get; init; }

    /// <summary>A piece of the deal's or the company's name.</summary>
    [FromQuery(Name = "q")] public string? Text { get; init; }

    /// <summary>The names above, for a page's "clear".</summary>
    public static readonly string[] Names =
        ["stage", "status", "owner", "team", "pipeline", "company", "source", "lead_source", "lost_reason", "tag", "value_min", "value_max", "close_from", "close_to", "closed_from", "closed_to", "needs", "risk", "q"];

    /// <summary>The filter of a page's address, as a form sends it back to say "all that match".</summary>
    public static DealFilter Of(string query)
    {
        var sent = QueryHelpers.ParseQuery(query);
        string? Value(string name) => sent.TryGetValue(name, out var values) ? values.ToString() : null;
        return new()
        {
            Stage = Value("stage"), Status = Value("status"), Owner = Value("owner"), Team = Value("team"), Pipeline = Value("pipeline"), Company = Value("company"), Source = Value("source"), LeadSource = Value("lead_source"), LostReason = Value("lost_reason"), Tag = Value("tag"),
            ValueMin = Value("value_min"), ValueMax = Value("value_max"), CloseFrom = Value("close_from"), CloseTo = Value("close_to"), ClosedFrom = Value("closed_from"), ClosedTo = Value("closed_to"),
            Needs = Value("needs"), Risk = Value("risk"), Text = Value("q"),
        };
    }
}

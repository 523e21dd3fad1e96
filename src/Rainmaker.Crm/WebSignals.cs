namespace Rainmaker.Crm;

/// <summary>What a contact did on the web site, as the CRM counted it. Null is "not told", zero is zero.</summary>
public sealed record WebSignals
{
    /// <summary>What first led here, in the CRM's own word: ORGANIC_SEARCH, DIRECT_TRAFFIC, PAID_SOCIAL.</summary>
    public string? OriginalSource { get; init; }
    public string? LatestSource { get; init; }
    public int? PageViews { get; init; }
    public int? Sessions { get; init; }
    public DateTimeOffset? FirstVisitAt { get; init; }
    public DateTimeOffset? LastVisitAt { get; init; }

    /// <summary>Forms sent and other goals reached.</summary>
    public int? Conversions { get; init; }
}

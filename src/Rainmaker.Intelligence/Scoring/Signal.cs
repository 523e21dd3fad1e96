namespace Rainmaker.Intelligence.Scoring;

/// <summary>What a lead did or what was learnt about it.</summary>
public enum SignalKind
{
    EmailOpen, EmailClick, Visit, FormSubmit, Download,
    Budget, Timeline, DecisionMaker, Competitor,
    Funding, IndustryTrend, Technology,
}

/// <summary>One signal at its time.</summary>
/// <param name="Value">What was learnt, for kinds that carry something: "approved", "3 months", "cto", "growing".</param>
public readonly record struct Signal(SignalKind Kind, DateTimeOffset At, string? Value = null);

/// <summary>What is known about a lead beside its signals. All text as kept; null means not known.</summary>
public sealed record LeadFacts
{
    public string? CompanySize { get; init; }
    public string? Industry { get; init; }
    public string? JobTitle { get; init; }

    /// <summary>ISO 3166 alpha-2.</summary>
    public string? Country { get; init; }
    public string? Timeline { get; init; }
    public string? Budget { get; init; }
    public string? DecisionMaker { get; init; }
    public string? Competitor { get; init; }
}

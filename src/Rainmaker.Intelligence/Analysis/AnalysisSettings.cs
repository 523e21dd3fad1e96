namespace Rainmaker.Intelligence.Analysis;

/// <summary>What a team wants to reach and when a deal counts as lying still. The defaults are those a new installation starts with.</summary>
public sealed record AnalysisSettings
{
    public RevenueTarget RevenueTarget { get; init; } = new();

    /// <summary>Full days without activity or change of stage after which an open deal is stale.</summary>
    public int StaleDealThresholdDays { get; init; } = 30;
    public ActivityTargets ActivityTargets { get; init; } = new();
}

/// <summary>Revenue to win, in the currency of the figures.</summary>
public sealed record RevenueTarget
{
    public decimal Monthly { get; init; } = 100_000;
    public decimal Quarterly { get; init; } = 300_000;
    public decimal Annual { get; init; } = 1_200_000;
}

/// <summary>What one person of the team is to do. A day is a working day, Monday to Friday.</summary>
public sealed record ActivityTargets
{
    public int CallsPerRepPerDay { get; init; } = 15;
    public int EmailsPerRepPerDay { get; init; } = 25;
    public int MeetingsPerRepPerWeek { get; init; } = 5;
}

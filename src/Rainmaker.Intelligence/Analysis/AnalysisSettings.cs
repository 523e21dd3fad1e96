namespace Rainmaker.Intelligence.Analysis;

// Not init: the generated reader would then overwrite what a file leaves out with zero.
/// <summary>What a team wants to reach and when a deal counts as lying still. The defaults are those a new installation starts with.</summary>
public sealed record AnalysisSettings
{
    public RevenueTarget RevenueTarget { get; set; } = new();

    /// <summary>Full days without activity or change of stage after which an open deal is stale.</summary>
    public int StaleDealThresholdDays { get; set; } = 30;
    public ActivityTargets ActivityTargets { get; set; } = new();
}

/// <summary>Revenue to win, in the currency of the figures.</summary>
public sealed record RevenueTarget
{
    public decimal Monthly { get; set; } = 100_000;
    public decimal Quarterly { get; set; } = 300_000;
    public decimal Annual { get; set; } = 1_200_000;
}

/// <summary>What one person of the team is to do. A day is a working day, Monday to Friday.</summary>
public sealed record ActivityTargets
{
    public int CallsPerRepPerDay { get; set; } = 15;
    public int EmailsPerRepPerDay { get; set; } = 25;
    public int MeetingsPerRepPerWeek { get; set; } = 5;
}

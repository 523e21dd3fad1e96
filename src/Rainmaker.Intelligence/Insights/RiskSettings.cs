namespace Rainmaker.Intelligence.Insights;

/// <summary>Thresholds of the four risk rules (seed 000, risk detection). A stage's own days go before the tenant's.</summary>
public sealed record RiskSettings
{
    public static RiskSettings Default { get; } = new();

    /// <summary>Full days without activity or human change from which a deal is stalled. 1 or more.</summary>
    public int StalledAfterDays { get; init; } = 14;

    /// <summary>Full days in one stage beyond which it is long. 1 or more.</summary>
    public int LongInStageAfterDays { get; init; } = 30;

    /// <summary>Value in base currency above which a deal is of high value.</summary>
    public decimal HighValueAbove { get; init; } = 50_000m;

    /// <summary>Percent below which the chance of a high-value deal is a risk, 0 to 100.</summary>
    public decimal LowProbabilityBelow { get; init; } = 40m;

    /// <summary>Days ahead, today included as 0, within which a close date is soon.</summary>
    public int ClosingWithinDays { get; init; } = 7;

    /// <summary>Full days within which an activity is recent.</summary>
    public int RecentDays { get; init; } = 7;
}

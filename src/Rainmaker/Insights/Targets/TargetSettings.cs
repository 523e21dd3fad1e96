namespace Rainmaker.Insights.Targets;

/// <summary>What the tenant means to win, in base currency, and the time its rates are measured over.</summary>
public sealed record TargetSettings
{
    public static TargetSettings Default { get; } = new();

    public decimal Monthly { get; init; } = 100_000;
    public decimal Quarterly { get; init; } = 300_000;
    public decimal Annual { get; init; } = 1_200_000;

    /// <summary>Days back from today.</summary>
    public int RatesOverDays { get; init; } = 365;
}

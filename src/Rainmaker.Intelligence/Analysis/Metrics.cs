using Rainmaker.Intelligence.Forecasting;

namespace Rainmaker.Intelligence.Analysis;

/// <summary>Everything that was counted, for a file, a screen or a dashboard. Money is in <see cref="Currency"/>; rates are percent with one decimal, null where nothing can be divided.</summary>
public sealed record Metrics
{
    public required string Source { get; init; }
    public required DateTimeOffset GeneratedAt { get; init; }

    /// <summary>The day the data was taken: "today" of every figure.</summary>
    public required DateOnly AsOf { get; init; }
    public required string Currency { get; init; }
    public required IReadOnlyDictionary<string, int> Counts { get; init; }
    public required AnalysisSettings Config { get; init; }
    public required IReadOnlyList<OwnerName> Owners { get; init; }
    public required Summary Summary { get; init; }
    public required LeadMetrics Leads { get; init; }
    public required PipelineMetrics Pipeline { get; init; }
    public required ActivityMetrics Activity { get; init; }
    public required ContactMetrics Contacts { get; init; }
    public required WebMetrics WebSignals { get; init; }
    public required InsightMetrics Insights { get; init; }
    public required TargetRates ReverseEngineering { get; init; }
    public required TimeSeriesMetrics TimeSeries { get; init; }
    public required YoySummary YoySummary { get; init; }

    /// <summary>What is missing, left out or counted by a rule that is not obvious.</summary>
    public required IReadOnlyList<string> Notices { get; init; }
}

public sealed record OwnerName(string Id, string Name, bool IsActive);

/// <param name="PipelineValue">Open deals now.</param>
/// <param name="Activities">All that were done.</param>
/// <param name="AvgDealSize">Of deals won with a value.</param>
public sealed record Summary(decimal PipelineValue, decimal WeightedPipelineValue, decimal? WinRate, int OpenDeals, int Activities, int Contacts, decimal? AvgDealSize);

/// <param name="MqlCount">Contacts that are or once were marketing qualified, or came further.</param>
public sealed record LeadMetrics(
    int TotalLeads, int MqlCount, int SqlCount, IReadOnlyDictionary<string, int> LeadsBySource, IReadOnlyDictionary<string, int> LeadStatus,
    IReadOnlyList<SourceEffectiveness> SourceEffectiveness, IReadOnlyList<FunnelStage> ConversionFunnel);

/// <param name="Deals">Deals whose first contact came from there.</param>
/// <param name="ConversionRate">Customers of all leads.</param>
public sealed record SourceEffectiveness(string Source, int Leads, int Mql, int Sql, int Opportunities, int Customers, int Deals, int WonDeals, decimal WonRevenue, decimal? ConversionRate);

/// <param name="Rate">Of the step before; null for the first.</param>
public sealed record FunnelStage(string Stage, int Count, decimal? Rate);

public sealed record PipelineMetrics(
    decimal PipelineValue, decimal WeightedPipelineValue, int OpenDeals, int WonDeals, int LostDeals, int LeftOutOfWinRate, decimal? WinRate, decimal WonRevenue, decimal? AvgDealSize,
    decimal? AvgSalesCycleDays, decimal? Velocity, IReadOnlyList<StageMetrics> Stages, IReadOnlyList<OwnerStage> StagesByOwner, StaleDeals StaleDeals, IReadOnlyList<OwnerPipeline> PipelineByOwner);

/// <param name="AvgDays">Days deals stayed there before they went on.</param>
public sealed record StageMetrics(string Key, string Label, string Kind, decimal? Probability, int Count, decimal Value, decimal Weighted, decimal? AvgDays);

public sealed record OwnerStage(string Owner, string Stage, int Count, decimal Value, decimal Weighted);

/// <param name="Deals">The most valuable, not all.</param>
public sealed record StaleDeals(int Count, decimal Value, int ThresholdDays, IReadOnlyList<StaleDeal> Deals);

public sealed record StaleDeal(string Id, string Name, string Stage, string Owner, decimal? Value, int IdleDays);

public sealed record OwnerPipeline(string Owner, int OpenDeals, decimal PipelineValue, decimal Weighted, int StaleDeals, int Won, decimal WonRevenue, int Lost, decimal? WinRate);

/// <param name="Planned">Not done: ahead, open or called off.</param>
public sealed record ActivityMetrics(int Total, int Done, int Planned, IReadOnlyDictionary<string, int> ByType, IReadOnlyList<RepActivity> ByRep);

/// <summary>What one person did, in all; and in the last 30 days against the targets.</summary>
public sealed record RepActivity(string Owner, int Calls, int Emails, int Meetings, int Tasks, int Notes, int Total, decimal CallsPerDay, decimal EmailsPerDay, decimal MeetingsPerWeek);

public sealed record ContactMetrics(int Total, IReadOnlyDictionary<string, int> LifecycleStages, IReadOnlyList<EngagedContact> TopEngaged, CompanySummary Companies);

/// <param name="Score">A touch counts five, a conversion three, a session one.</param>
public sealed record EngagedContact(string Id, string Name, string Owner, int Score, int Touches, int Sessions, int PageViews, int Conversions, DateTimeOffset? LastTouchedAt);

public sealed record CompanySummary(int Total, int ContactsWithCompany, int DealsWithCompany, IReadOnlyDictionary<string, int> ByIndustry);

public sealed record WebMetrics(int ContactsWithVisits, long PageViews, long Sessions, long Conversions, DateTimeOffset? FirstVisitAt, DateTimeOffset? LastVisitAt, IReadOnlyList<SourceSignals> BySource, IReadOnlyDictionary<string, int> LatestSource);

public sealed record SourceSignals(string Source, int Contacts, long PageViews, long Sessions, long Conversions);

public sealed record InsightMetrics(WinLoss WinLoss, IReadOnlyList<CyclePoint> SalesCycleTrend, Forecast RevenueForecast, IReadOnlyList<Cohort> CohortAnalysis);

public sealed record WinLoss(int Won, int Lost, decimal? WinRate, decimal WonRevenue, decimal LostRevenue, IReadOnlyDictionary<string, int> LostReasons);

/// <param name="Quarter">"2026 Q3".</param>
public sealed record CyclePoint(string Quarter, int Won, int Lost, decimal? WinRate, decimal? AvgDays);

/// <summary>Leads of one month and how far they have come since.</summary>
public sealed record Cohort(string Month, int Leads, int Mql, int Sql, int Opportunities, int Customers);

/// <summary>The rates that lead from a revenue target back to leads; percent.</summary>
public sealed record TargetRates(decimal? AvgDealSize, decimal? WinRate, decimal? SqlToOpportunity, decimal? MqlToSql, decimal? LeadToMql, decimal? AvgSalesCycleDays);

public sealed record TimeSeriesMetrics(IReadOnlyList<Period> Periods, IReadOnlyList<Bucket> Buckets, IReadOnlyList<Line> Lines);

/// <summary>This year up to today against the same days of last year.</summary>
public sealed record YoySummary(DateOnly From, DateOnly To, DateOnly CompareFrom, DateOnly CompareTo, IReadOnlyDictionary<string, YoyFigure> Figures);

/// <param name="ChangePercent">Null where there is nothing to compare with.</param>
public sealed record YoyFigure(decimal? Current, decimal? Previous, decimal? ChangePercent);

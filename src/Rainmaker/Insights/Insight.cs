using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rainmaker.Intelligence.Insights;

namespace Rainmaker.Insights;

/// <summary>Something about a deal that wants attention: what, why, what to do about it. One case (rule and deal) is one row for ever.</summary>
public sealed class Insight : IAudited
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }

    /// <summary>Names the case: <c>stalled_deal_</c> and the deal's id. The wire's <c>anomaly_id</c>.</summary>
    public required string Key { get; init; }

    public required RiskRule Rule { get; init; }

    /// <summary>Critical is red, warning orange, info blue.</summary>
    public required Severity Severity { get; set; }
    public required Guid DealId { get; init; }
    public required string Title { get; set; }
    public required string Description { get; set; }
    public required string Recommendation { get; set; }
    public required InsightAction ActionType { get; set; }

    /// <summary>JSON: what is done to which deal.</summary>
    public required string ActionPayload { get; set; }

    /// <summary>JSON: the facts the rule went by.</summary>
    public required string Evidence { get; set; }

    /// <summary>Changes when the case changes, not when a day passes.</summary>
    public required string Fingerprint { get; set; }
    public InsightState State { get; set; }
    public required DateTimeOffset FirstSeenAt { get; init; }
    public required DateTimeOffset LastSeenAt { get; set; }
    public Guid? SettledBy { get; set; }
    public DateTimeOffset? SettledAt { get; set; }

    /// <summary>When the deal's owner was told; once per case and fingerprint.</summary>
    public DateTimeOffset? NotifiedAt { get; set; }
}

/// <summary>Open until a person settles it (dismissed, acted) or its reason goes away (gone).</summary>
public enum InsightState { Open, Dismissed, Acted, Gone }

sealed class InsightTable : IEntityTypeConfiguration<Insight>
{
    public void Configure(EntityTypeBuilder<Insight> builder)
    {
        builder.ToTable("insight");
        builder.Property(i => i.ActionPayload).HasColumnType("jsonb");
        builder.Property(i => i.Evidence).HasColumnType("jsonb");
    }
}

public static class InsightSets
{
    extension(SalesDb db)
    {
        public DbSet<Insight> Insights => db.Set<Insight>();
        public DbSet<ForecastSnapshot> ForecastSnapshots => db.Set<ForecastSnapshot>();
    }
}

using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rainmaker.Intelligence.Insights;
using Found = Rainmaker.Intelligence.Insights.Insight;

namespace Rainmaker.Insights;

/// <summary>Something about a deal that wants attention: what, why, what to do about it. One case (rule and deal) is one row for ever.</summary>
public sealed class Insight : IEntity
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

    /// <summary>When the deal's owner was told: once for a case, and again only when it has changed.</summary>
    public DateTimeOffset? NotifiedAt { get; set; }

    internal static Insight Raise(Found found, Guid deal, SalesDb db) => new()
    {
        TenantId = db.TenantId, Id = Ids.At(db.Now), Key = found.AnomalyId, Rule = found.Rule, Severity = found.Severity, DealId = deal, Title = found.Title, Description = found.Description,
        Recommendation = found.Recommendation, ActionType = found.ActionType, ActionPayload = Json.Write(found.ActionPayload), Evidence = Json.Write(found.Evidence),
        Fingerprint = found.Fingerprint, FirstSeenAt = db.Now, LastSeenAt = db.Now,
    };

    /// <summary>The rule strikes again. Days go on counting; what was settled stays so while the case is the same.</summary>
    internal void Renew(Found found, DateTimeOffset now)
    {
        if (found.Fingerprint != Fingerprint)
            (Fingerprint, State, NotifiedAt, SettledBy, SettledAt) = (found.Fingerprint, InsightState.Open, null, null, null);
        if (State == InsightState.Gone)
            (State, SettledAt) = (InsightState.Open, null);
        if (State != InsightState.Open || (Title == found.Title && Description == found.Description && Severity == found.Severity))
            return;
        (Severity, Title, Description, Recommendation, ActionType) = (found.Severity, found.Title, found.Description, found.Recommendation, found.ActionType);
        (ActionPayload, Evidence, LastSeenAt) = (Json.Write(found.ActionPayload), Json.Write(found.Evidence), now);
    }

    /// <summary>The rule no longer strikes.</summary>
    internal void Leave(DateTimeOffset now) => (State, SettledAt) = (InsightState.Gone, now);

    /// <summary>A person is done with it.</summary>
    internal void Settle(InsightState how, Guid? by, DateTimeOffset now) => (State, SettledBy, SettledAt) = (how, by, now);
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

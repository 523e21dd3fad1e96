using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rainmaker.Intelligence.Insights;

namespace Rainmaker.Insights.Unusual;

/// <summary>Something unusual that is about no single deal. One case is one row; what a person settled comes back only when the case has changed.</summary>
public sealed class Finding : IEntity
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }

    /// <summary>What and of whom: the wire's <c>anomaly_id</c>.</summary>
    public required string Key { get; init; }
    public required FindingScope Scope { get; init; }

    /// <summary>Whose it is; null concerns the whole tenant.</summary>
    public Guid? OwnerId { get; init; }
    public required Severity Severity { get; set; }
    public required string Title { get; set; }
    public required string Description { get; set; }
    public required string Recommendation { get; set; }
    public required Evidence[] Evidence { get; set; }

    /// <summary>Changes when the case changes: another week, another way, twice as far off. Not when a day passes.</summary>
    public required string Fingerprint { get; set; }

    /// <summary>The page with the rows behind it.</summary>
    public string? RowsAt { get; set; }
    public InsightState State { get; set; }
    public required DateTimeOffset FirstSeenAt { get; set; }
    public required DateTimeOffset LastSeenAt { get; set; }
    public Guid? SettledBy { get; set; }
    public DateTimeOffset? SettledAt { get; set; }

    internal static Finding Raise(Found found, SalesDb db) => new()
    {
        TenantId = db.TenantId, Id = Ids.At(db.Now), Key = found.Key, Scope = found.Scope, OwnerId = found.Owner, Severity = found.Severity, Title = found.Title, Description = found.Description,
        Recommendation = found.Recommendation, Evidence = [.. found.Evidence], Fingerprint = found.Fingerprint, RowsAt = found.RowsAt, FirstSeenAt = db.Now, LastSeenAt = db.Now,
    };

    /// <summary>It is found again.</summary>
    /// <returns>Whether that is news: it had gone, or had been settled and is another case by now.</returns>
    internal bool Renew(Found found, DateTimeOffset now)
    {
        var again = State == InsightState.Gone || (State != InsightState.Open && found.Fingerprint != Fingerprint);
        if (again)
            (State, SettledBy, SettledAt, FirstSeenAt) = (InsightState.Open, null, null, now);
        if (State == InsightState.Open)
            (Severity, Title, Description, Recommendation, Evidence, RowsAt, LastSeenAt, Fingerprint) = (found.Severity, found.Title, found.Description, found.Recommendation, [.. found.Evidence], found.RowsAt, now, found.Fingerprint);
        return again;
    }

    internal void Settle(InsightState how, Guid? by, DateTimeOffset now) => (State, SettledBy, SettledAt) = (how, by, now);
}

public enum FindingScope { Rep, Source, Stage, Tenant, Pipeline }

sealed class FindingTable : IEntityTypeConfiguration<Finding>
{
    public void Configure(EntityTypeBuilder<Finding> builder)
    {
        builder.ToTable("finding");
        builder.Property(f => f.Evidence).IsJson();
    }
}

/// <summary>The pipeline at the end of a day, kept so that an abnormal change shows.</summary>
public sealed class PipelineSnapshot : IEntity
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    public required Guid PipelineId { get; init; }
    public required DateOnly TakenOn { get; init; }
    public required int Deals { get; set; }

    /// <summary>In base currency.</summary>
    public required decimal Total { get; set; }
    public required decimal Weighted { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
}

sealed class PipelineSnapshotTable : IEntityTypeConfiguration<PipelineSnapshot>
{
    public void Configure(EntityTypeBuilder<PipelineSnapshot> builder) => builder.ToTable("pipeline_snapshot");
}

public static class FindingSets
{
    extension(SalesDb db)
    {
        public DbSet<Finding> Findings => db.Set<Finding>();
        public DbSet<PipelineSnapshot> PipelineSnapshots => db.Set<PipelineSnapshot>();
    }

    /// <summary>A person's own and the team's; what concerns the whole tenant only who sees all of it.</summary>
    public static IQueryable<Finding> VisibleTo(this IQueryable<Finding> findings, Actor actor)
    {
        if (actor.Role == Role.CustomerSuccess)
            return findings.Where(_ => false);
        return actor.Sight.Owners is { } owners ? findings.Where(f => f.OwnerId != null && owners.Contains(f.OwnerId.Value)) : findings;
    }
}

using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rainmaker.Intelligence.Insights;

namespace Rainmaker.Insights.Unusual;

/// <summary>Something unusual that is about no single deal. One case is one row; what was dismissed stays so.</summary>
public sealed class Finding : IEntity
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }

    /// <summary>What, of whom and when: the wire's <c>anomaly_id</c>.</summary>
    public required string Key { get; init; }
    public required FindingScope Scope { get; init; }

    /// <summary>Whose it is; null concerns the whole tenant.</summary>
    public Guid? OwnerId { get; init; }
    public required Severity Severity { get; set; }
    public required string Title { get; set; }
    public required string Description { get; set; }
    public required string Recommendation { get; set; }
    public required Evidence[] Evidence { get; set; }
    public InsightState State { get; set; }
    public required DateTimeOffset FirstSeenAt { get; init; }
    public required DateTimeOffset LastSeenAt { get; set; }
    public Guid? SettledBy { get; set; }
    public DateTimeOffset? SettledAt { get; set; }
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

using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rainmaker.Deals.Snapshots;

/// <summary>A moment at which all deals were written down as they stood. Nobody can change it afterwards, the database sees to that.</summary>
public sealed class DealSnapshot : IEntity
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>The tenant's day whose end, as far as it had come, it shows.</summary>
    public required DateOnly StandsFor { get; init; }
    public required SnapshotOrigin Origin { get; init; }
    public Guid? TakenBy { get; init; }

    /// <summary>How many deals had changed since the one before: what it cost to keep.</summary>
    public required int Changed { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>Taken after midnight, by a person, or made later from the journal of changes.</summary>
public enum SnapshotOrigin { Daily, OnDemand, Rebuilt }

/// <summary>A version of a deal, as all snapshots from <see cref="FromAt"/> until before <see cref="UntilAt"/> saw it.</summary>
public sealed class DealState : ITenantOwned, IStandingDeal
{
    public required Guid TenantId { get; init; }
    public required Guid DealId { get; init; }
    public required DateTimeOffset FromAt { get; init; }

    /// <summary>The greatest moment there is while it is the current one.</summary>
    public required DateTimeOffset UntilAt { get; init; }
    public required string Name { get; init; }
    public string? Company { get; init; }
    public required Guid PipelineId { get; init; }
    public required Guid StageId { get; init; }
    public required StageKind Status { get; init; }

    /// <summary>Percent, 0 to 100.</summary>
    public required decimal Probability { get; init; }
    public decimal? Value { get; init; }
    public required string Currency { get; init; }
    public decimal? BaseValue { get; init; }
    public Guid? OwnerId { get; init; }
    public required string Source { get; init; }
    public DateOnly? ExpectedCloseDate { get; init; }
    public DateOnly? ClosedOn { get; init; }
    public required DateTimeOffset OpenedAt { get; init; }
}

/// <summary>Open deals of a snapshot in one stage and of one owner, in base currency.</summary>
public sealed class SnapshotSum : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required Guid SnapshotId { get; init; }
    public required Guid StageId { get; init; }

    /// <summary>The zero id stands for nobody.</summary>
    public required Guid OwnerId { get; init; }
    public required Guid PipelineId { get; init; }
    public required int Deals { get; init; }
    public required decimal Total { get; init; }
    public required decimal Weighted { get; init; }
}

sealed class DealSnapshotTable : IEntityTypeConfiguration<DealSnapshot>
{
    public void Configure(EntityTypeBuilder<DealSnapshot> builder) => builder.ToTable("deal_snapshot");
}

sealed class DealStateTable : IEntityTypeConfiguration<DealState>
{
    public void Configure(EntityTypeBuilder<DealState> builder)
    {
        builder.ToTable("deal_state");
        builder.HasKey(s => new { s.TenantId, s.DealId, s.FromAt });
        builder.Property(s => s.Currency).HasColumnType("character(3)");
    }
}

sealed class SnapshotSumTable : IEntityTypeConfiguration<SnapshotSum>
{
    public void Configure(EntityTypeBuilder<SnapshotSum> builder)
    {
        builder.ToTable("deal_snapshot_sum");
        builder.HasKey(s => new { s.TenantId, s.SnapshotId, s.StageId, s.OwnerId });
    }
}

public static class SnapshotSets
{
    extension(SalesDb db)
    {
        public DbSet<DealSnapshot> DealSnapshots => db.Set<DealSnapshot>();
        public DbSet<DealState> DealStates => db.Set<DealState>();
        public DbSet<SnapshotSum> SnapshotSums => db.Set<SnapshotSum>();
    }

    /// <summary>As they stood then: one version of each deal, read by the index on its span.</summary>
    public static IQueryable<DealState> At(this IQueryable<DealState> states, DateTimeOffset moment) => states.Where(s => s.FromAt <= moment && s.UntilAt > moment);
}

using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rainmaker.Deals;

/// <summary>An ordered way through stages; a tenant has at least the default one.</summary>
public sealed class Pipeline : IAudited, IVersioned
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }

    /// <summary>Stable name, snake_case, unique within the tenant.</summary>
    public required string Key { get; init; }
    public required string Name { get; set; }
    public bool IsDefault { get; set; }
    public required int Position { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public uint Version { get; init; }
}

/// <summary>One step of a pipeline.</summary>
public sealed class Stage : IAudited, IVersioned
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    public required Guid PipelineId { get; init; }

    /// <summary>Stable name, snake_case, unique within its pipeline.</summary>
    public required string Key { get; init; }
    public required string Label { get; set; }

    /// <summary>Counted from 0.</summary>
    public required int Position { get; set; }
    public required StageKind Kind { get; init; }

    /// <summary>Percent, 0 to 100; null where the stage says nothing, then 50 is assumed.</summary>
    public decimal? Probability { get; set; }

    /// <summary>Full days without activity or human change after which a deal here is stalled.</summary>
    public int StalledAfterDays { get; set; } = 14;

    /// <summary>Full days in this stage after which a deal has been here long.</summary>
    public int LongAfterDays { get; set; } = 30;

    /// <summary>For lost stages such as "disqualified" that should not push the win rate down.</summary>
    public bool LeaveOutOfWinRate { get; set; }

    /// <summary>What a deal must have before it enters: value, expected_close_date, contact, company, activity, activity:meeting and so on.</summary>
    public string[] EntryRules { get; set; } = [];
    public uint Version { get; init; }
}

sealed class PipelineTable : IEntityTypeConfiguration<Pipeline>
{
    public void Configure(EntityTypeBuilder<Pipeline> builder) => builder.ToTable("pipeline");
}

sealed class StageTable : IEntityTypeConfiguration<Stage>
{
    public void Configure(EntityTypeBuilder<Stage> builder) => builder.ToTable("stage");
}

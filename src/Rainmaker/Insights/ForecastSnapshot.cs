using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rainmaker.Insights;

/// <summary>What the forecast of a pipeline said on one day; kept so that forecasts can be held against what came.</summary>
public sealed class ForecastSnapshot : IEntity
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }

    /// <summary>The tenant's day.</summary>
    public required DateOnly TakenOn { get; init; }
    public required Guid PipelineId { get; init; }

    /// <summary>JSON: the months as on the wire.</summary>
    public required string Months { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
}

sealed class ForecastSnapshotTable : IEntityTypeConfiguration<ForecastSnapshot>
{
    public void Configure(EntityTypeBuilder<ForecastSnapshot> builder)
    {
        builder.ToTable("forecast_snapshot");
        builder.Property(s => s.Months).HasColumnType("jsonb");
    }
}

using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rainmaker.Intelligence.Forecasting;

namespace Rainmaker.Insights.Forecasts;

/// <summary>What a pipeline's own past foretells, as learned last; one row a pipeline, and one for all of them.</summary>
public sealed class LearnedOutlook : IEntity
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }

    /// <summary>The zero id for all pipelines together.</summary>
    public required Guid PipelineId { get; init; }

    /// <summary>The tenant's day.</summary>
    public required DateOnly MadeOn { get; set; }
    public required DateTimeOffset MadeAt { get; set; }
    public required LearnedForecast Content { get; set; }
}

sealed class LearnedOutlookTable : IEntityTypeConfiguration<LearnedOutlook>
{
    public void Configure(EntityTypeBuilder<LearnedOutlook> builder)
    {
        builder.ToTable("learned_outlook");
        builder.Property(o => o.Content).IsJson();
    }
}

public static class OutlookSets
{
    extension(SalesDb db)
    {
        public DbSet<LearnedOutlook> LearnedOutlooks => db.Set<LearnedOutlook>();
    }
}

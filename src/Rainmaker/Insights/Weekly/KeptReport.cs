using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rainmaker.Intelligence.Coaching;

namespace Rainmaker.Insights.Weekly;

/// <summary>A week that is over, as it was told to those of one sight. The database lets nobody change or delete it.</summary>
public sealed class KeptReport : IEntity
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }

    /// <summary>Its Monday.</summary>
    public required DateOnly Week { get; init; }

    /// <summary>Whose records it is about: <see cref="SightOf"/>.</summary>
    public required string Sight { get; init; }
    public required WeeklyReport Content { get; init; }
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>all, a team's or a user's: the same for those who see the same.</summary>
    public static string SightOf(Actor actor) => actor.Sight.IsAll ? "all" : actor is { Role: Role.SalesManager, Team: { } team } ? $"team:{team}" : $"user:{actor.User}";
}

sealed class KeptReportTable : IEntityTypeConfiguration<KeptReport>
{
    public void Configure(EntityTypeBuilder<KeptReport> builder)
    {
        builder.ToTable("weekly_report");
        builder.Property(r => r.Content).IsJson();
    }
}

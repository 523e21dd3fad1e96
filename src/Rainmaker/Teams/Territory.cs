using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rainmaker.Teams;

/// <summary>A part of the world that leads come from. What is left empty matches everything; what is given must all match.</summary>
public sealed class Territory : IAudited
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }

    /// <summary>Unique in the tenant.</summary>
    public required string Name { get; set; }

    /// <summary>ISO 3166 codes of two letters.</summary>
    public string[] Countries { get; set; } = [];
    public string[] Regions { get; set; } = [];

    /// <summary>How a postal code begins: <c>80</c> for Munich.</summary>
    public string[] PostalPrefixes { get; set; } = [];
    public required DateTimeOffset CreatedAt { get; init; }
}

sealed class TerritoryTable : IEntityTypeConfiguration<Territory>
{
    public void Configure(EntityTypeBuilder<Territory> builder) => builder.ToTable("territory");
}

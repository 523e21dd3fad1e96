using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rainmaker.Intelligence.Assignment;

namespace Rainmaker.Leads;

/// <summary>Which leads go to whom. Rules are asked in order of <see cref="Position"/>; the first that fits and has someone free decides.</summary>
public sealed class AssignmentRule : IAudited, IVersioned
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    public required int Position { get; set; }
    public required string Name { get; set; }
    public bool IsActive { get; set; } = true;

    /// <summary>Only leads from this territory.</summary>
    public Guid? TerritoryId { get; set; }

    /// <summary>Only people with this skill.</summary>
    public string? Skill { get; set; }

    /// <summary>Only people whose own territory covers the lead.</summary>
    public bool ByTerritory { get; set; }

    /// <summary>All must hold.</summary>
    public Condition[] Conditions { get; set; } = [];
    public Guid? TeamId { get; set; }

    /// <summary>Only these people; empty means everyone who takes leads.</summary>
    public Guid[] UserIds { get; set; } = [];
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }
    public uint Version { get; init; }
}

sealed class AssignmentRuleTable : IEntityTypeConfiguration<AssignmentRule>
{
    public void Configure(EntityTypeBuilder<AssignmentRule> builder)
    {
        builder.ToTable("assignment_rule");
        builder.Property(r => r.Conditions).IsJson();
    }
}

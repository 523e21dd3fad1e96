using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rainmaker.Deals;

/// <summary>A deal came into a stage; the first one says where it began.</summary>
public sealed class DealStageChange : IEntity
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    public required Guid DealId { get; init; }
    public Guid? FromStageId { get; init; }
    public required Guid ToStageId { get; init; }

    /// <summary>Percent, 0 to 100.</summary>
    public decimal? FromProbability { get; init; }
    public required decimal ToProbability { get; init; }

    /// <summary>The deal's value at that moment, in the tenant's base currency.</summary>
    public decimal? Value { get; init; }
    public Guid? ChangedBy { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>How long the deal had been in the stage it left; null for the first.</summary>
    public long? SecondsInStage { get; init; }
}

/// <summary>A person on a deal, with the part they play in it.</summary>
public sealed class DealContact : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required Guid DealId { get; init; }
    public required Guid ContactId { get; init; }

    /// <summary>Such as decision maker, champion, user; free text.</summary>
    public string? Role { get; set; }
}

sealed class DealStageChangeTable : IEntityTypeConfiguration<DealStageChange>
{
    public void Configure(EntityTypeBuilder<DealStageChange> builder) => builder.ToTable("deal_stage_change");
}

sealed class DealContactTable : IEntityTypeConfiguration<DealContact>
{
    public void Configure(EntityTypeBuilder<DealContact> builder)
    {
        builder.ToTable("deal_contact");
        builder.HasKey(c => new { c.TenantId, c.DealId, c.ContactId });
    }
}

using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rainmaker.Sync.Writes;

/// <summary>A record that is to be written to a CRM, until it is there or nothing helps.</summary>
public sealed class CrmWrite : IEntity
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    public required Guid ConnectionId { get; init; }

    /// <summary>contact.</summary>
    public required string Kind { get; init; }
    public required Guid RecordId { get; init; }
    public DeliveryState State { get; set; }
    public int Attempts { get; set; }
    public required DateTimeOffset NextTryAt { get; set; }
    public Guid? Lease { get; set; }
    public DateTimeOffset? LeasedUntil { get; set; }

    /// <summary>created, updated, unchanged.</summary>
    public string? Outcome { get; set; }
    public string? ExternalId { get; set; }
    public string? ErrorKind { get; set; }
    public string? LastError { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? DoneAt { get; set; }
}

sealed class CrmWriteTable : IEntityTypeConfiguration<CrmWrite>
{
    public void Configure(EntityTypeBuilder<CrmWrite> builder) => builder.ToTable("crm_write");
}

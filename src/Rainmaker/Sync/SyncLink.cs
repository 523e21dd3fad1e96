using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rainmaker.Sync;

/// <summary>Which record of ours is which of theirs.</summary>
public sealed class SyncLink : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required Guid ConnectionId { get; init; }

    /// <summary>owner, pipeline, stage, company, contact, lead, deal, activity.</summary>
    public required string Kind { get; init; }

    /// <summary>Theirs; of a stage its pipeline's and its own, parted by a slash.</summary>
    public required string ExternalId { get; init; }
    public required Guid RecordId { get; set; }
    public LinkState State { get; set; }

    /// <summary>The id of theirs that took it over.</summary>
    public string? MergedInto { get; set; }

    /// <summary>Keyed digest of what they told last; null makes the next reading look at it again.</summary>
    public byte[]? ToldHash { get; set; }

    /// <summary>What both sides last agreed on, field by field. Who changed a field since shows against it.</summary>
    public byte[]? AgreedSealed { get; set; }
    public DateTimeOffset? ChangedAt { get; set; }
    public Guid? SeenRunId { get; set; }
    public required DateTimeOffset SeenAt { get; set; }
}

/// <summary>What became of the record on their side.</summary>
public enum LinkState { There, Deleted, Merged }

sealed class SyncLinkTable : IEntityTypeConfiguration<SyncLink>
{
    public void Configure(EntityTypeBuilder<SyncLink> builder)
    {
        builder.ToTable("sync_link");
        builder.HasKey(l => new { l.TenantId, l.ConnectionId, l.Kind, l.ExternalId });
    }
}

using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rainmaker.Crm;

namespace Rainmaker.Sync.Runs;

/// <summary>One reading of a CRM. The row is the order, the checkpoint and the report: whoever holds its lease works on it, and after a kill the next one goes on.</summary>
public sealed class SyncRun : IEntity
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    public required Guid ConnectionId { get; init; }
    public required SyncMode Mode { get; init; }
    public SyncState State { get; set; }

    /// <summary>In the order they are read; one that is done is not read again.</summary>
    public IReadOnlyList<SyncStep> Steps { get; set; } = [];

    /// <summary>What could not be read; it counts as nothing and is told.</summary>
    public IReadOnlyList<Gap> Gaps { get; set; } = [];
    public IReadOnlyList<Compared> Comparison { get; set; } = [];
    public Guid? AskedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>When the last page was kept.</summary>
    public DateTimeOffset? MovedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>How often it was begun or gone on with.</summary>
    public int Attempts { get; set; }
    public required DateTimeOffset NextTryAt { get; set; }
    public Guid? Lease { get; set; }
    public DateTimeOffset? LeasedUntil { get; set; }
    public string? ErrorKind { get; set; }
    public string? Error { get; set; }

    public bool IsOpen => State is SyncState.Waiting or SyncState.Running;
}

/// <summary>Everything, or what changed since the last time.</summary>
public enum SyncMode { Full, Incremental }

public enum SyncState { Waiting, Running, Done, Failed, Stopped }

/// <summary>How far one list is.</summary>
/// <param name="What">owners, pipelines, companies, contacts, deals, calls ... deals-contacts, gone-contacts ...</param>
/// <param name="Since">What changed before is not read; null reads all.</param>
/// <param name="Resume">The CRM's word for the next page.</param>
/// <param name="Through">All that changed before it has been read.</param>
/// <param name="IsWhole">Nothing was missing: what is ours and did not come is gone.</param>
/// <param name="Removed">Deleted or merged away there.</param>
public sealed record SyncStep(string What, DateTimeOffset BeganAt, DateTimeOffset? Since = null, string? Resume = null, DateTimeOffset? Through = null, bool Done = false, bool IsWhole = true,
    int Read = 0, int Created = 0, int Updated = 0, int Unchanged = 0, int Removed = 0);

/// <summary>What the source holds of a kind, held against what stands here.</summary>
/// <param name="Theirs">Records that the source told.</param>
/// <param name="Ours">Of those, the ones that stand here.</param>
/// <param name="Equal">Of those, the ones that say the same in every field we keep.</param>
/// <param name="Moved">Changed there while we compared; in none of the others.</param>
public sealed record Compared(string What, int Theirs, int Ours, int Equal, int Moved)
{
    /// <summary>Percent with two decimals, never rounded up to 100; null where there was nothing to compare.</summary>
    public decimal? Share => Theirs == 0 ? null : Math.Floor(Equal * 10_000m / Theirs) / 100;
}

sealed class SyncRunTable : IEntityTypeConfiguration<SyncRun>
{
    public void Configure(EntityTypeBuilder<SyncRun> builder)
    {
        builder.ToTable("sync_run");
        builder.Ignore(r => r.IsOpen);
        builder.Property(r => r.Steps).IsJson();
        builder.Property(r => r.Gaps).IsJson();
        builder.Property(r => r.Comparison).IsJson();
    }
}

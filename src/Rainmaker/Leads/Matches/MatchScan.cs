using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rainmaker.People;

namespace Rainmaker.Leads.Matches;

/// <summary>One search for duplicates through everything.</summary>
public sealed class MatchScan : IEntity
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    public ScanState State { get; set; }

    /// <summary>In a person's words.</summary>
    public required string Step { get; set; }

    /// <summary>Records looked at, of <see cref="Total"/>.</summary>
    public int Done { get; set; }
    public int Total { get; set; }

    /// <summary>Pairs nobody had been asked about.</summary>
    public int Found { get; set; }
    public bool Learned { get; set; }
    public Guid? StartedBy { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; set; }
}

public enum ScanState { Running, Done, Failed }

static class MatchSets
{
    extension(SalesDb db)
    {
        public DbSet<MatchScan> MatchScans => db.Set<MatchScan>();
    }

    /// <summary>Where a merged lead went, as far as the actor sees it; null where it was never merged.</summary>
    public static async Task<Guid?> Survivor(this SalesDb db, Guid merged, CancellationToken stop) =>
        await db.MergedInto(RecordKind.Lead, merged, stop) is { } survivor && (await db.Seen(RecordKind.Lead, [survivor], stop)).Count == 1 ? survivor : null;

    /// <summary>Of some ids those that the actor sees; a merged record has the sight it had.</summary>
    public static async Task<HashSet<Guid>> Seen(this SalesDb db, RecordKind kind, IReadOnlyCollection<Guid> ids, CancellationToken stop) => kind switch
    {
        RecordKind.Lead => await db.Leads.IgnoreQueryFilters(["deleted"]).VisibleTo(db.Actor).Where(l => ids.Contains(l.Id)).Select(l => l.Id).ToHashSetAsync(stop),
        RecordKind.Company => await db.Companies.IgnoreQueryFilters(["deleted"]).VisibleTo(db).Where(c => ids.Contains(c.Id)).Select(c => c.Id).ToHashSetAsync(stop),
        _ => await db.Contacts.IgnoreQueryFilters(["deleted"]).VisibleTo(db).Where(c => ids.Contains(c.Id)).Select(c => c.Id).ToHashSetAsync(stop),
    };
}

sealed class MatchScanTable : IEntityTypeConfiguration<MatchScan>
{
    public void Configure(EntityTypeBuilder<MatchScan> builder) => builder.ToTable("match_scan");
}

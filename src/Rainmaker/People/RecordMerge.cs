using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rainmaker.People;

/// <summary>What can be found twice and merged.</summary>
public enum RecordKind { Lead, Company, Contact }

/// <summary>Two records made one, with all that undoing needs.</summary>
public sealed class RecordMerge : IEntity
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    public required RecordKind Kind { get; init; }
    public required Guid SurvivorId { get; init; }
    public required Guid MergedId { get; init; }

    /// <summary>Columns of the survivor that the merge changed, as JSON; secrets stay sealed in it.</summary>
    public required string Before { get; init; }
    public required string After { get; init; }

    /// <summary>Ids of the rows moved, by table.</summary>
    public required IReadOnlyDictionary<string, Guid[]> Moved { get; init; }
    public Guid? MergedBy { get; init; }
    public required DateTimeOffset MergedAt { get; init; }
    public Guid? UndoneBy { get; set; }
    public DateTimeOffset? UndoneAt { get; set; }
}

static class MergedRecords
{
    extension(SalesDb db)
    {
        public DbSet<RecordMerge> RecordMerges => db.Set<RecordMerge>();
    }

    /// <summary>Where a merged record is now, over several merges; null where it stands by itself. Whether the asker sees it is for the caller to know.</summary>
    public static async Task<Guid?> MergedInto(this SalesDb db, RecordKind kind, Guid merged, CancellationToken stop)
    {
        Guid? stayed = null;
        while (await db.RecordMerges.AsNoTracking().Where(m => m.Kind == kind && m.MergedId == (stayed ?? merged) && m.UndoneAt == null).Select(m => (Guid?)m.SurvivorId).SingleOrDefaultAsync(stop) is { } next)
            stayed = next;
        return stayed;
    }

    /// <summary>The company or contact into which another was merged, where the actor sees it.</summary>
    public static async Task<Guid?> Stayed(RecordKind kind, Guid merged, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (await db.MergedInto(kind, merged, stop) is not { } stayed)
            return null;
        var isSeen = kind == RecordKind.Company ? await db.Companies.VisibleTo(db).AnyAsync(c => c.Id == stayed, stop) : await db.Contacts.VisibleTo(db).AnyAsync(c => c.Id == stayed, stop);
        return isSeen ? stayed : null;
    }
}

sealed class RecordMergeTable : IEntityTypeConfiguration<RecordMerge>
{
    public void Configure(EntityTypeBuilder<RecordMerge> builder)
    {
        builder.ToTable("record_merge");
        builder.Property(m => m.Before).HasColumnType("jsonb");
        builder.Property(m => m.After).HasColumnType("jsonb");
        builder.Property(m => m.Moved).IsJson();
    }
}

using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rainmaker.Platform.Files;

/// <summary>One file brought in: what became of its rows, and what a reader of the figures must know about them.</summary>
public sealed class ImportRun : IAudited
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }

    /// <summary>What the rows are: <c>leads</c>, <c>deals</c>.</summary>
    public required string Kind { get; init; }
    public required string FileName { get; init; }
    public required ImportMode Mode { get; init; }

    /// <summary>Everything was judged and counted, nothing written.</summary>
    public required bool IsDry { get; init; }
    public ImportState State { get; set; }

    /// <summary>Rows of the file, without header and empty lines; the sum of the four below.</summary>
    public int Total { get; set; }
    public int Created { get; set; }
    public int Updated { get; set; }
    public int Unchanged { get; set; }
    public int Rejected { get; set; }
    public IReadOnlyList<ImportNotice> Notices { get; set; } = [];
    public string[] Headers { get; set; } = [];
    public Guid? StartedBy { get; init; }
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the last chunk was done. A run that is <see cref="ImportState.Running"/> and stands still was killed: importing the file again finishes it.</summary>
    public DateTimeOffset? MovedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
}

/// <summary>Create leaves what is known alone, update touches only what is known, upsert does both.</summary>
public enum ImportMode { Upsert, Create, Update }

public enum ImportState { Running, Done, Failed }

/// <summary>Something about many rows that the figures do not say: blank columns, mended spellings, users made.</summary>
/// <param name="Code">Stable: <c>blank</c>, <c>written_as</c>, <c>user_made</c> ...</param>
/// <param name="Field">The field it is about, as on the wire; null where it is about the whole file.</param>
/// <param name="Text">The sentence a person reads, with the number in it.</param>
/// <param name="Rows">How many rows it concerns.</param>
public sealed record ImportNotice(string Code, string? Field, string Text, int Rows);

/// <summary>A row that was not taken, sealed as it stood, with the reason.</summary>
public sealed class ImportRejection : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required Guid RunId { get; init; }

    /// <summary>Line of the file, counted from 1, header included.</summary>
    public required long Line { get; init; }
    public required byte[] RowSealed { get; init; }
}

static class ImportSets
{
    extension(SalesDb db)
    {
        public DbSet<ImportRun> ImportRuns => db.Set<ImportRun>();
        public DbSet<ImportRejection> ImportRejections => db.Set<ImportRejection>();
    }
}

sealed class ImportRunTable : IEntityTypeConfiguration<ImportRun>
{
    public void Configure(EntityTypeBuilder<ImportRun> builder)
    {
        builder.ToTable("import_run");
        builder.Property(r => r.Notices).IsJson();
    }
}

sealed class ImportRejectionTable : IEntityTypeConfiguration<ImportRejection>
{
    public void Configure(EntityTypeBuilder<ImportRejection> builder)
    {
        builder.ToTable("import_rejection");
        builder.HasKey(r => new { r.TenantId, r.RunId, r.Line });
    }
}

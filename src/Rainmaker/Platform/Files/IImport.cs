namespace Rainmaker.Platform.Files;

/// <summary>How rows of a file become records of one kind. One instance serves one run.</summary>
public interface IImport<T> where T : ImportedRow
{
    /// <summary><c>leads</c>, <c>deals</c>: names the run and the event.</summary>
    string Kind { get; }

    ImportFields Fields { get; }

    /// <summary>The ANALYZE statement for what the rows are looked up by.</summary>
    string Statistics { get; }

    /// <summary>Loads what the rows are judged by: settings, stages, people.</summary>
    Task Begin(SalesDb db, ImportOrder order, ImportRun run, CancellationToken stop);

    /// <summary>Further names of fields that this tenant knows, such as a source's own words.</summary>
    Task<IReadOnlyDictionary<string, string>> Aliases(SalesDb db, ImportMap map, CancellationToken stop);

    /// <summary>Reads a row by itself; runs beside the writing of the chunk before and touches no database.</summary>
    T Read(ImportRow row);

    /// <summary>Decides what becomes of each row and prepares what is to be written. A dry run calls it too, and writes nothing of it.</summary>
    Task Decide(IReadOnlyList<T> rows, ImportWriting writing, CancellationToken stop);

    /// <summary>What there is to say at the end.</summary>
    void Conclude(NoticeBook notices);
}

/// <summary>A file to bring in.</summary>
/// <param name="Id">Of the run, chosen by the caller, who can then ask for it while it goes on.</param>
/// <param name="File">Must allow seeking.</param>
/// <param name="Map">Null: columns are recognised by their names.</param>
/// <param name="IsDry">Judge and count everything, write nothing.</param>
/// <param name="Rejected">Where rejected rows are written as they come, besides being kept with the run.</param>
public sealed record ImportOrder(Guid Id, Stream File, string FileName, ImportMap? Map, ImportMode Mode, bool IsDry, RejectedRowsFile? Rejected = null);

/// <summary>What one chunk is about to write: new rows by COPY, changes of known ones by the change tracker of <see cref="Db"/>.</summary>
public sealed class ImportWriting(SalesDb db, NoticeBook notices)
{
    readonly List<Func<Task>> _copies = [];

    public SalesDb Db => db;
    public NoticeBook Notices => notices;

    /// <summary>In the order in which foreign keys want them.</summary>
    public void Copy<T>(IReadOnlyCollection<T> rows, CancellationToken stop) where T : class => _copies.Add(() => db.CopyIn(rows, stop));

    internal async Task Write()
    {
        foreach (var copy in _copies)
            await copy();
    }
}

namespace Rainmaker.Platform.Files;

/// <summary>One row of a table.</summary>
/// <param name="Line">Where it begins in the file, counted from 1, header included.</param>
/// <param name="Cells">As many as there are headers; null where nothing stands.</param>
/// <param name="Fault">Why the row could not be read as it stands; null where it could.</param>
public readonly record struct TableRow(long Line, string?[] Cells, string? Fault);

/// <summary>A table in a file, read forward row by row with bounded memory. The kind of file is told by its content, not by its name.</summary>
public abstract class TableFile : IDisposable
{
    public const int MaxColumns = 500;

    /// <summary>Characters of one cell.</summary>
    public const int MaxCell = 1_000_000;

    /// <summary>Unique; a column without a name is called by its place.</summary>
    public required IReadOnlyList<string> Headers { get; init; }

    /// <summary>Share of the file that was read, 0 to 1.</summary>
    public abstract double Read { get; }

    /// <summary>Once. Rows without anything in them are left out.</summary>
    /// <exception cref="TableBroken">The rest of the file cannot be told apart into rows.</exception>
    public abstract IEnumerable<TableRow> Rows();

    public abstract void Dispose();

    public sealed record FileIsEmpty() : Invalid("file", "The file has no header and no rows.");
    public sealed record NotATable(string Why) : Invalid("file", Why);
    public sealed record WrongDelimiter(string Given, string Better, string Line)
        : Invalid("delimiter", $"The columns are separated by {Better}, not by {Given}: the first line reads \"{Line}\".", Given);
    public sealed record TooManyColumns(int Count) : Invalid("file", $"The first line has {Count} columns; {MaxColumns} is the most.", Count);

    /// <param name="file">Must allow seeking.</param>
    /// <param name="delimiter">For text only; recognised where left out.</param>
    public static Result<TableFile> Open(Stream file, char? delimiter)
    {
        Span<byte> head = stackalloc byte[8];
        var length = file.ReadAtLeast(head, 8, throwOnEndOfStream: false);
        file.Position = 0;
        return head[..length] switch
        {
            [] => new FileIsEmpty(),
            [0x50, 0x4B, 0x03, 0x04, ..] => XlsxTable.OpenWorkbook(file),
            [0xD0, 0xCF, 0x11, 0xE0, ..] => new NotATable("This is a workbook of Excel 2003 or older, or one with a password. Save it as .xlsx without one, or as CSV."),
            [0x25, 0x50, 0x44, 0x46, ..] => new NotATable("This is a PDF. Export a CSV or .xlsx instead."),
            _ => CsvTable.OpenText(file, delimiter),
        };
    }

    private protected static Result<List<string>> HeadersOf(IReadOnlyList<string?> cells)
    {
        var count = cells.Count;
        while (count > 0 && string.IsNullOrWhiteSpace(cells[count - 1]))
            count--;
        if (count == 0)
            return new FileIsEmpty();
        if (count > MaxColumns)
            return new TooManyColumns(count);
        var headers = new List<string>(count);
        for (var i = 0; i < count; i++)
        {
            var name = Formulas.Restore(cells[i]?.Trim()) is { Length: > 0 } given ? given : $"column {i + 1}";
            var unique = name;
            for (var again = 2; headers.Contains(unique, StringComparer.OrdinalIgnoreCase); again++)
                unique = $"{name} ({again})";
            headers.Add(unique);
        }
        return headers;
    }

    /// <summary>The row in the header's width; a fault where cells are missing or left over.</summary>
    private protected TableRow Shaped(long line, string?[] cells, bool mayBeShort, string? fault = null)
    {
        if (cells.Length == Headers.Count)
            return new(line, cells, fault ?? Unkeepable(cells));
        if (fault is null && cells.Length > Headers.Count && cells.AsSpan(Headers.Count).ContainsAnyExcept(null, ""))
            fault = $"It has {cells.Length} cells where the header has {Headers.Count}.";
        if (fault is null && cells.Length < Headers.Count && !mayBeShort)
            fault = $"It has {cells.Length} cells where the header has {Headers.Count}.";
        Array.Resize(ref cells, Headers.Count);
        return new(line, cells, fault ?? Unkeepable(cells));
    }

    static string? Unkeepable(string?[] cells)
    {
        foreach (var cell in cells)
            if (cell is not null && cell.Contains('\0', StringComparison.Ordinal))
                return "A cell holds the character NUL, which no text has.";
        return null;
    }

    private protected static bool IsBlank(string?[] cells) => !Array.Exists(cells, c => !string.IsNullOrWhiteSpace(c));
}

/// <summary>From here on nothing of the file can be trusted.</summary>
public sealed class TableBroken(long line, string? column, string why)
    : Exception(column is null ? $"Line {line}: {why}" : $"Line {line}, column \"{column}\": {why}");

using Rainmaker.Intelligence.Matching;
using Rainmaker.Platform.Files;

namespace Rainmaker.Cli.Evaluate;

/// <summary>
/// A whole file (separated text or .xlsx) in memory by columns, for judging a history. Names and cells are without blanks around them; an empty
/// cell is null; a value that repeats is held once, so that two million rows of eight columns stay well below 1.5 GB.
/// </summary>
sealed class CsvTable
{
    const int RememberedValues = 1 << 14;

    readonly string?[][] _cells;
    readonly int[] _lines;

    CsvTable(string path, IReadOnlyList<string> columns, string?[][] cells, int[] lines) =>
        (Path, Columns, _cells, _lines) = (path, columns, cells, lines);

    public string Path { get; }

    public IReadOnlyList<string> Columns { get; }

    public int Rows => _lines.Length;

    public string?[] Column(int column) => _cells[column];

    /// <summary>Where the row (from 0) begins in the file, counted from 1.</summary>
    public int Line(int row) => _lines[row];

    /// <param name="path">The file.</param>
    /// <param name="delimiter">Recognised where left out; of no meaning for .xlsx.</param>
    /// <exception cref="CannotContinue">It is not there or no table (usage), or a row is broken (failed): with line and column.</exception>
    public static CsvTable Read(string path, char? delimiter = null)
    {
        if (!File.Exists(path))
            throw new CannotContinue($"There is no file {path}.", ExitCode.Usage);
        using var file = File.OpenRead(path);
        if (!file.CanSeek)
            throw new CannotContinue($"{path} is a pipe; a file is needed, it is read twice.", ExitCode.Usage);
        var opened = TableFile.Open(file, delimiter);
        if (opened.Refused(out var refusal))
            throw new CannotContinue($"{path}: {refusal.Why}", ExitCode.Usage);
        using var table = opened.Value;
        return Held(path, table);
    }

    /// <summary>The column of that name, whatever its case.</summary>
    /// <exception cref="CannotContinue">There is none: names the option that asked and the nearest column there is.</exception>
    public int Required(string name, string option) => Find(name) ?? throw new CannotContinue(
        $"{option}: {Path} has no column \"{name}\". The nearest is \"{Columns.MaxBy(c => Likeness.Of(c.ToLowerInvariant(), name.Trim().ToLowerInvariant()))}\"; "
        + $"all: {string.Join(", ", Columns)}.", ExitCode.Usage);

    public int? Find(string name)
    {
        for (var i = 0; i < Columns.Count; i++)
            if (Columns[i].Equals(name.Trim(), StringComparison.OrdinalIgnoreCase))
                return i;
        return null;
    }

    /// <summary>A cell that cannot be read as what it should be.</summary>
    public CannotContinue Fault(int row, int column, string why) =>
        new($"{Path}, line {Line(row)}, column \"{Columns[column]}\": {why}");

    static CsvTable Held(string path, TableFile table)
    {
        var width = table.Headers.Count;
        var cells = Enumerable.Range(0, width).Select(_ => new List<string?>()).ToArray();
        var remembered = Enumerable.Range(0, width).Select(_ => new string?[RememberedValues]).ToArray();
        var lines = new List<int>();
        try
        {
            foreach (var row in table.Rows())
            {
                if (row.Fault is { } fault)
                    throw new CannotContinue($"{path}, line {row.Line}, column \"{table.Headers[Suspect(row.Cells)]}\": {fault}");
                lines.Add((int)row.Line);
                for (var i = 0; i < width; i++)
                    cells[i].Add(Once(remembered[i], row.Cells[i]?.Trim()));
            }
        }
        catch (TableBroken broken)
        {
            throw new CannotContinue($"{path}: {broken.Message}");
        }
        if (lines.Count == 0)
            throw new CannotContinue($"{path} has a header and no rows.");

        var columns = new string?[width][];
        for (var i = 0; i < width; i++)
        {
            columns[i] = [.. cells[i]];
            cells[i] = [];
        }
        return new(path, table.Headers, columns, [.. lines]);
    }

    /// <summary>One place for each hash: what repeats is found there, what does not is overwritten, and memory stays bounded.</summary>
    static string? Once(string?[] remembered, string? value)
    {
        if (string.IsNullOrEmpty(value))
            return null;
        ref var place = ref remembered[string.GetHashCode(value, StringComparison.Ordinal) & (RememberedValues - 1)];
        return place == value ? place : place = value;
    }

    /// <summary>Where a broken row went wrong: the cell that swallowed a line end or keeps a quote, else the first one missing, else the last.</summary>
    static int Suspect(string?[] cells)
    {
        var odd = Array.FindIndex(cells, c => c is not null && c.AsSpan().IndexOfAny('\n', '"') >= 0);
        var missing = Array.FindIndex(cells, c => c is null);
        return odd >= 0 ? odd : missing >= 0 ? missing : cells.Length - 1;
    }
}

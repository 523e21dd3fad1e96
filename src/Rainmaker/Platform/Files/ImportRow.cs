using System.Text.Encodings.Web;

namespace Rainmaker.Platform.Files;

/// <summary>One row under a plan: its cells by field, read as what the field is. What cannot be read is noted, and the row is then not taken.</summary>
public sealed class ImportRow(ColumnPlan plan, CellReader reader, NoticeBook notices, TableRow row)
{
    List<string>? _faults;

    public long Line => row.Line;

    /// <summary>Everything wrong with the row, for the file of rejected rows; null while nothing is.</summary>
    public string? Why => _faults is null ? null : string.Join(" ", _faults);

    public bool Has(ImportField field) => plan.Has(field);

    public void Refuse(string why) => (_faults ??= []).Add(why);

    public void Notice(string code, ImportField? field, string sentence) => notices.Count(code, field?.Name, sentence);

    /// <summary>The cell without blanks around it, in our words where the map translates it; null where it is empty.</summary>
    public string? Text(ImportField field)
    {
        var (column, map, constant) = plan.Of(field);
        if (column < 0)
            return constant;
        var cell = Formulas.Restore(row.Cells[column]?.Trim());
        if (string.IsNullOrEmpty(cell))
            return constant;
        if (map?.Values is { } words && words.TryGetValue(cell, out var ours))
        {
            if (!string.Equals(ours, cell, StringComparison.OrdinalIgnoreCase))
                notices.Count("written_as", field.Name, $"\"{cell}\" was written as \"{ours}\" in {NoticeBook.Rows}.");
            return ours;
        }
        return cell;
    }

    public decimal? Number(ImportField field)
    {
        if (Text(field) is not { } cell)
            return null;
        if (reader.Number(cell) is { } number)
            return number;
        Refuse($"{field.Name}: \"{Short(cell)}\" is no number.");
        return null;
    }

    public DateTimeOffset? Moment(ImportField field) => Dated(field, reader.Moment);

    public DateOnly? Day(ImportField field) => Dated(field, reader.Day);

    /// <summary>One of the words of an enum, in any case and with blanks or dashes for underscores.</summary>
    public T? Word<T>(ImportField field) where T : struct, Enum
    {
        if (Text(field) is not { } cell)
            return null;
        if (Words<T>.FromWord.TryGetValue(cell.ToLowerInvariant().Replace(' ', '_').Replace('-', '_'), out var word))
            return word;
        Refuse($"{field.Name}: \"{Short(cell)}\" is none of {string.Join(", ", Words<T>.All)}.");
        return null;
    }

    /// <summary>Several words in a cell, separated by commas, semicolons or bars.</summary>
    public IReadOnlyList<string> List(ImportField field) =>
        Text(field)?.Split([',', ';', '|'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>The columns that mean no field, as a JSON object; null where they are all empty.</summary>
    public string? Aside()
    {
        Dictionary<string, string>? kept = null;
        foreach (var column in plan.Aside)
            if (Formulas.Restore(row.Cells[column]?.Trim()) is { Length: > 0 } cell)
                (kept ??= [])[plan.Headers[column]] = cell.Length > 2000 ? cell[..2000] : cell;
        return kept is null ? null : JsonSerializer.Serialize(kept, Relaxed);
    }

    internal TableRow Source => row;

    static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    T? Dated<T>(ImportField field, Func<string, string?, T?> read) where T : struct
    {
        if (Text(field) is not { } cell)
            return null;
        var format = plan.Of(field).Map?.Format;
        if (read(cell, format) is { } value)
            return value;
        Refuse($"{field.Name}: \"{Short(cell)}\" is no date{(format is null ? "" : $" written as {format}")}.");
        return null;
    }

    static string Short(string cell) => cell.Length > 60 ? cell[..60] + "…" : cell;
}

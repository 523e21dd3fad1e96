using Rainmaker.Intelligence.Matching;
using Rainmaker.Intelligence.Matching.Linkage;

namespace Rainmaker.Cli.Evaluate;

/// <summary>Reads <c>--fields first:first_name,last:surname</c>: a column and its kind, whichever stands first.</summary>
static class MatchFields
{
    public sealed record Field(int Column, LinkField Link);

    /// <exception cref="CannotContinue">An item has no column, no kind or no sense; with what is nearest.</exception>
    public static IReadOnlyList<Field> Read(string text, CsvTable table)
    {
        var fields = new List<Field>();
        foreach (var item in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var field = One(item, table);
            if (fields.Any(known => known.Column == field.Column))
                throw Wrong($"names the column \"{table.Columns[field.Column]}\" twice.");
            fields.Add(field);
        }
        return fields.Count is > 0 and <= LinkRecords.MostFields ? fields : throw Wrong($"takes 1 to {LinkRecords.MostFields} fields, each COLUMN:KIND; kinds: {string.Join(", ", FieldKinds.Names)}.");
    }

    static Field One(string item, CsvTable table)
    {
        var (left, right) = item.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0 ? (item[..colon].Trim(), item[(colon + 1)..].Trim()) : (item, item);
        if (table.Find(left) is { } column && FieldKinds.Find(right) is { } kind)
            return new(column, new(table.Columns[column], kind));
        if (table.Find(right) is { } other && FieldKinds.Find(left) is { } its)
            return new(other, new(table.Columns[other], its));
        // One side is understood: the fault is the other's.
        if (table.Find(left) is not null || table.Find(right) is not null)
        {
            var word = table.Find(left) is not null ? right : left;
            throw Wrong($"\"{item}\": \"{word}\" is no kind of field. The nearest is \"{Nearest(word, FieldKinds.Words)}\"; all: {string.Join(", ", FieldKinds.Names)}.");
        }
        table.Required(FieldKinds.Find(right) is not null || FieldKinds.Find(left) is null ? left : right, "--fields");
        throw Wrong($"\"{item}\" is neither COLUMN:KIND nor KIND:COLUMN.");
    }

    static string Nearest(string word, IEnumerable<string> words) => words.MaxBy(known => Likeness.Of(known, word.ToLowerInvariant()))!;

    static CannotContinue Wrong(string why) => new($"--fields {why}", ExitCode.Usage);
}

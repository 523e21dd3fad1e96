namespace Rainmaker.Intelligence.Scoring.Learned;

/// <summary>A table written row by row: every row names the same columns.</summary>
public sealed class FactRows
{
    readonly Dictionary<string, List<double>> _numbers = new(StringComparer.Ordinal);
    readonly Dictionary<string, List<string?>> _words = new(StringComparer.Ordinal);
    int _rows;

    public void Next() => _rows++;

    public void Number(string name, double value) => ListOf(_numbers, name).Add(value);

    public void Word(string name, string? value) => ListOf(_words, name).Add(string.IsNullOrWhiteSpace(value) ? null : value);

    public FactTable Table() => new(
        [.. _numbers.Select(FactColumn (n) => new NumberColumn(n.Key, [.. n.Value])), .. _words.Select(w => WordColumn.Of(w.Key, w.Value))], _rows);

    static List<T> ListOf<T>(Dictionary<string, List<T>> columns, string name) => columns.TryGetValue(name, out var column) ? column : columns[name] = [];
}

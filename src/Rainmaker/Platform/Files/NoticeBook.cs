using System.Globalization;

namespace Rainmaker.Platform.Files;

/// <summary>Counts what there is to say about many rows. Not for several threads at once.</summary>
public sealed class NoticeBook
{
    /// <summary>Stands in a sentence for the number of rows: "in 1 row", "in 1,205 rows".</summary>
    public const string Rows = "{rows}";

    const int MaxNotices = 200;

    readonly Dictionary<(string Code, string? Field, string Sentence), int> _counts = [];

    public void Count(string code, string? field, string sentence, int rows = 1)
    {
        var key = (code, field, sentence);
        if (_counts.TryGetValue(key, out var before))
            _counts[key] = before + rows;
        // A file of nothing but oddities must not make the notices as long as itself.
        else if (_counts.Count < MaxNotices)
            _counts[key] = rows;
    }

    public void Add(NoticeBook other)
    {
        foreach (var ((code, field, sentence), rows) in other._counts)
            Count(code, field, sentence, rows);
    }

    /// <summary>Those that concern most rows first.</summary>
    public IReadOnlyList<ImportNotice> All() => [.. _counts
        .OrderByDescending(c => c.Value).ThenBy(c => c.Key.Field, StringComparer.Ordinal).ThenBy(c => c.Key.Sentence, StringComparer.Ordinal)
        .Select(c => new ImportNotice(c.Key.Code, c.Key.Field, c.Key.Sentence.Replace(Rows, c.Value == 1 ? "1 row" : $"{c.Value.ToString("N0", CultureInfo.InvariantCulture)} rows", StringComparison.Ordinal), c.Value))];
}

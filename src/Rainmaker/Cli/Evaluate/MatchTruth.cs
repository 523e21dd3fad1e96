using System.Text.RegularExpressions;

namespace Rainmaker.Cli.Evaluate;

/// <summary>Which rows really are one: by an entity for each row, or by pairs of ids.</summary>
sealed class MatchTruth
{
    readonly string?[]? _entities;
    readonly HashSet<(int, int)> _pairs = [];

    MatchTruth(string?[]? entities, int firstFile)
    {
        _entities = entities;
        if (entities is null)
            return;
        foreach (var group in entities.Index().Where(row => row.Item is not null).GroupBy(row => row.Item, StringComparer.Ordinal))
        {
            long left = group.Count(row => row.Index < firstFile), all = group.Count();
            Total += firstFile > 0 ? left * (all - left) : all * (all - 1) / 2;
        }
    }

    /// <summary>True pairs there are.</summary>
    public long Total { get; private set; }

    public bool Same(int row, int other) =>
        _entities is null ? _pairs.Contains((Math.Min(row, other), Math.Max(row, other))) : _entities[row] is { } entity && entity == _entities[other];

    /// <param name="firstFile">Rows of the first of two files, 0 for one.</param>
    public static MatchTruth OfEntities(string?[] entities, int firstFile) => new(entities, firstFile);

    /// <summary>The entity is what the pattern finds in the id: its first group, or all it found.</summary>
    public static MatchTruth OfPattern(string pattern, IReadOnlyList<string> ids, int firstFile)
    {
        Regex regex;
        try
        {
            // Takes time in proportion to the ids, whatever the pattern; what needs going back (lookaround, back-references) is refused.
            regex = new(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Regex.InfiniteMatchTimeout);
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            throw new CannotContinue($"--truth-pattern: {wrong.Message}", ExitCode.Usage);
        }
        var entities = ids.Select(id => regex.Match(id) is { Success: true } found ? found.Groups.Count > 1 ? found.Groups[1].Value : found.Value : null).ToArray();
        return entities.Any(entity => entity is not null) ? new(entities, firstFile) : throw new CannotContinue($"--truth-pattern: {pattern} is found in no id; the first is {ids[0]}.", ExitCode.Usage);
    }

    /// <param name="rows">Row of each id in the first file (or the only one).</param>
    /// <param name="others">Row of each id in the second file (or the only one).</param>
    public static MatchTruth OfPairs(CsvTable file, Dictionary<string, int> rows, Dictionary<string, int> others)
    {
        if (file.Columns.Count < 2)
            throw new CannotContinue($"--truth-pairs: {file.Path} needs two columns of ids.", ExitCode.Usage);
        var truth = new MatchTruth(null, 0);
        for (var line = 0; line < file.Rows; line++)
        {
            var (a, b) = (Row(0, rows), Row(1, others));
            if (a != b)
                truth._pairs.Add((Math.Min(a, b), Math.Max(a, b)));

            int Row(int column, Dictionary<string, int> known) =>
                file.Column(column)[line] is { } id && known.TryGetValue(id, out var row) ? row : throw file.Fault(line, column, $"{file.Column(column)[line] ?? "nothing"} is no id of the file.");
        }
        truth.Total = truth._pairs.Count;
        return truth;
    }
}

using Rainmaker.Intelligence.Matching.Linkage;

namespace Rainmaker.Cli.Evaluate;

/// <summary>One file, or two one after the other, as the records to be linked.</summary>
sealed record MatchFiles(LinkageInput Input, string[] Ids, string?[]? Truth, Dictionary<string, int> Rows, Dictionary<string, int> Others)
{
    public static MatchFiles Read(string path, string? second, char? delimiter, string id, string fieldText, string? truth)
    {
        var table = CsvTable.Read(path, delimiter);
        var other = second is null ? null : CsvTable.Read(second, delimiter);
        var fields = MatchFields.Read(fieldText, table);
        var idColumn = table.Required(id, "--id");
        var (rows, others) = (new Dictionary<string, int>(StringComparer.Ordinal), new Dictionary<string, int>(StringComparer.Ordinal));
        var ids = IdsOf(table, idColumn, 0, rows);
        if (other is null)
            return new(new([.. fields.Select(field => field.Link)], [.. fields.Select(field => table.Column(field.Column))]), ids,
                truth is null ? null : table.Column(table.Required(truth, "--truth")), rows, rows);
        ids = [.. ids, .. IdsOf(other, other.Required(id, "--id"), table.Rows, others)];
        var columns = fields.Select(field => Both(field.Column, field.Link.Name, "--fields")).ToArray();
        return new(new([.. fields.Select(field => field.Link)], columns, table.Rows), ids, truth is null ? null : Both(table.Required(truth, "--truth"), truth, "--truth"), rows, others);

        string?[] Both(int column, string name, string option) => [.. table.Column(column), .. other.Column(other.Required(name, option))];
    }

    static string[] IdsOf(CsvTable table, int column, int from, Dictionary<string, int> rows)
    {
        var ids = new string[table.Rows];
        for (var row = 0; row < ids.Length; row++)
        {
            ids[row] = table.Column(column)[row] ?? throw table.Fault(row, column, "a row needs an id.");
            if (!rows.TryAdd(ids[row], from + row))
                throw table.Fault(row, column, $"{ids[row]} stood already in line {table.Line(rows[ids[row]] - from)}; ids must differ.");
        }
        return ids;
    }
}

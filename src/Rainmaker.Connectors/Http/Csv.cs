using System.Text;

namespace Rainmaker.Connectors.Http;

/// <summary>CSV with a header, by RFC 4180: commas, quotes doubled inside quotes, line breaks inside quotes.</summary>
static class Csv
{
    public static IEnumerable<IReadOnlyDictionary<string, string>> Read(byte[] bytes)
    {
        using var rows = Rows(Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF')).GetEnumerator();
        if (!rows.MoveNext())
            yield break;
        var names = rows.Current;
        while (rows.MoveNext())
        {
            if (rows.Current.Count == names.Count)
                yield return names.Zip(rows.Current).DistinctBy(c => c.First).ToDictionary(c => c.First, c => c.Second);
            else if (rows.Current is not [""])
                throw new CrmFault(CrmFaultKind.BrokenAnswer, "salesforce", $"A row of {rows.Current.Count} columns under a header of {names.Count}: the CSV ends in the middle.");
        }
    }

    static IEnumerable<List<string>> Rows(string text)
    {
        var row = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            if (quoted && c == '"' && at + 1 < text.Length && text[at + 1] == '"')
                (_, at) = (cell.Append('"'), at + 1);
            else if (c == '"')
                quoted = !quoted;
            else if (!quoted && c is ',' or '\n')
            {
                row.Add(cell.ToString().TrimEnd('\r'));
                cell.Clear();
                if (c == ',')
                    continue;
                yield return row;
                row = [];
            }
            else
                cell.Append(c);
        }
        if (cell.Length > 0 || row.Count > 0)
        {
            row.Add(cell.ToString());
            yield return row;
        }
    }
}

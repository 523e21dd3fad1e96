using System.Text.Json;

namespace Rainmaker.Connectors.Files;

/// <summary>Reads our own raw files back: a line is a record.</summary>
static class RawLines
{
    public static IEnumerable<JsonElement> Read(string path)
    {
        foreach (var line in File.ReadLines(path))
        {
            var text = line.TrimEnd(',');
            if (text.Length < 2 || text[0] != '{')
                continue;
            using var record = JsonDocument.Parse(text);
            yield return record.RootElement;
        }
    }

    public static IReadOnlyList<string> Ids(string path) => File.Exists(path) ? [.. Read(path).Select(r => r.GetProperty("id").GetString()!)] : [];
}

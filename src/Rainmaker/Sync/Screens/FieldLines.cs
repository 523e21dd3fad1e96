namespace Rainmaker.Sync.Screens;

/// <summary>A field map as people write it: <c>deals.value = amount_home</c> a line.</summary>
static class FieldLines
{
    public static Result<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> Read(string text)
    {
        var map = new SortedDictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (line.Split('=', 2, StringSplitOptions.TrimEntries) is not [var ours, { Length: > 0 } theirs] || ours.Split('.', 2) is not [{ Length: > 0 } kind, { Length: > 0 } field])
                return new InvalidField("fields", $"'{line}' is not a line such as deals.value = amount_home.", line);
            if (!map.TryGetValue(kind, out var of))
                map[kind] = of = new SortedDictionary<string, string>(StringComparer.Ordinal);
            ((SortedDictionary<string, string>)of)[field] = theirs;
        }
        return map;
    }

    public static string Write(IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> map) =>
        string.Join('\n', map.SelectMany(kind => kind.Value.Select(field => $"{kind.Key}.{field.Key} = {field.Value}")));
}

using System.Collections.Frozen;

namespace Rainmaker.Intelligence.Matching;

/// <summary>Countries by code and by the names people type, in a dozen languages.</summary>
public static class Countries
{
    static readonly (FrozenDictionary<string, string> Codes, FrozenDictionary<string, string> Names) _world = Load();

    /// <summary>ISO 3166 alpha-2, upper case, from a code of two or three letters or a name; null where no country is called that.</summary>
    public static string? Code(string? typed) =>
        Words.Tidy(typed) is { } tidy ? _world.Codes.GetValueOrDefault(Words.Fold(tidy).Replace(".", "", StringComparison.Ordinal)) : null;

    /// <summary>The English name of an alpha-2 code; the code itself where it is none.</summary>
    public static string Name(string code) => _world.Names.GetValueOrDefault(code, code);

    /// <summary>All alpha-2 codes with their English names.</summary>
    public static IReadOnlyDictionary<string, string> All => _world.Names;

    static (FrozenDictionary<string, string>, FrozenDictionary<string, string>) Load()
    {
        var (codes, names) = (new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));
        using var stream = typeof(Countries).Assembly.GetManifestResourceStream("countries.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split(';');
            names[cells[0]] = cells[2];
            foreach (var word in cells)
                codes.TryAdd(Words.Fold(word), cells[0]);
        }
        return (codes.ToFrozenDictionary(StringComparer.Ordinal), names.ToFrozenDictionary(StringComparer.Ordinal));
    }
}

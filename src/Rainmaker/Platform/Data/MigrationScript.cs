using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Rainmaker.Platform.Data;

/// <summary>One step of the schema, named <c>NNNN_what</c>. Once released it never changes.</summary>
public sealed record MigrationScript(string Name, string Sql)
{
    const string Prefix = "Migrations/";

    public int Number => int.TryParse(Name.Split('_')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
        ? number
        : throw new InvalidOperationException($"The migration {Name} must be named NNNN_what.");

    /// <summary>The same whichever line ends a checkout has.</summary>
    public string Checksum => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));

    /// <summary>The product's own, in order.</summary>
    public static IReadOnlyList<MigrationScript> All()
    {
        var home = Assembly.GetExecutingAssembly();
        return [.. home.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(n => new MigrationScript(Path.GetFileNameWithoutExtension(n[Prefix.Length..]), Read(home, n)))
            .OrderBy(s => s.Number)];
    }

    static string Read(Assembly home, string resource)
    {
        using var reader = new StreamReader(home.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}

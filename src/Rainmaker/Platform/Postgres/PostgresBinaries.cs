using System.Globalization;

namespace Rainmaker.Platform.Postgres;

/// <summary>An installed PostgreSQL: the folder with its programs, its major version and the version in full.</summary>
public sealed record PostgresBinaries(string Folder, int Major, string Version)
{
    const int Oldest = 15;

    /// <summary>Setting that names the folder with <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c>; without it the newest installed one is taken.</summary>
    public const string Setting = "RAINMAKER_POSTGRES_BIN";

    public string this[string program] => Path.Combine(Folder, program);

    /// <param name="folder">Where the setting points, or null to look in the distribution's places and then in PATH.</param>
    /// <param name="major">The version that made the data, or null for new data: then the newest is taken.</param>
    public static async Task<PostgresBinaries> Find(string? folder, int? major, CancellationToken stop)
    {
        var found = new List<PostgresBinaries>();
        foreach (var candidate in folder is null ? Places() : [folder])
            if (File.Exists(Path.Combine(candidate, "pg_ctl")) && await VersionOf(candidate, stop) is { } installed)
                found.Add(installed);

        if (found.Count == 0)
            throw new CannotContinue(folder is null
                ? "PostgreSQL is not installed here. Install it (apt-get install --no-install-recommends postgresql), or name your own in ConnectionStrings__Rainmaker."
                : $"{Setting}={folder} holds no PostgreSQL: pg_ctl is missing there.");
        if (major is { } wanted)
            return found.Find(b => b.Major == wanted) ?? throw new CannotContinue(
                $"The data was made by PostgreSQL {wanted}, but installed is {string.Join(", ", found.Select(b => b.Version))}. "
                + $"Install PostgreSQL {wanted}, or dump the data with it and load it into a new folder (docs/operations.md, \"Another major version\").");
        return found.Where(b => b.Major >= Oldest).MaxBy(b => b.Major) ?? throw new CannotContinue(
            $"PostgreSQL {Oldest} or newer is needed, but installed is {string.Join(", ", found.Select(b => b.Version))}.");
    }

    static IEnumerable<string> Places()
    {
        const string debian = "/usr/lib/postgresql";
        var versions = Directory.Exists(debian) ? Directory.GetDirectories(debian) : [];
        var path = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [];
        return versions.Select(v => Path.Combine(v, "bin")).Concat(path);
    }

    static async Task<PostgresBinaries?> VersionOf(string folder, CancellationToken stop)
    {
        // "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"; beta versions say 19beta1.
        var postgres = Path.Combine(folder, "postgres");
        if (!File.Exists(postgres) || await Tool.Run(postgres, ["--version"], stop, asServant: false) is not { Good: true, Said: var said })
            return null;
        var version = said.Split(' ').ElementAtOrDefault(2) ?? "";
        var digits = new string(version.TakeWhile(char.IsAsciiDigit).ToArray());
        return int.TryParse(digits, CultureInfo.InvariantCulture, out var major) ? new(folder, major, version) : null;
    }
}

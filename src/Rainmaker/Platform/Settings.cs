using System.Collections;

namespace Rainmaker.Platform;

/// <summary>
/// The operator's settings: <c>.env</c>, over it <c>.env.local</c>, over it the environment. Each of ours may come from a file instead
/// (<c>X_FILE</c> names it, as container secrets do); X and X_FILE together are refused.
/// </summary>
public static class Settings
{
    const string FromFile = "_FILE";
    static readonly string[] Ours = ["RAINMAKER_", "ConnectionStrings__", "DATABASE_URL"];

    public static IConfigurationRoot Read(string folder) => Read(folder, Environment.GetEnvironmentVariables());

    internal static IConfigurationRoot Read(string folder, IDictionary environment)
    {
        var all = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var name in (string[])[".env", ".env.local"])
            if (Path.Combine(folder, name) is var file && File.Exists(file))
                foreach (var (key, value) in Parse(file))
                    all[key] = value;
        foreach (DictionaryEntry entry in environment)
            all[(string)entry.Key] = (string?)entry.Value;

        foreach (var (key, path) in all.Where(IsFileOfOurs).ToList())
        {
            var name = key[..^FromFile.Length];
            if (all.ContainsKey(name))
                throw new CannotContinue($"{name} and {key} are both set. Keep one of them.", ExitCode.Usage);
            if (!File.Exists(path))
                throw new CannotContinue($"{key} names {path}, which is not there.", ExitCode.Usage);
            all[name] = File.ReadAllText(path).Trim();
        }
        return new ConfigurationBuilder()
            .AddInMemoryCollection(all.Select(s => KeyValuePair.Create(s.Key.Replace("__", ":", StringComparison.Ordinal), s.Value)))
            .Build();
    }

    static bool IsFileOfOurs(KeyValuePair<string, string?> setting) =>
        setting.Key.EndsWith(FromFile, StringComparison.Ordinal) && Ours.Any(o => setting.Key.StartsWith(o, StringComparison.Ordinal));

    /// <summary><c>NAME=value</c> a line; <c>export</c> before it, quotes around the value and comments are understood, nothing is expanded.</summary>
    static IEnumerable<(string Key, string Value)> Parse(string file)
    {
        var number = 0;
        foreach (var raw in File.ReadLines(file))
        {
            number++;
            var line = raw.Trim();
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (line.StartsWith("export ", StringComparison.Ordinal))
                line = line[7..].TrimStart();
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
                throw new CannotContinue($"{file}, line {number}: NAME=value is expected.", ExitCode.Usage);
            yield return (line[..equals].TrimEnd(), Value(line[(equals + 1)..].Trim()));
        }
    }

    static string Value(string text)
    {
        if (text.Length > 1 && text[0] is '"' or '\'' && text.IndexOf(text[0], 1) is > 0 and var end)
            return text[1..end];
        var comment = text.IndexOf(" #", StringComparison.Ordinal);
        return comment < 0 ? text : text[..comment].TrimEnd();
    }
}

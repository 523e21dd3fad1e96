using System.Globalization;

namespace Rainmaker.Crm;

/// <summary>
/// Name of one file of raw data: <c>hubspot_contacts_2026-11-20.json</c>, or plainly <c>hubspot_contacts.json</c> or <c>contacts.json</c>.
/// What stands in it is told in docs/connectors.md; it is the same for every source.
/// </summary>
/// <param name="Source">hubspot, salesforce ...; null where the name does not tell.</param>
/// <param name="Kind">One of <see cref="Kinds"/>.</param>
/// <param name="Date">The day it was fetched; null for a plain name.</param>
public sealed record RawFile(string? Source, string Kind, DateOnly? Date)
{
    /// <summary>The twelve files of one fetch, in the order they are read, and the e-mails where they may be.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        "owners", "pipelines", "contacts", "companies", "deals", "calls", "meetings", "tasks", "notes",
        "contacts-companies", "deals-contacts", "deals-companies", "emails",
    ];

    /// <summary>What a fetch says of itself beside the data: when, how many, which gaps.</summary>
    public const string Report = "fetch";

    public string Name => string.Create(CultureInfo.InvariantCulture, $"{(Source is null ? "" : Source + "_")}{Kind}{(Date is { } day ? $"_{day:yyyy-MM-dd}" : "")}.json");

    /// <returns>Null for a file that is none of ours.</returns>
    public static RawFile? Read(string name)
    {
        if (!name.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            return null;
        var rest = name[..^5];
        DateOnly? date = null;
        if (rest.Length > 11 && rest[^11] == '_' && DateOnly.TryParseExact(rest.AsSpan(rest.Length - 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            (rest, date) = (rest[..^11], day);
        foreach (var kind in Kinds.Append(Report))
        {
            if (Ends(rest, kind) is { } source)
                return new(source.Length == 0 ? null : source, kind, date);
        }
        return null;
    }

    /// <summary>The files a folder offers, for each kind the newest; a dated name is newer than a plain one.</summary>
    public static IReadOnlyDictionary<string, string> Newest(IEnumerable<string> paths, string? source = null) =>
        (from path in paths
         let file = Read(Path.GetFileName(path))
         where file is not null && (source is null || file.Source is null || file.Source == source)
         group (path, file) by file.Kind into same
         select (same.Key, same.OrderByDescending(f => f.file.Date ?? DateOnly.MinValue).ThenBy(f => f.path, StringComparer.Ordinal).First().path))
        .ToDictionary(f => f.Key, f => f.path);

    static string? Ends(string text, string kind)
    {
        // Both spellings: contacts-companies and contacts_companies.
        var word = text.Replace('-', '_');
        var ending = kind.Replace('-', '_');
        return word == ending ? "" : word.EndsWith("_" + ending, StringComparison.Ordinal) ? text[..^(ending.Length + 1)] is var source && !source.Contains('_', StringComparison.Ordinal) ? source : null : null;
    }
}

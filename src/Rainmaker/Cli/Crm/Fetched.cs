using System.Globalization;
using System.Text.Json;
using Rainmaker.Crm;
using Rainmaker.Platform;

namespace Rainmaker.Cli;

/// <summary>What a fetch says of its files; where it left no report, what their names and the first deal tell.</summary>
sealed record Fetched(string? Source, DateTimeOffset? TakenAt, string? Currency, IReadOnlyList<string> Notices)
{
    public static Fetched Read(IReadOnlyDictionary<string, string> files)
    {
        var report = files.TryGetValue(RawFile.Report, out var path) ? Report(path) : new(null, null, null, []);
        var names = files.Where(f => f.Key != RawFile.Report).Select(f => RawFile.Read(Path.GetFileName(f.Value))!).ToList();
        var day = names.Max(n => n.Date);
        // A file of a day says nothing of the hour: its whole day is over.
        return report with
        {
            Source = report.Source ?? names.Select(n => n.Source).FirstOrDefault(s => s is not null),
            TakenAt = report.TakenAt ?? (day is { } d ? new DateTimeOffset(d.ToDateTime(new(23, 59, 59)), TimeSpan.Zero) : null),
            Currency = (files.TryGetValue("deals", out var deals) ? CurrencyOf(deals) : null) ?? report.Currency,
        };
    }

    static Fetched Report(string path)
    {
        try
        {
            using var report = JsonDocument.Parse(File.ReadAllBytes(path));
            string? Text(string name) => report.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            return new(Text("source"), DateTimeOffset.TryParse(Text("taken_at"), CultureInfo.InvariantCulture, out var at) ? at : null, Text("currency"),
                report.RootElement.TryGetProperty("gaps", out var gaps) && gaps.ValueKind == JsonValueKind.Array
                    ? [.. gaps.EnumerateArray().Select(g => g.TryGetProperty("notice", out var notice) ? notice.GetString() : null).OfType<string>()] : []);
        }
        catch (JsonException e)
        {
            throw new CannotContinue($"{path}: {e.Message}");
        }
    }

    /// <summary>What the first deal that names a currency is stated in: an account sums in one.</summary>
    static string? CurrencyOf(string deals)
    {
        const string Name = "\"deal_currency_code\":\"";
        foreach (var line in File.ReadLines(deals).Where(l => l.Length < 1 << 20).Take(100))
        {
            var at = line.IndexOf(Name, StringComparison.Ordinal) + Name.Length;
            if (at >= Name.Length && line.Length > at + 3 && line[at + 3] == '"')
                return line.Substring(at, 3);
        }
        return null;
    }
}

using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Rainmaker.Crm;
using Rainmaker.Intelligence.Analysis;
using Rainmaker.Intelligence.Analysis.Raw;
using Rainmaker.Platform;

namespace Rainmaker.Cli;

/// <summary>From raw files to figures. Needs no installation and no database.</summary>
static class CrmAnalyzeVerb
{
    public const string Metrics = "data/processed/hubspot_sales_metrics.json";

    /// <param name="fixedSource">For <c>hubspot analyze</c>: files of other sources are passed over.</param>
    public static Command Command(string? fixedSource = null)
    {
        var raw = new Option<DirectoryInfo>("--raw") { Description = "Folder of the raw files. Of each kind the newest is read.", HelpName = "DIR", DefaultValueFactory = _ => new("data/raw") };
        var file = new Option<FileInfo>("--out") { Description = "Where the figures go.", HelpName = "FILE", DefaultValueFactory = _ => new(Metrics) };
        var source = new Option<string?>("--source") { Description = "Only the files of this source, where a folder holds several.", HelpName = "S" };
        var config = Config();
        var currency = new Option<string?>("--currency") { Description = "ISO 4217: what sums are in. Where left out, what the fetch says; else most deals.", HelpName = "CODE" };
        var zone = Given.TimeZone();
        var asOf = new Option<DateTimeOffset?>("--as-of") { Description = "The moment that is 'now' for the figures. Where left out, when the data was fetched.", HelpName = "TIME" };
        var verb = new Command("analyze", "Count raw files: leads, pipeline, activity, contacts, web signals and insights, over time.") { raw, file, config, currency, zone, asOf, Given.Json() };
        if (fixedSource is null)
            verb.Options.Insert(1, source);
        verb.SetAction(given => Run(given, given.GetRequiredValue(raw), given.GetRequiredValue(file).FullName, fixedSource ?? given.GetValue(source),
            Settings(given.GetValue(config)), given.GetValue(currency), given.GetRequiredValue(zone), given.GetValue(asOf)));
        return verb;
    }

    internal static Option<FileInfo?> Config() => new("--config") { Description = "JSON: revenue_target, stale_deal_threshold_days, activity_targets. Where left out, data/sales_config.json if it is there, else the usual ones.", HelpName = "FILE" };

    internal static AnalysisSettings Settings(FileInfo? file)
    {
        if (file is null && !File.Exists(file?.FullName ?? "data/sales_config.json"))
            return new();
        var path = file?.FullName ?? "data/sales_config.json";
        if (!File.Exists(path))
            throw new CannotContinue($"There is no file {path}.", ExitCode.Usage);
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), AnalysisSettingsJson.Default.AnalysisSettings) ?? new();
        }
        catch (JsonException e)
        {
            throw new CannotContinue($"{path}: {e.Message}", ExitCode.Usage);
        }
    }

    static int Run(ParseResult given, DirectoryInfo raw, string file, string? source, AnalysisSettings settings, string? currency, string zone, DateTimeOffset? asOf)
    {
        var terminal = new Terminal(given);
        if (!raw.Exists)
            throw new CannotContinue($"There is no folder {raw.FullName}. './run crm fetch' makes it.", ExitCode.Usage);
        var files = RawFile.Newest(Directory.EnumerateFiles(raw.FullName), source);
        if (!files.Keys.Any(RawFile.Kinds.Contains))
            throw new CannotContinue($"{raw.FullName} holds no raw files. They are called hubspot_contacts_2026-11-20.json, hubspot_contacts.json or contacts.json.", ExitCode.Usage);
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var days))
            throw new CannotContinue($"There is no time zone '{zone}'.", ExitCode.Usage);
        var fetched = Fetched.Read(files);
        var order = new AnalysisOrder(source ?? fetched.Source ?? "unknown", asOf ?? fetched.TakenAt ?? TimeProvider.System.GetUtcNow(), currency ?? fetched.Currency ?? "USD", settings, days);
        Metrics metrics;
        try
        {
            metrics = RawAnalysis.Run(files, order, Open, fetched.Notices);
        }
        catch (RawFault fault)
        {
            terminal.Say(fault.Message);
            return (int)ExitCode.Failed;
        }
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(metrics, MetricsJson.Default.Metrics));
        if (!given.WantsJson())
            foreach (var notice in metrics.Notices)
                terminal.Say($"Notice: {notice}");
        terminal.Answer(new { File = file, metrics.Source, metrics.AsOf, metrics.Counts, metrics.Summary, metrics.Notices }, string.Create(CultureInfo.InvariantCulture,
            $"{metrics.Counts.Values.Sum():n0} records as of {metrics.AsOf:yyyy-MM-dd}: {metrics.Summary.OpenDeals:n0} open deals of {metrics.Summary.PipelineValue:n0} {metrics.Currency}. The figures are in {file}."));
        return (int)ExitCode.Done;
    }

    static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
}

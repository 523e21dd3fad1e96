using System.CommandLine;
using System.Globalization;
using Rainmaker.Connectors;
using Rainmaker.Intelligence.Anomalies;
using Rainmaker.Intelligence.Daily;
using Rainmaker.Platform;

namespace Rainmaker.Cli;

/// <summary>The daily run: the pipeline as files, held against its past. Asks nothing, so that cron can run it.</summary>
static class DailyVerb
{
    public const string Own = "rainmaker";

    sealed record Order(string Folder, string? Cache, string? Source, bool Demo, string Tenant, Uri? Address, string? Currency, int KeepDays, PipelineAlarmSettings Alert);

    public static Command Command()
    {
        var demo = new Option<bool>("--demo") { Description = "Five made-up leads; no key, no network." };
        var source = new Option<string?>("--source") { Description = $"demo, {string.Join(", ", CrmSources.Names)}, or {Own} for our own tables. Where left out: {CrmSettings.SourceNames}; else our own tables, where this folder has them.", HelpName = "S" };
        var folder = new Option<DirectoryInfo>("--out") { Description = "Where sales_pipeline.json and daily_summary.json go.", HelpName = "DIR", DefaultValueFactory = _ => new("output") };
        var cache = new Option<DirectoryInfo?>("--cache") { Description = "Where every run's snapshot is kept. Where left out: SALES_PIPELINE_CACHE, else sales_cache below --out.", HelpName = "DIR" };
        var tenant = new Option<string?>("--tenant") { Description = "For our own tables: key of the tenant; not needed where there is only one.", HelpName = "T" };
        var address = CrmFetchVerb.BaseUrl();
        var currency = new Option<string?>("--currency") { Description = "ISO 4217, for money that the CRM states without a currency.", HelpName = "CODE" };
        var keep = new Option<int>("--keep-days") { Description = "Snapshots older than that are deleted.", HelpName = "N", DefaultValueFactory = _ => 30 };
        var percent = new Option<decimal>("--alert-percent") { Description = "Exit with 6 when total or weighted value is so far from the median of the last 30 snapshots, or three robust deviations.", HelpName = "P", DefaultValueFactory = _ => 20 };
        var verb = new Command("daily", "Write the pipeline of today, keep it as a snapshot, and say what changed.") { demo, source, folder, cache, tenant, address, currency, keep, percent, Given.Data(), Given.Json() };
        verb.SetAction((given, stop) => Run(given, new(given.GetRequiredValue(folder).FullName, given.GetValue(cache)?.FullName, given.GetValue(source), given.GetValue(demo), given.GetValue(tenant) ?? "", given.GetValue(address),
            given.GetValue(currency), given.GetValue(keep), new() { Percent = (double)given.GetValue(percent) }), TimeProvider.System.GetUtcNow(), stop));
        return verb;
    }

    static async Task<int> Run(ParseResult given, Order order, DateTimeOffset now, CancellationToken stop)
    {
        if (order.Demo && order.Source is { } other && other != "demo")
            throw new CannotContinue($"--demo and --source {other} contradict each other.", ExitCode.Usage);
        if (order.KeepDays is < 1 or > 36_500 || order.Alert.Percent <= 0)
            throw new CannotContinue("--keep-days and --alert-percent are above zero.", ExitCode.Usage);
        var terminal = new Terminal(given);
        var settings = CrmSettings.Here();
        var source = order.Demo ? "demo" : settings.Source(order.Source) ?? (HasOwn(given, settings) ? Own
            : throw new CannotContinue($"Which pipeline? Say --demo or --source, set one of {CrmSettings.SourceNames}, or set Rainmaker up in {given.GetRequiredValue<string>("--data")}.", ExitCode.Usage));
        var connection = source is "demo" or Own ? null : settings.Connection(source, order.Address, currency: order.Currency);
        var cache = SnapshotCache.Open(order.Cache ?? settings.Cache ?? Path.Combine(order.Folder, "sales_cache"));
        IReadOnlyList<string> gaps = [];
        SalesPipelineData data;
        try
        {
            if (connection is null)
                data = source == "demo" ? SalesPipelineData.MadeUp(now) : await OfOwn(given, order.Tenant, now, stop);
            else
            {
                using var client = CrmFetchVerb.Client();
                (data, gaps) = await PullPipeline.Of(CrmSources.Open(connection, client), now, stop);
            }
        }
        catch (CrmFault fault)
        {
            terminal.Say(fault.Message);
            return (int)CrmFetchVerb.ExitOf(fault);
        }
        return Tell(given, terminal, order, cache, data, gaps);
    }

    static int Tell(ParseResult given, Terminal terminal, Order order, SnapshotCache cache, SalesPipelineData data, IReadOnlyList<string> gaps)
    {
        var earlier = cache.Earlier().ToList();
        var file = SalesPipelineJson.Pipeline(data);
        Directory.CreateDirectory(order.Folder);
        File.WriteAllBytes(Path.Combine(order.Folder, "sales_pipeline.json"), file);
        var kept = cache.Keep(data, file);
        File.WriteAllBytes(Path.Combine(order.Folder, "daily_summary.json"), SalesPipelineJson.Summary(data));
        var forgotten = cache.Forget(data.Timestamp.AddDays(-order.KeepDays));
        var trend = PipelineTrend.Of(new(data.Timestamp, data.TotalLeads, data.TotalValue, data.WeightedValue, data.Source), earlier, order.Alert);
        var quality = PipelineQuality.Find(data);
        terminal.Answer(
            new { data.Source, data.Demo, data.TotalLeads, data.TotalValue, data.WeightedValue, data.StageBreakdown, Trend = trend, DataQuality = quality, Gaps = gaps, SalesPipelineData.Rule, Snapshot = kept, Forgotten = forgotten },
            string.Create(CultureInfo.InvariantCulture, $"{data.TotalLeads:n0} leads of {data.Source}: {data.TotalValue:n0} in all, {data.WeightedValue:n0} weighted. The files are in {order.Folder}, the snapshot is {kept}."));
        if (!given.WantsJson())
        {
            terminal.Say(data.Demo ? "These leads are made up." : SalesPipelineData.Rule);
            terminal.Say(trend.Since is { } since
                ? string.Create(CultureInfo.InvariantCulture, $"Against {since:yyyy-MM-dd HH:mm}: total {Signed(trend.TotalChange)}, weighted {Signed(trend.WeightedChange)}; {trend.Snapshots} earlier snapshots.")
                : "There is no earlier snapshot to compare with.");
            foreach (var notice in gaps.Concat(quality))
                terminal.Say($"Notice: {notice}");
        }
        foreach (var alert in trend.Alerts)
            terminal.Say($"Alert: {alert}");
        return (int)(trend.Alerts.Count > 0 ? ExitCode.Alert : gaps.Count > 0 ? ExitCode.Partial : ExitCode.Done);
    }

    static string Signed(decimal? percent) => percent is { } p ? p.ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture) + " %" : "not comparable";

    /// <summary>Whether there is anything of ours here: a run must not make an installation by itself.</summary>
    static bool HasOwn(ParseResult given, CrmSettings settings) => settings.NamesDatabase || Directory.Exists(Path.Combine(given.GetRequiredValue<string>("--data"), "postgres"));

    static async Task<SalesPipelineData> OfOwn(ParseResult given, string tenant, DateTimeOffset now, CancellationToken stop)
    {
        await using var place = await Workplace.Open(given, stop);
        var all = await place.Get<Database>().Tenants.All(stop);
        if (tenant.Length == 0 && all.Count != 1)
            throw new CannotContinue(all.Count == 0 ? "There is no tenant yet. Make one: ./run setup" : $"Which tenant? Say --tenant. There are: {string.Join(", ", all.Select(t => t.Key))}.", ExitCode.Usage);
        return await PullPipeline.Own(place, tenant.Length == 0 ? all[0].Id : await place.Tenant(tenant, stop), now, stop);
    }
}

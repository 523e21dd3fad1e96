using System.Text.Json;
using Rainmaker.Cli;
using Rainmaker.Connectors;
using Rainmaker.Connectors.Files;
using Rainmaker.Intelligence.Analysis;
using Rainmaker.Simulators;
using Rainmaker.Simulators.HubSpot;
using Rainmaker.Tests.Support;

namespace Rainmaker.Tests.Cli.Crm;

public sealed class AnalyzeTests : IDisposable
{
    readonly TempFolder _folder = new();

    string Raw => Path.Combine(_folder.Path, "raw");
    string Out => Path.Combine(_folder.Path, "out", "metrics.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_fetched_is_counted_as_the_CRM_itself_knows_it_from_files_and_from_a_book_alike()
    {
        await using var hubspot = new HubSpotSimulator(new() { Volume = Volume.Of(400), HasAppointments = false, CallsPer10Seconds = 10_000 });
        await hubspot.Start();
        using var client = new HttpClient();
        var crm = CrmSources.Open(new() { Source = "hubspot", BaseAddress = hubspot.Address, Credentials = new() { Key = new HubSpotOptions().Token }, Budget = new(10_000, TimeSpan.FromSeconds(10)) }, client);
        await Fetch.Run(crm, new(Raw, "sim", "GBP"), stop: TestContext.Current.CancellationToken);

        var (exit, said) = await Analyze();

        Assert.True(exit == 0, said);
        using var read = JsonDocument.Parse(await File.ReadAllBytesAsync(Out, TestContext.Current.CancellationToken));
        using var ledger = JsonDocument.Parse(JsonSerializer.Serialize(hubspot.Ledger(), Simulator.Wire));
        var (metrics, known) = (read.RootElement, ledger.RootElement);
        foreach (var kind in (string[])["contacts", "companies", "deals", "calls", "meetings", "tasks", "notes", "emails"])
            Assert.Equal((kind, known.GetProperty("counts").GetProperty(kind).GetInt32()), (kind, metrics.GetProperty("counts").GetProperty(kind).GetInt32()));
        var (pipeline, deals) = (metrics.GetProperty("pipeline"), known.GetProperty("deals"));
        Assert.Equal(deals.GetProperty("open").GetProperty("count").GetInt32(), pipeline.GetProperty("open_deals").GetInt32());
        Assert.Equal(deals.GetProperty("open").GetProperty("value").GetDecimal(), pipeline.GetProperty("pipeline_value").GetDecimal());
        Assert.Equal(deals.GetProperty("won").GetProperty("count").GetInt32(), pipeline.GetProperty("won_deals").GetInt32());
        Assert.Equal(deals.GetProperty("won").GetProperty("value").GetDecimal(), pipeline.GetProperty("won_revenue").GetDecimal());
        Assert.Equal(deals.GetProperty("lost").GetProperty("count").GetInt32(), pipeline.GetProperty("lost_deals").GetInt32());
        Assert.Equal(Counts(known.GetProperty("contacts_by_lifecycle")), Counts(metrics.GetProperty("contacts").GetProperty("lifecycle_stages")));
        Assert.Equal(known.GetProperty("page_views").GetInt64(), metrics.GetProperty("web_signals").GetProperty("page_views").GetInt64());

        var book = await crm.Pull(stop: TestContext.Current.CancellationToken);
        var at = metrics.GetProperty("generated_at").GetDateTimeOffset();
        var same = SalesAnalysis.Of(book, new("hubspot", at, "GBP", new()));
        using var fromBook = JsonDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(same, MetricsJson.Default.Metrics));
        foreach (var part in (string[])["summary", "leads", "pipeline", "activity", "web_signals", "insights", "reverse_engineering", "time_series", "yoy_summary"])
            Assert.True(JsonElement.DeepEquals(metrics.GetProperty(part), fromBook.RootElement.GetProperty(part)), $"{part}: {metrics.GetProperty(part)} against {fromBook.RootElement.GetProperty(part)}");
    }

    [Fact]
    public async Task A_file_that_is_missing_counts_zero_and_is_told()
    {
        Write("contacts.json", "[]");

        var (exit, said) = await Analyze();

        Assert.Equal(0, exit);
        Assert.Contains("There is no file of deals", said, StringComparison.Ordinal);
        Assert.DoesNotContain("no file of emails", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_newest_date_wins_over_older_ones_and_over_a_plain_name()
    {
        Write("contacts.json", """[{"id":"1"},{"id":"2"},{"id":"3"}]""");
        Write("hubspot_contacts_2026-11-18.json", """[{"id":"1"},{"id":"2"}]""");
        Write("hubspot_contacts_2026-11-19.json", """[{"id":"1"}]""");

        await Analyze();

        using var metrics = JsonDocument.Parse(await File.ReadAllBytesAsync(Out, TestContext.Current.CancellationToken));
        Assert.Equal(1, metrics.RootElement.GetProperty("counts").GetProperty("contacts").GetInt32());
        Assert.Equal("2026-11-19", metrics.RootElement.GetProperty("as_of").GetString());
    }

    [Fact]
    public async Task Half_a_file_names_itself_and_the_byte()
    {
        Write("hubspot_contacts_2026-11-19.json", """[{"id":"1"},{"id":""");

        var (exit, said) = await Analyze();

        Assert.Equal(1, exit);
        Assert.Contains("hubspot_contacts_2026-11-19.json, byte 1", said, StringComparison.Ordinal);
        Assert.False(File.Exists(Out));
    }

    [Fact]
    public async Task A_folder_without_raw_files_and_settings_nobody_knows_are_usage_faults()
    {
        Assert.Equal(2, (await Analyze()).Exit);
        Write("contacts.json", "[]");
        var config = Write("config.json.txt", """{"revenue_goal":1}""");

        Assert.Equal(2, (await Analyze("--config", config)).Exit);
    }

    [Fact]
    public async Task Targets_come_from_a_file_and_the_others_stay_as_usual()
    {
        Write("contacts.json", "[]");
        var config = Write("config.json.txt", """{"revenue_target":{"monthly":250000},"stale_deal_threshold_days":14}""");

        await Analyze("--config", config);

        using var metrics = JsonDocument.Parse(await File.ReadAllBytesAsync(Out, TestContext.Current.CancellationToken));
        var target = metrics.RootElement.GetProperty("config").GetProperty("revenue_target");
        Assert.Equal((250_000, 300_000, 14), (target.GetProperty("monthly").GetInt32(), target.GetProperty("quarterly").GetInt32(), metrics.RootElement.GetProperty("config").GetProperty("stale_deal_threshold_days").GetInt32()));
    }

    [Fact]
    public async Task The_dashboard_is_one_small_file_that_names_no_other_host()
    {
        HubSpotRaw.Write(Raw, Volume.Of(3_000), 7, new(2026, 11, 20));
        await Analyze();
        var page = Path.Combine(_folder.Path, "sales.html");

        var (exit, said) = await Run("crm", "dashboard", "--metrics", Out, "--out", page);

        Assert.True(exit == 0, said);
        var html = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
        Assert.InRange(html.Length, 100_000, 400_000);
        Assert.DoesNotContain("://", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dashboard_of_something_else_is_refused()
    {
        var nothing = Write("contacts.json", "[]");

        var (exit, said) = await Run("crm", "dashboard", "--metrics", nothing, "--out", Path.Combine(_folder.Path, "sales.html"));

        Assert.Equal(1, exit);
        Assert.Contains("no figures", said, StringComparison.Ordinal);
    }

    Task<(int Exit, string Said)> Analyze(params string[] more) => Run([.. (string[])["crm", "analyze", "--raw", Raw, "--out", Out], .. more]);

    static async Task<(int Exit, string Said)> Run(params string[] arguments)
    {
        using var said = new StringWriter();
        return (await CommandLine.Run(arguments, TextWriter.Null, said), said.ToString());
    }

    string Write(string name, string content)
    {
        var path = Path.Combine(Directory.CreateDirectory(Raw).FullName, name);
        File.WriteAllText(path, content);
        return path;
    }

    static SortedDictionary<string, int> Counts(JsonElement words) => new(words.EnumerateObject().ToDictionary(w => w.Name, w => w.Value.GetInt32()), StringComparer.Ordinal);
}

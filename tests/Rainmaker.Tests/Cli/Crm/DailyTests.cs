using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Rainmaker.Cli;
using Rainmaker.Connectors;
using Rainmaker.Simulators;
using Rainmaker.Simulators.HubSpot;
using Rainmaker.Tests.Support;

namespace Rainmaker.Tests.Cli.Crm;

public sealed partial class DailyTests : IDisposable
{
    readonly TempFolder _folder = new();

    string Out => Path.Combine(_folder.Path, "output");
    string Cache => Path.Combine(Out, "sales_cache");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_demo_writes_the_three_files_key_by_key()
    {
        var (exit, said) = await Daily("--demo");

        Assert.True(exit == 0, said);
        using var pipeline = Read(Path.Combine(Out, "sales_pipeline.json"));
        Assert.Equal(["timestamp", "total_leads", "total_value", "weighted_value", "stage_breakdown", "leads", "source", "demo"], Names(pipeline.RootElement));
        Assert.Equal(["id", "name", "company", "stage", "value", "probability", "owner", "created_at", "updated_at"], Names(pipeline.RootElement.GetProperty("leads")[0]));
        Assert.Equal("""{"Qualification":2,"Proposal":1,"Negotiation":1,"Closed Won":1}""", JsonSerializer.Serialize(pipeline.RootElement.GetProperty("stage_breakdown")));
        Assert.Equal(("462000.0", "254500.0", "150000.0", "0.3"), (Raw("total_value"), Raw("weighted_value"), First("value"), First("probability")));
        Assert.Equal(("demo", true), (pipeline.RootElement.GetProperty("source").GetString(), pipeline.RootElement.GetProperty("demo").GetBoolean()));
        Assert.Matches(Microseconds(), pipeline.RootElement.GetProperty("timestamp").GetString());
        Assert.Matches(Seconds(), pipeline.RootElement.GetProperty("leads")[0].GetProperty("created_at").GetString());

        using var summary = Read(Path.Combine(Out, "daily_summary.json"));
        Assert.Equal(["metadata", "sales_pipeline_summary"], Names(summary.RootElement));
        Assert.True(summary.RootElement.GetProperty("metadata").GetProperty("sales_pipeline_enabled").GetBoolean());
        Assert.Equal(["total_leads", "total_value", "weighted_value", "timestamp"], Names(summary.RootElement.GetProperty("sales_pipeline_summary")));

        var kept = Assert.Single(Directory.EnumerateFiles(Cache));
        Assert.Matches(SnapshotName(), Path.GetFileName(kept));
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Out, "sales_pipeline.json"), TestContext.Current.CancellationToken), await File.ReadAllTextAsync(kept, TestContext.Current.CancellationToken));

        string Raw(string name) => pipeline.RootElement.GetProperty(name).GetRawText();
        string First(string name) => pipeline.RootElement.GetProperty("leads")[0].GetProperty(name).GetRawText();
    }

    [Fact]
    public async Task A_pipeline_that_halved_ends_with_six_and_says_so()
    {
        for (var day = 1; day <= 6; day++)
            Remember(day, 924_000, 509_000);

        var (exit, said) = await Daily("--demo");

        Assert.Equal(6, exit);
        Assert.Contains("Alert: The total value is 462,000, 50 % below the usual 924,000 of the last 6 snapshots.", said, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Out, "daily_summary.json")));
    }

    [Fact]
    public async Task Snapshots_older_than_thirty_days_go_and_nothing_else_does()
    {
        var (old, young) = (Remember(31, 462_000, 254_500), Remember(29, 462_000, 254_500));
        var other = Path.Combine(Cache, "sales_pipeline_notes.json");
        await File.WriteAllTextAsync(other, "mine", TestContext.Current.CancellationToken);

        await Daily("--demo");

        Assert.Equal((false, true, true), (File.Exists(old), File.Exists(young), File.Exists(other)));
    }

    [Fact]
    public async Task Half_a_snapshot_of_a_killed_run_does_not_stop_the_next()
    {
        Directory.CreateDirectory(Cache);
        await File.WriteAllTextAsync(Path.Combine(Cache, "sales_pipeline_20261119_060000.json"), "{\"timestamp\":", TestContext.Current.CancellationToken);

        Assert.Equal(0, (await Daily("--demo")).Exit);
    }

    [Fact]
    public async Task A_cache_that_cannot_be_written_is_told_before_anything_is_asked()
    {
        var file = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        var (exit, said) = await Daily("--demo", "--cache", Path.Combine(file, "cache"));

        Assert.Equal(1, exit);
        Assert.Contains("cannot be written", said, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Out, "sales_pipeline.json")));
    }

    [Fact]
    public async Task A_source_nobody_knows_and_none_at_all_are_usage_faults()
    {
        var (exit, said) = await Daily("--source", "mycrm");
        Assert.Equal(2, exit);
        Assert.Contains("There is no source 'mycrm'", said, StringComparison.Ordinal);

        (exit, said) = await Daily("--data", Path.Combine(_folder.Path, "nothing"));
        Assert.Equal(2, exit);
        Assert.Contains("SALES_PIPELINE_SOURCE", said, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "nothing")));
    }

    [Fact]
    public async Task A_CRM_is_read_as_it_knows_itself_and_never_made_up()
    {
        await using var hubspot = new HubSpotSimulator(new() { Volume = Volume.Of(300), HasAppointments = false, CallsPer10Seconds = 10_000 });
        await hubspot.Start();
        using var client = new HttpClient();
        var connection = new CrmConnection { Source = "hubspot", BaseAddress = hubspot.Address, Credentials = new() { Key = new HubSpotOptions().Token }, Budget = new(10_000, TimeSpan.FromSeconds(10)) };

        var (data, gaps) = await PullPipeline.Of(CrmSources.Open(connection, client), hubspot.Clock.GetUtcNow(), TestContext.Current.CancellationToken);

        Assert.Empty(gaps);
        using var ledger = JsonDocument.Parse(JsonSerializer.Serialize(hubspot.Ledger(), Simulator.Wire));
        var open = ledger.RootElement.GetProperty("deals").GetProperty("open");
        var leads = data.Leads.Where(l => l.Stage != "Closed Won").ToList();
        Assert.Equal((open.GetProperty("count").GetInt32(), open.GetProperty("value").GetDecimal()), (leads.Count, leads.Sum(l => l.Value)));
        Assert.All(data.Leads, l => Assert.NotEqual("", l.Owner));
        Assert.Contains(data.Leads, l => l.Company.Length > 0);
        Assert.False(data.Demo);

        hubspot.Faults.Add(new("unauthorised", Times: -1));
        await Assert.ThrowsAsync<CrmFault>(() => PullPipeline.Of(CrmSources.Open(connection, client), hubspot.Clock.GetUtcNow(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void The_flag_goes_before_the_daily_runs_own_setting_and_that_before_the_general_one()
    {
        static CrmSettings With(params (string Name, string Value)[] settings) => new(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value))).Build());

        Assert.Equal("nutshell", With(("SALES_PIPELINE_SOURCE", "hubspot")).Source("nutshell"));
        Assert.Equal("hubspot", With(("SALES_PIPELINE_SOURCE", "hubspot"), ("CRM_PROVIDER", "pipedrive")).Source(null));
        Assert.Equal("pipedrive", With(("CRM_PROVIDER", "pipedrive")).Source(null));
        Assert.Null(With().Source(null));
        Assert.Equal("own", With(("HUBSPOT_API_KEY", "own"), ("SALES_PIPELINE_API_KEY", "general")).Connection("hubspot", null).Credentials.Key);
        Assert.Equal("general", With(("SALES_PIPELINE_SOURCE", "hubspot"), ("SALES_PIPELINE_API_KEY", "general")).Connection("hubspot", null).Credentials.Key);
    }

    string Remember(int daysAgo, decimal total, decimal weighted)
    {
        var at = TimeProvider.System.GetUtcNow().AddDays(-daysAgo);
        var path = Path.Combine(Directory.CreateDirectory(Cache).FullName, string.Create(CultureInfo.InvariantCulture, $"sales_pipeline_{at:yyyyMMdd_HHmmss}.json"));
        File.WriteAllText(path, JsonSerializer.Serialize(new { timestamp = at, total_leads = 5, total_value = total, weighted_value = weighted, source = "demo", demo = true }));
        return path;
    }

    async Task<(int Exit, string Said)> Daily(params string[] arguments)
    {
        using var said = new StringWriter();
        return (await CommandLine.Run([.. (string[])["daily", "--out", Out], .. arguments], TextWriter.Null, said), said.ToString());
    }

    static JsonDocument Read(string path) => JsonDocument.Parse(File.ReadAllBytes(path));

    static IEnumerable<string> Names(JsonElement of) => of.EnumerateObject().Select(p => p.Name);

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$", RegexOptions.None, 1000)]
    private static partial Regex Microseconds();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", RegexOptions.None, 1000)]
    private static partial Regex Seconds();

    [GeneratedRegex(@"^sales_pipeline_\d{8}_\d{6}\.json$", RegexOptions.None, 1000)]
    private static partial Regex SnapshotName();
}

using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Rainmaker.Cli;
using Rainmaker.Simulators.HubSpot;
using Rainmaker.Tests.Support;

namespace Rainmaker.Tests.Cli.Crm;

/// <summary>The daily run over what is no vendor's CRM, and the dashboard at an address.</summary>
public sealed class DailySourcesTests : IDisposable
{
    // Open deals, and those won since 1 January.
    const string Pipeline = """
        select count(*) || ' ' || coalesce(sum(base_value), 0)::numeric(20,2) from deal where deleted_at is null and (status = 'open' or status = 'won' and closed_on >= date_trunc('year', now() at time zone 'utc')::date)
        """;

    readonly TempFolder _folder = new();

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Our_own_tables_are_read_as_they_stand()
    {
        var data = Path.Combine(_folder.Path, "data");
        await Run(0, "demo", "--data", data);

        await Run(0, "daily", "--data", data, "--out", Out);

        var pipeline = await Read("sales_pipeline.json");
        Assert.Equal(("rainmaker", false), (pipeline.GetProperty("source").GetString(), pipeline.GetProperty("demo").GetBoolean()));
        Assert.Equal(pipeline.GetProperty("total_leads").GetInt32(), pipeline.GetProperty("leads").GetArrayLength());
        Assert.All(pipeline.GetProperty("leads").EnumerateArray(), l => Assert.InRange(l.GetProperty("probability").GetDouble(), 0, 1));
        var told = Path.Combine(_folder.Path, "told");
        await Run(0, "db", "exec", "--data", data, "--", "psql", "-Atc", Pipeline, "-o", told);
        Assert.Equal((await File.ReadAllTextAsync(told, Stop)).Trim(), string.Create(CultureInfo.InvariantCulture, $"{pipeline.GetProperty("total_leads").GetInt32()} {pipeline.GetProperty("total_value").GetDecimal():0.00}"));
    }

    [Fact]
    public async Task Of_several_tenants_one_must_be_named()
    {
        var data = Path.Combine(_folder.Path, "data");
        await Run(0, "tenant", "create", "acme", "--data", data);
        await Run(0, "tenant", "create", "maven", "--data", data);

        Assert.Contains("Which tenant? Say --tenant. There are: acme, maven.", await Run(2, "daily", "--data", data, "--out", Out), StringComparison.Ordinal);
        await Run(0, "daily", "--data", data, "--out", Out, "--tenant", "maven");
        var pipeline = await Read("sales_pipeline.json");
        Assert.Equal(0, pipeline.GetProperty("total_leads").GetInt32());
    }

    [Fact]
    public async Task A_source_of_ones_own_is_read_by_its_field_map_and_its_fault_is_told()
    {
        await using var place = await Place("""{"deals":[{"id":"a","title":"Rollout","worth":"12,500","phase":"Proposal","probability":0.5,"owner":"Rep A"},{"id":"b","title":"Refit","worth":7500,"phase":"Talk","probability":0.2,"owner":"Rep B"}]}""");
        var fields = Path.Combine(_folder.Path, "fields.json");
        await File.WriteAllTextAsync(fields, """{"deals":{"value":"worth","stage":"phase"}}""", Stop);
        Environment.SetEnvironmentVariable("CUSTOM_FIELDS_FILE", fields);
        try
        {
            await Run(0, "daily", "--source", "custom", "--base-url", place.Urls.First() + "/deals", "--out", Out);
            var pipeline = await Read("sales_pipeline.json");
            Assert.Equal(("custom", 2, 20_000m, 7_750m), (pipeline.GetProperty("source").GetString(), pipeline.GetProperty("total_leads").GetInt32(), pipeline.GetProperty("total_value").GetDecimal(), pipeline.GetProperty("weighted_value").GetDecimal()));
        }
        finally
        {
            Environment.SetEnvironmentVariable("CUSTOM_FIELDS_FILE", null);
        }
        File.Delete(Path.Combine(Out, "sales_pipeline.json"));

        var said = await Run(5, "daily", "--source", "custom", "--base-url", place.Urls.First() + "/page", "--out", Out);

        Assert.Contains("web page", said, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Out, "sales_pipeline.json")));
    }

    [Fact]
    public async Task The_dashboard_is_shown_at_an_address_and_follows_its_figures()
    {
        var (raw, metrics) = (Path.Combine(_folder.Path, "raw"), Path.Combine(_folder.Path, "metrics.json"));
        HubSpotRaw.Write(raw, Volume.Of(300), 7, new(2026, 11, 20));
        await Run(0, "crm", "analyze", "--raw", raw, "--out", metrics);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Rainmaker.dll"), "crm", "dashboard", "--metrics", metrics, "--out", Path.Combine(_folder.Path, "sales.html"), "--serve", "--port", "0"]) { RedirectStandardError = true, WorkingDirectory = _folder.Path };
        using var process = Process.Start(start)!;
        try
        {
            var line = "";
            while (!line.Contains("http://", StringComparison.Ordinal))
                line = await process.StandardError.ReadLineAsync(Stop) ?? throw new InvalidOperationException("It ended.");
            var address = new Uri(line.Split(' ').Single(w => w.StartsWith("http://127.0.0.1:", StringComparison.Ordinal)).TrimEnd('.'));
            using var browser = new HttpClient();

            var first = await browser.GetAsync(address, Stop);
            File.Delete(metrics);
            var second = await browser.GetAsync(address, Stop);

            Assert.Equal("text/html", first.Content.Headers.ContentType?.MediaType);
            Assert.Contains("Content-Security-Policy", await first.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
            Assert.Equal((System.Net.HttpStatusCode.ServiceUnavailable, true), (second.StatusCode, (await second.Content.ReadAsStringAsync(Stop)).Contains("./run crm analyze", StringComparison.Ordinal)));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(Stop);
        }
    }

    string Out => Path.Combine(_folder.Path, "output");

    async Task<JsonElement> Read(string name) => JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Out, name), Stop)).RootElement;

    static async Task<WebApplication> Place(string deals)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/deals", () => Results.Text(deals, "application/json"));
        app.MapGet("/page", () => Results.Text("<!doctype html><h1>Sign in</h1>", "text/html"));
        await app.StartAsync(Stop);
        return app;
    }

    /// <summary>What it said.</summary>
    static async Task<string> Run(int exit, params string[] arguments)
    {
        using StringWriter said = new();
        var ended = await CommandLine.Run(arguments, TextWriter.Null, said);
        Assert.True(ended == exit, $"{ended}: {said}");
        return said.ToString();
    }
}

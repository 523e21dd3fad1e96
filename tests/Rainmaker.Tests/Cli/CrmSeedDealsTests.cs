using System.Diagnostics;
using System.Text.Json;
using Rainmaker.Connectors;
using Rainmaker.Simulators.HubSpot;
using Rainmaker.Tests.Support;

namespace Rainmaker.Tests.Cli;

public sealed class CrmSeedDealsTests : IDisposable
{
    readonly TempFolder _folder = new();

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Test_deals_go_in_and_come_out_and_the_ledger_is_as_before()
    {
        await using var portal = await Portal();
        var before = Live(portal);

        var written = await Run(portal, "crm", "seed-deals", "--count", "7", "--source", "hubspot", "--json");
        var between = portal.Store.All("deals").Count(d => d.ArchivedAt is null && d["dealname"]!.StartsWith(TestDeals.Mark, StringComparison.Ordinal));
        var removed = await Run(portal, "hubspot", "seed-deals", "--remove", "--json");

        Assert.Equal((0, 0, 7), (written.Exit, removed.Exit, between));
        using var inside = JsonDocument.Parse(written.Output);
        using var outside = JsonDocument.Parse(removed.Output);
        Assert.Equal(7, inside.RootElement.GetProperty("written").GetArrayLength());
        Assert.Equal(Ids(inside, "written"), Ids(outside, "removed"));
        Assert.Equal(before, Live(portal));
    }

    [Fact]
    public async Task A_key_that_may_not_write_deals_is_told_which_right_it_lacks()
    {
        await using var portal = await Portal(new HashSet<string> { "crm.objects.owners.read", "crm.objects.deals.read" });

        var told = await Run(portal, "crm", "seed-deals", "--count", "3", "--source", "hubspot");

        Assert.Equal(4, told.Exit);
        Assert.Contains("crm.objects.deals.write", told.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_broke_off_in_the_middle_says_how_far_it_came()
    {
        await using var portal = await Portal();
        portal.Faults.Add(new("daily_limit", "/deals", Skip: 5, Times: -1));

        var told = await Run(portal, "crm", "seed-deals", "--count", "9", "--source", "hubspot", "--json");

        Assert.Equal(3, told.Exit);
        using var answer = JsonDocument.Parse(told.Output);
        Assert.False(answer.RootElement.GetProperty("complete").GetBoolean());
        Assert.Equal(portal.Store.All("deals").Count(d => d["dealname"]!.StartsWith(TestDeals.Mark, StringComparison.Ordinal)), answer.RootElement.GetProperty("written").GetArrayLength());
    }

    [Theory]
    [InlineData("--count", "0"), InlineData("--count", "1001"), InlineData("--count", "many")]
    public async Task An_impossible_number_is_refused_before_anything_is_written(params string[] option)
    {
        await using var portal = await Portal();

        var told = await Run(portal, ["crm", "seed-deals", "--source", "hubspot", .. option]);

        Assert.Equal((2, 0), (told.Exit, portal.Requests));
    }

    [Fact]
    public async Task A_source_of_ones_own_is_never_written_to()
    {
        await using var portal = await Portal();

        var told = await Run(portal, "crm", "seed-deals", "--source", "custom", "--base-url", portal.Address.AbsoluteUri);

        Assert.NotEqual(0, told.Exit);
        Assert.DoesNotContain(portal.Store.All("deals"), d => d["dealname"]!.StartsWith(TestDeals.Mark, StringComparison.Ordinal));
    }

    static IEnumerable<string?> Ids(JsonDocument answer, string name) => answer.RootElement.GetProperty(name).EnumerateArray().Select(e => e.GetString()).Order();

    static int Live(HubSpotSimulator portal) => portal.Store.All("deals").Count(d => d.ArchivedAt is null);

    static async Task<HubSpotSimulator> Portal(IReadOnlySet<string>? scopes = null)
    {
        var portal = new HubSpotSimulator(new() { Volume = Volume.Of(60), CallsPer10Seconds = 1_000, Scopes = scopes });
        await portal.Start();
        return portal;
    }

    async Task<(int Exit, string Output, string Error)> Run(HubSpotSimulator portal, params string[] command)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Rainmaker.dll"), .. command]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder.Path };
        (start.Environment["HUBSPOT_API_KEY"], start.Environment["HUBSPOT_BASE_URL"]) = (new HubSpotOptions().Token, portal.Address.AbsoluteUri);
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Stop), process.StandardError.ReadToEndAsync(Stop));
        await process.WaitForExitAsync(Stop);
        return (process.ExitCode, await output, await error);
    }
}

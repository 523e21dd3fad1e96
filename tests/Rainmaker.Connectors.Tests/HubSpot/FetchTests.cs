using System.Text.Json;
using Rainmaker.Connectors.Files;
using Rainmaker.Connectors.Tests.Support;
using Rainmaker.Crm;
using Rainmaker.Simulators.HubSpot;

namespace Rainmaker.Connectors.Tests.HubSpot;

public sealed class FetchTests
{
    [Theory]
    [InlineData("2026-09"), InlineData("v3")]
    public async Task A_fetch_brings_everything_the_portal_knows(string version)
    {
        await using var portal = await Portal.Open();

        var report = await portal.Fetch(portal.Crm(version));

        var store = portal.Simulator.Store;
        Assert.All(["contacts", "companies", "deals", "calls", "meetings", "tasks", "notes", "emails"], kind => Assert.Equal(store.All(kind).Count, report.Counts[kind]));
        Assert.Equal((11, 1), (report.Counts["owners"], report.Counts["pipelines"]));
        Assert.Equal(13, RawFile.Kinds.Count(k => System.IO.File.Exists(portal.File(k))));
        Assert.True(report.Complete);
        Assert.Equal("appointments", Assert.Single(report.Gaps).What);
        Assert.Empty(Directory.GetFiles(portal.Folder, "*.part"));
    }

    [Fact]
    public async Task The_files_hold_each_record_once_one_a_line_in_valid_json()
    {
        await using var portal = await Portal.Open();

        await portal.Fetch();

        var contacts = Ids(portal.File("contacts"));
        Assert.Equal(portal.Simulator.Store.All("contacts").Select(c => c["hs_object_id"]), contacts);
        using var deals = JsonDocument.Parse(System.IO.File.ReadAllBytes(portal.File("deals")));
        Assert.All(deals.RootElement.EnumerateArray(), d => Assert.NotEqual(0, d.GetProperty("propertiesWithHistory").GetProperty("dealstage").GetArrayLength()));
        using var joined = JsonDocument.Parse(System.IO.File.ReadAllBytes(portal.File("contacts-companies")));
        Assert.Equal(portal.Simulator.Store.CountJoined("contacts", "companies"), joined.RootElement.EnumerateArray().Sum(j => j.GetProperty("to").GetArrayLength()));
    }

    [Fact]
    public async Task The_limit_is_used_to_the_full_and_never_passed()
    {
        await using var portal = await Portal.Open(new() { Volume = Volume.Of(20_000) });
        var began = portal.Clock.GetUtcNow();

        await portal.Fetch();

        var took = portal.Clock.GetUtcNow() - began;
        var bound = TimeSpan.FromSeconds((portal.Simulator.Requests - 1) / 100 * 10);
        Assert.True(portal.Simulator.Requests > 300, $"{portal.Simulator.Requests} requests");
        Assert.InRange(took, bound, bound * 1.05);
        Assert.DoesNotContain("\"429\"", JsonSerializer.Serialize(portal.Simulator.Ledger()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fetch_that_broke_off_goes_on_behind_the_last_whole_page()
    {
        await using var portal = await Portal.Open(new() { Volume = Volume.Of(1_000) });
        portal.Fails("unauthorised", "contacts", skip: 6, times: -1);
        await Assert.ThrowsAsync<CrmFault>(() => portal.Fetch());
        portal.Simulator.Faults.Clear();
        var before = portal.Simulator.Requests;
        var seen = new List<FetchProgress>();

        await portal.Fetch(progress: new Listener(seen.Add));

        Assert.Equal(600, seen.First(p => p.Kind == "contacts").Count);
        Assert.DoesNotContain(seen, p => p.Kind is "owners" or "pipelines");
        Assert.Equal(portal.Simulator.Store.All("contacts").Select(c => c["hs_object_id"]), Ids(portal.File("contacts")));
        Assert.True(portal.Simulator.Requests > before);
        Assert.False(System.IO.File.Exists(Path.Combine(portal.Folder, ".hubspot_fetch")));
    }

    [Fact]
    public async Task What_a_killed_run_wrote_of_half_a_page_is_cut_off()
    {
        await using var portal = await Portal.Open(new() { Volume = Volume.Of(400) });
        portal.Fails("unauthorised", "contacts", skip: 2, times: -1);
        await Assert.ThrowsAsync<CrmFault>(() => portal.Fetch());
        portal.Simulator.Faults.Clear();
        await System.IO.File.AppendAllTextAsync(Directory.GetFiles(portal.Folder, "hubspot_contacts_*.part").Single(), ",\n{\"id\":\"10000201\",\"prop");

        await portal.Fetch();

        Assert.Equal(400, Ids(portal.File("contacts")).Distinct().Count());
    }

    [Fact]
    public async Task Two_fetches_into_one_folder_at_once_are_refused()
    {
        await using var portal = await Portal.Open();
        portal.Fails("slow", "owners");
        var first = portal.Fetch();
        while (!Directory.EnumerateFiles(portal.Folder).Any())
            await Task.Delay(5);

        var refused = await Assert.ThrowsAsync<IOException>(() => portal.Fetch());

        Assert.Contains("Another fetch of hubspot", refused.Message, StringComparison.Ordinal);
        Assert.True((await first).Complete);
    }

    [Fact]
    public async Task A_full_disk_stops_the_fetch_and_says_so()
    {
        await using var portal = await Portal.Open();
        System.IO.File.CreateSymbolicLink(Path.Combine(portal.Folder, $"hubspot_contacts_{portal.Clock.GetUtcNow():yyyy-MM-dd}.json.part"), "/dev/full");

        var full = await Assert.ThrowsAsync<IOException>(() => portal.Fetch());

        Assert.Contains("No space left", full.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(portal.Folder, "*.json"));
    }

    [Fact]
    public async Task What_the_key_may_not_read_is_a_notice_and_the_rest_arrives()
    {
        await using var portal = await Portal.Open(new() { Volume = Volume.Of(250), Scopes = new HashSet<string> { "crm.objects.owners.read", "crm.objects.contacts.read", "crm.objects.deals.read" } });

        var report = await portal.Fetch();

        Assert.Equal((0, 250), (report.Counts["companies"], report.Counts["contacts"]));
        Assert.Equal(["appointments", "companies", "emails"], report.Gaps.Select(g => g.What).Order());
        Assert.Equal("crm.objects.companies.read", report.Gaps.Single(g => g.What == "companies").Scope);
        Assert.False(report.Complete);
        Assert.Empty(Directory.GetFiles(portal.Folder, "hubspot_emails*"));
    }

    [Fact]
    public async Task Missing_emails_alone_do_not_make_a_fetch_incomplete()
    {
        await using var portal = await Portal.Open();
        portal.Fails("missing_scope", "emails", times: -1);

        Assert.True((await portal.Fetch()).Complete);
    }

    [Fact]
    public async Task A_list_that_goes_round_in_circles_ends_with_a_notice_and_keeps_what_was_read()
    {
        await using var portal = await Portal.Open(new() { Volume = Volume.Of(1_000) });
        portal.Fails("repeat_cursor", "/contacts", skip: 4, times: -1);

        var report = await portal.Fetch();

        Assert.Equal(GapKind.Truncated, report.Gaps.Single(g => g.What == "contacts").Kind);
        Assert.Equal(500, report.Counts["contacts"]);
        Assert.Equal(500, Ids(portal.File("contacts")).Distinct().Count());
        Assert.False(report.Complete);
    }

    [Fact]
    public async Task A_list_that_grows_while_it_is_read_gives_each_record_once()
    {
        await using var portal = await Portal.Open(new() { Volume = Volume.Of(500) });
        portal.Fails("grow", "/contacts", skip: 1, times: 3);

        await portal.Fetch();

        var ids = Ids(portal.File("contacts"));
        Assert.Equal((503, 503), (ids.Count, ids.Distinct().Count()));
    }

    static IReadOnlyList<string?> Ids(string path)
    {
        using var file = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
        return [.. file.RootElement.EnumerateArray().Select(r => r.GetProperty("id").GetString())];
    }

    sealed class Listener(Action<FetchProgress> heard) : IProgress<FetchProgress>
    {
        public void Report(FetchProgress value) => heard(value);
    }
}

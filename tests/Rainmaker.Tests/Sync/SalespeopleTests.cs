using System.Net;
using System.Text.Json.Nodes;
using Rainmaker.Simulators;
using Rainmaker.Simulators.HubSpot;
using Rainmaker.Simulators.Nutshell;
using Rainmaker.Simulators.Pipedrive;
using Rainmaker.Simulators.Salesforce;

namespace Rainmaker.Tests.Sync;

/// <summary>Seed 001's endpoints about salespeople, over CRMs that answer.</summary>
public sealed class SalespeopleTests(TestServer server)
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("salesforce"), InlineData("pipedrive"), InlineData("nutshell")]
    public async Task Each_owner_has_the_figures_that_the_crm_itself_knows(string source)
    {
        await using var world = await CrmWorld.Start(server, source, 200);
        await world.Connect(source);

        var told = await world.Get($"/integrations/{source}/salespeople/stats?days=200");

        Assert.Equal(["days", "results", "notices"], told.AsObject().Select(p => p.Key));
        Assert.Equal(200, told["days"]!.GetValue<int>());
        var sample = SampleOf(world.Crm);
        var now = TimeProvider.System.GetUtcNow();
        var since = now.AddDays(-200);
        foreach (var seller in sample.Sellers.Where(s => !s.Left))
        {
            var row = Assert.Single(told["results"]!.AsArray(), r => r!["owner_email"]!.GetValue<string>() == seller.Email)!;
            Assert.Equal(["owner_id", "owner_name", "owner_email", "emails_last_n_days", "calls_last_n_days", "meetings_last_n_days", "new_deals_last_n_days"], row.AsObject().Select(p => p.Key));
            // Salesforce cannot say that a meeting which is over was not held.
            int Made(string kind) => sample.Doings.Count(d => d.Kind == kind && d.Seller == seller.Number && (d.Done || (source == "salesforce" && d.Kind == "meeting")) && d.At >= since && d.At <= now);
            Assert.Equal((Made("email"), Made("call"), Made("meeting"), sample.Sales.Count(s => s.Seller == seller.Number && s.Made >= since)), Figures(row));
        }
    }

    [Fact]
    public async Task Hubspots_figures_are_those_of_its_rows_and_of_its_own_records()
    {
        await using var world = await CrmWorld.Start(server, "hubspot", 400, o => o with { HasAppointments = true });
        await world.Connect("hubspot");
        var portal = (HubSpotSimulator)world.Crm;

        var stats = await world.Get("/integrations/hubspot/salespeople/stats?days=90");
        var raw = await world.Get("/integrations/hubspot/salespeople/raw?days=90&limit=10000");
        var deals = await world.Get("/integrations/hubspot/salespeople/debug/deals?days=90");

        Assert.NotEmpty(stats["results"]!.AsArray());
        foreach (var row in stats["results"]!.AsArray())
        {
            var owner = row!["owner_id"]!.GetValue<string>();
            int Rows(string kind) => raw[kind]!.AsArray().Count(r => r!["owner_id"]?.GetValue<string>() == owner);
            Assert.Equal(Figures(row), (Rows("emails"), Rows("calls"), Rows("meetings"), Rows("deals")));
            Assert.Equal(Rows("deals"), deals["deals"]!.AsArray().Count(d => d!["owner_id"]?.GetValue<string>() == owner));
        }
        var (since, until) = (raw["since"]!.GetValue<DateTimeOffset>(), raw["until"]!.GetValue<DateTimeOffset>());
        var calls = portal.Store.All("calls").Count(c => c["hs_call_status"] is not ("QUEUED" or "CANCELED") && DateTimeOffset.Parse(c["hs_timestamp"]!, System.Globalization.CultureInfo.InvariantCulture) is var at && at >= since && at <= until);
        Assert.Equal(calls, raw["calls"]!.AsArray().Count);
        Assert.Equal(deals["count"]!.GetValue<int>(), portal.Store.All("deals").Count(d => d.ArchivedAt is null && d.Created >= since));
        Assert.DoesNotContain(new HubSpotOptions().Token, stats.ToJsonString() + raw.ToJsonString() + deals.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hubspot"), InlineData("salesforce"), InlineData("pipedrive"), InlineData("nutshell")]
    public async Task Owners_and_health_are_told_for_every_crm(string source)
    {
        await using var world = await CrmWorld.Start(server, source);
        await world.Connect(source);

        var owners = (await world.Get($"/integrations/{source}/salespeople/owners")).AsArray();
        var health = await world.Get($"/integrations/{source}/salespeople/health");

        Assert.NotEmpty(owners);
        Assert.All(owners, o => Assert.Equal(["id", "email", "name"], o!.AsObject().Select(p => p.Key)));
        Assert.Equal((source, true), (health["provider"]!.GetValue<string>(), health["reachable"]!.GetValue<bool>()));
        Assert.Superset(new HashSet<string> { "scopes_found", "scopes_missing", "last_sync" }, health.AsObject().Select(p => p.Key).ToHashSet());
    }

    [Fact]
    public async Task What_is_not_connected_says_where_to_connect_it_and_what_is_no_crm_is_not_there()
    {
        await using var world = await CrmWorld.Start(server, "hubspot");
        foreach (var path in (string[])["stats", "owners", "health", "raw", "debug/deals"])
        {
            using var answer = await world.Admin.GetAsync($"/integrations/pipedrive/salespeople/{path}", Stop);
            var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!;
            Assert.Equal((HttpStatusCode.Conflict, "provider_not_connected", "/connections/new/pipedrive"), (answer.StatusCode, problem["code"]!.GetValue<string>(), problem["link"]!.GetValue<string>()));
            using var unknown = await world.Admin.GetAsync($"/integrations/zoho/salespeople/{path}", Stop);
            Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        }
    }

    [Theory]
    [InlineData("owner_id=4711", HttpStatusCode.NotFound), InlineData("owner_email=nobody@team.example", HttpStatusCode.NotFound), InlineData("days=0", HttpStatusCode.BadRequest), InlineData("days=366", HttpStatusCode.BadRequest), InlineData("days=many", HttpStatusCode.BadRequest)]
    public async Task Who_is_no_owner_is_not_found_and_odd_days_are_refused(string query, HttpStatusCode status)
    {
        await using var world = await CrmWorld.Start(server, "hubspot");
        await world.Connect("hubspot");

        using var answer = await world.Admin.GetAsync($"/integrations/hubspot/salespeople/stats?{query}", Stop);

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task An_owner_is_found_by_id_and_by_address()
    {
        await using var world = await CrmWorld.Start(server, "hubspot");
        await world.Connect("hubspot");
        var one = (await world.Get("/integrations/hubspot/salespeople/owners"))[0]!;

        var byId = await world.Get($"/integrations/hubspot/salespeople/stats?owner_id={one["id"]}");
        var byEmail = await world.Get($"/integrations/hubspot/salespeople/stats?owner_email={one["email"]!.GetValue<string>().ToUpperInvariant()}");

        Assert.Equal(7, byId["days"]!.GetValue<int>());
        Assert.Equal(one["id"]!.GetValue<string>(), Assert.Single(byId["results"]!.AsArray())!["owner_id"]!.GetValue<string>());
        Assert.Equal(byId["results"]!.ToJsonString(), byEmail["results"]!.ToJsonString());
    }

    [Fact]
    public async Task A_rep_sees_the_own_row_a_manager_the_teams_and_customer_success_none()
    {
        await using var world = await CrmWorld.Start(server, "hubspot", 200);
        await world.Connect("hubspot");
        var owners = (await world.Get("/integrations/hubspot/salespeople/owners")).AsArray().Select(o => (Id: o!["id"]!.GetValue<string>(), Email: o["email"]!.GetValue<string>())).ToList();
        var (south, north) = (await world.App.Team("South"), await world.App.Team("North"));
        var rep = await world.App.User("Kim", Role.SalesRep, south, email: owners[0].Email.ToUpperInvariant());
        await world.App.User("Lee", Role.SalesRep, north, email: owners[1].Email);
        var manager = await world.App.User("Max", Role.SalesManager, south);

        using var reps = await world.App.As(Role.SalesRep, rep);
        using var managers = await world.App.As(Role.SalesManager, manager);
        using var success = await world.App.As(Role.CustomerSuccess);

        Assert.Equal([owners[0].Id], await Rows(reps));
        var seen = await Rows(managers);
        Assert.Contains(owners[0].Id, seen);
        Assert.DoesNotContain(owners[1].Id, seen);
        using var other = await reps.GetAsync($"/integrations/hubspot/salespeople/stats?owner_id={owners[1].Id}", Stop);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        var raw = JsonNode.Parse(await reps.GetStringAsync("/integrations/hubspot/salespeople/raw?days=365&limit=10000", Stop))!;
        foreach (var kind in (string[])["emails", "calls", "meetings", "deals"])
            Assert.All(raw[kind]!.AsArray(), r => Assert.Equal(owners[0].Id, r!["owner_id"]!.GetValue<string>()));
        using var none = await success.GetAsync("/integrations/hubspot/salespeople/stats", Stop);
        Assert.Equal(HttpStatusCode.Forbidden, none.StatusCode);

        static async Task<string[]> Rows(HttpClient by) => [.. JsonNode.Parse(await by.GetStringAsync("/integrations/hubspot/salespeople/stats?days=365", Stop))!["results"]!.AsArray().Select(r => r!["owner_id"]!.GetValue<string>())];
    }

    [Fact]
    public async Task What_the_key_may_not_read_counts_zero_and_is_told()
    {
        await using var world = await CrmWorld.Start(server, "hubspot", 200, o => o with { Scopes = new HashSet<string> { "crm.objects.owners.read", "crm.objects.deals.read", "crm.objects.contacts.read" } });
        await world.Connect("hubspot");

        var told = await world.Get("/integrations/hubspot/salespeople/stats?days=365");
        var health = await world.Get("/integrations/hubspot/salespeople/health");

        Assert.All(told["results"]!.AsArray(), r => Assert.Equal(0, r!["emails_last_n_days"]!.GetValue<int>()));
        Assert.Contains(told["results"]!.AsArray(), r => r!["calls_last_n_days"]!.GetValue<int>() > 0);
        Assert.Contains(told["notices"]!.AsArray(), n => n!.GetValue<string>().Contains("sales-email-read", StringComparison.Ordinal));
        Assert.Contains("sales-email-read", health["scopes_missing"]!.AsArray().Select(s => s!.GetValue<string>()));
    }

    [Fact]
    public async Task Ten_who_look_at_once_cost_one_reading_and_the_second_look_says_how_old_it_is()
    {
        await using var world = await CrmWorld.Start(server, "hubspot");
        await world.Connect("hubspot");

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => world.Get("/integrations/hubspot/salespeople/stats")));
        var once = world.Crm.Requests;
        var again = await world.Get("/integrations/hubspot/salespeople/stats");

        Assert.InRange(once, 4, 15);
        Assert.Equal(once, world.Crm.Requests);
        Assert.Contains(again["notices"]!.AsArray(), n => n!.GetValue<string>().StartsWith("As HubSpot told it at ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_crm_that_refuses_the_key_is_named_and_nothing_is_made_up()
    {
        await using var world = await CrmWorld.Start(server, "hubspot");
        await world.Connect("hubspot", new { key = "pat-wrong-wrong-wrong" });

        using var stats = await world.Admin.GetAsync("/integrations/hubspot/salespeople/stats", Stop);
        var health = await world.Get("/integrations/hubspot/salespeople/health");

        var problem = JsonNode.Parse(await stats.Content.ReadAsStringAsync(Stop))!;
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "crm_unavailable"), (stats.StatusCode, problem["code"]!.GetValue<string>()));
        Assert.DoesNotContain("pat-wrong", problem.ToJsonString(), StringComparison.Ordinal);
        Assert.False(health["reachable"]!.GetValue<bool>());
        Assert.Contains("does not accept the key", health["notices"]![0]!.GetValue<string>(), StringComparison.Ordinal);
    }

    static (int, int, int, int) Figures(JsonNode row) =>
        (row["emails_last_n_days"]!.GetValue<int>(), row["calls_last_n_days"]!.GetValue<int>(), row["meetings_last_n_days"]!.GetValue<int>(), row["new_deals_last_n_days"]!.GetValue<int>());

    static Sample SampleOf(Simulator crm) => crm switch { SalesforceSimulator s => s.Sample, PipedriveSimulator p => p.Sample, _ => ((NutshellSimulator)crm).Sample };
}

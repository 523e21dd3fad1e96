using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Rainmaker.Simulators;

namespace Rainmaker.Tests.Sync;

/// <summary>A CRM is read into a tenant: what stands here afterwards is what the CRM's own ledger knows.</summary>
public sealed class ReadingTests(TestServer server)
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    sealed record Figures(int Companies, int Contacts, (int Count, decimal Value) Open, (int Count, decimal Value) Won, (int Count, decimal Value) Lost);

    static Figures Told(JsonNode ledger)
    {
        var (counts, deals) = ledger["made"] is { } made ? (made["counts"]!, made["deals"]!) : (ledger["counts"]!, ledger["deals"]!);
        (int, decimal) Sum(string kind) => (deals[kind]!["count"]!.GetValue<int>(), deals[kind]!["value"]!.GetValue<decimal>());
        return new(counts["companies"]!.GetValue<int>(), counts["contacts"]!.GetValue<int>(), Sum("open"), Sum("won"), Sum("lost"));
    }

    static async Task<Figures> Here(CrmWorld world)
    {
        async Task<(int, decimal)> Sum(string status) => ((int)await world.App.Store.Ask<long>("select count(*) from deal where status = $1 and deleted_at is null", status),
            await world.App.Store.Ask<decimal>("select coalesce(sum(value), 0) from deal where status = $1 and deleted_at is null", status));
        return new((int)await world.App.Store.Ask<long>("select count(*) from company where deleted_at is null"), (int)await world.App.Store.Ask<long>("select count(*) from contact where deleted_at is null"), await Sum("open"), await Sum("won"), await Sum("lost"));
    }

    [Theory]
    [InlineData("hubspot"), InlineData("salesforce"), InlineData("pipedrive"), InlineData("nutshell")]
    public async Task What_is_read_equals_what_the_crm_knows(string source)
    {
        await using var world = await CrmWorld.Start(server, source, contacts: 300);
        var id = await world.Connect(source);

        var run = await world.Read(id);

        Assert.True(run["state"]!.GetValue<string>() == "done", run.ToJsonString());
        Assert.Equal(Told(world.Ledger()), await Here(world));
        Assert.Equal(100m, run["equal_share"]!.GetValue<decimal>());
        // Everything again changes nothing, once those who follow deals have judged them.
        while (await world.App.Store.Ask<long>("select count(*) from delivery where state = 'due'") > 0)
            await Task.Delay(50, Stop);
        var before = await world.App.Store.Ask<string>("select string_agg(x::text, ',' order by x) from (select md5(t::text) x from contact t union all select md5(t::text) from deal t union all select md5(t::text) from company t union all select md5(t::text) from activity t) all_rows");
        var again = await world.Read(id, "full");
        Assert.Equal((0, 0, 0), (again["created"]!.GetValue<int>(), again["updated"]!.GetValue<int>(), again["removed"]!.GetValue<int>()));
        Assert.Equal(before, await world.App.Store.Ask<string>("select string_agg(x::text, ',' order by x) from (select md5(t::text) x from contact t union all select md5(t::text) from deal t union all select md5(t::text) from company t union all select md5(t::text) from activity t) all_rows"));
        // What changed since: nothing.
        var since = await world.Read(id);
        Assert.Equal(("incremental", "done", 0), (since["mode"]!.GetValue<string>(), since["state"]!.GetValue<string>(), since["created"]!.GetValue<int>() + since["updated"]!.GetValue<int>()));
    }

    [Theory]
    [InlineData("throttle"), InlineData("error"), InlineData("reset"), InlineData("half_json")]
    public async Task What_passes_is_waited_out(string fault)
    {
        await using var world = await CrmWorld.Start(server, "hubspot");
        var id = await world.Connect("hubspot");
        world.Crm.Faults.Add(new Fault(fault, "/objects", Skip: 2, Times: 1, RetryAfter: 1, Status: 503));

        var run = await world.Read(id);

        Assert.Equal("done", run["state"]!.GetValue<string>());
        Assert.Equal(Told(world.Ledger()), await Here(world));
    }

    [Fact]
    public async Task What_may_not_be_read_counts_as_nothing_and_is_told()
    {
        await using var world = await CrmWorld.Start(server, "hubspot", hubspot: o => o with { Scopes = new HashSet<string> { "crm.objects.owners.read", "crm.objects.contacts.read", "crm.objects.deals.read" } });
        var id = await world.Connect("hubspot");

        var run = await world.Read(id);

        Assert.Equal("done", run["state"]!.GetValue<string>());
        Assert.Contains(run["gaps"]!.AsArray(), g => g!["what"]!.GetValue<string>() == "companies" && g["kind"]!.GetValue<string>() == "missing_scope");
        Assert.Equal(0, await world.App.Store.Ask<long>("select count(*) from company"));
        Assert.Equal(Told(world.Ledger()).Contacts, (await Here(world)).Contacts);
    }

    [Fact]
    public async Task A_key_withdrawn_in_the_middle_stops_it_and_a_new_one_goes_on_from_there()
    {
        await using var world = await CrmWorld.Start(server, "hubspot", contacts: 400);
        var id = await world.Connect("hubspot");
        world.Crm.Faults.Add(new Fault("unauthorised", "objects", Skip: 4, Times: -1));

        var stopped = await world.Read(id);
        Assert.Equal(("failed", "not_authorised"), (stopped["state"]!.GetValue<string>(), stopped["error_kind"]!.GetValue<string>()));
        Assert.Equal("failing", (await world.Get($"/api/connections/{id}"))["state"]!.GetValue<string>());
        var read = stopped["read"]!.GetValue<int>();
        Assert.True(read > 100, stopped.ToJsonString());

        world.Crm.Faults.Clear();
        var before = world.Crm.Requests;
        var on = await world.Read(id);
        Assert.Equal((stopped["id"]!.GetValue<string>(), "done"), (on["id"]!.GetValue<string>(), on["state"]!.GetValue<string>()));
        Assert.Equal(Told(world.Ledger()), await Here(world));
        Assert.True(world.Crm.Requests > before);
        Assert.Equal(Told(world.Ledger()).Contacts, on["steps"]!.AsArray().Single(s => s!["what"]!.GetValue<string>() == "contacts")!["created"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_crm_that_is_down_is_tried_again_later_by_itself()
    {
        await using var world = await CrmWorld.Start(server, "pipedrive");
        var id = await world.Connect("pipedrive");
        await world.Crm.DisposeAsync();

        var run = await world.Read(id);

        Assert.Equal(("waiting", "unavailable"), (run["state"]!.GetValue<string>(), run["error_kind"]!.GetValue<string>()));
        Assert.True(run["next_try_at"]!.GetValue<DateTimeOffset>() > world.App.Get<TimeProvider>().GetUtcNow());
    }

    [Fact]
    public async Task Two_readings_of_one_crm_at_once_are_refused_and_one_can_be_stopped()
    {
        await using var world = await CrmWorld.Start(server, "nutshell");
        var id = await world.Connect("nutshell");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.Admin.PostAsJsonAsync($"/api/connections/{id}/sync", new { }, Stop)));

        Assert.Equal((1, 7), (answers.Count(a => a.StatusCode == HttpStatusCode.Accepted), answers.Count(a => a.StatusCode == HttpStatusCode.Conflict)));

        var run = JsonNode.Parse(await answers.Single(a => a.StatusCode == HttpStatusCode.Accepted).Content.ReadAsStringAsync(Stop))!["id"]!.GetValue<Guid>();
        using (var stopped = await world.Admin.PostAsync($"/api/connections/{id}/runs/{run}/stop", null, Stop))
            Assert.Equal(HttpStatusCode.NoContent, stopped.StatusCode);
        await world.Work();
        Assert.Equal("stopped", (await world.Get($"/api/connections/{id}/runs/{run}"))["state"]!.GetValue<string>());
    }

    [Fact]
    public async Task Another_tenant_does_not_see_a_run()
    {
        await using var world = await CrmWorld.Start(server, "nutshell");
        var id = await world.Connect("nutshell");
        var run = await world.Ask(id);
        using var stranger = await world.App.As(Role.Admin, tenant: await world.App.NewTenant("globex"));

        foreach (var address in (string[])[$"/api/connections/{id}/runs", $"/api/connections/{id}/runs/{run}"])
        {
            using var answer = await stranger.GetAsync(address, Stop);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
        using var start = await stranger.PostAsJsonAsync($"/api/connections/{id}/sync", new { }, Stop);
        Assert.Equal(HttpStatusCode.NotFound, start.StatusCode);
    }
}

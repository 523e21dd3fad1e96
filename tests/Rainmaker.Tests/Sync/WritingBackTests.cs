using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Rainmaker.Simulators;
using Rainmaker.Sync.Writes;

namespace Rainmaker.Tests.Sync;

/// <summary>What people change here reaches the CRM, once, however often it was away; what it does not accept is shown and can be sent again.</summary>
public sealed class WritingBackTests(TestServer server)
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    static async Task<(Guid Id, string External)> Person(CrmWorld world)
    {
        var id = await world.App.Store.Ask<Guid>("select id from contact where email_hash is not null order by id limit 1");
        return (id, (await world.App.Store.Ask<string>("select external_id from contact where id = $1", id))!);
    }

    static async Task Change(CrmWorld world, Guid id, object body)
    {
        using var answer = await world.Admin.PutAsJsonAsync($"/api/contacts/{id}", body, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }

    static async Task<JsonNode> Until(CrmWorld world, Guid connection, Func<JsonNode, bool> reached)
    {
        for (var tries = 0; tries < 200; tries++)
        {
            if ((await world.Get($"/api/connections/{connection}/writes"))["data"]!.AsArray() is [{ } first, ..] && reached(first))
                return first;
            await Task.Delay(100, Stop);
        }
        throw new TimeoutException((await world.Get($"/api/connections/{connection}/writes")).ToJsonString());
    }

    static bool Is(JsonNode write, string state) => write["state"]!.GetValue<string>() == state;

    [Theory]
    [InlineData("hubspot"), InlineData("salesforce"), InlineData("pipedrive"), InlineData("nutshell")]
    public async Task A_change_here_stands_there_afterwards_and_comes_back_as_no_change(string source)
    {
        await using var world = await CrmWorld.Start(server, source);
        var connection = await world.Connect(source);
        await world.Read(connection);
        var (id, external) = await Person(world);

        await Change(world, id, new { phone = "+44 20 7946 0123" });

        var write = await Until(world, connection, w => Is(w, "done"));
        Assert.Equal(("updated", external), (write["outcome"]!.GetValue<string>(), write["external_id"]!.GetValue<string>()));
        var again = await world.Read(connection, "full");
        Assert.True(again["equal_share"]?.GetValue<decimal>() == 100, again.ToJsonString());
        Assert.Equal(1, await world.App.Store.Ask<long>("select count(*) from crm_write"));
    }

    [Fact]
    public async Task A_crm_that_is_down_gets_it_later_and_once()
    {
        await using var world = await CrmWorld.Start(server, "hubspot");
        var connection = await world.Connect("hubspot");
        await world.Read(connection);
        var (id, _) = await Person(world);
        world.Crm.Faults.Add(new Fault("error", "contacts", Times: -1, Status: 503));

        await Change(world, id, new { job_title = "Head of buying" });
        await Change(world, id, new { job_title = "Chief buyer" });
        var waits = await Until(world, connection, w => Is(w, "due") && w["last_error"] is not null);
        Assert.Equal("unavailable", waits["error_kind"]!.GetValue<string>());

        world.Crm.Faults.Clear();
        await world.Post($"/api/connections/{connection}/writes/replay");
        await Until(world, connection, w => Is(w, "done"));
        var written = world.Ledger()["traffic"]!["written"]!.AsArray();
        Assert.Single(written);
        Assert.Contains("Chief buyer", written[0]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_crm_does_not_allow_is_dead_and_can_be_sent_again()
    {
        await using var world = await CrmWorld.Start(server, "hubspot");
        var connection = await world.Connect("hubspot");
        await world.Read(connection);
        var (id, _) = await Person(world);
        world.Crm.Faults.Add(new Fault("missing_scope", "contacts", Times: -1, Scope: "crm.objects.contacts.write"));

        await Change(world, id, new { job_title = "Chief buyer" });
        var dead = await Until(world, connection, w => Is(w, "dead"));
        Assert.Contains("crm.objects.contacts.write", dead["last_error"]!.GetValue<string>(), StringComparison.Ordinal);

        world.Crm.Faults.Clear();
        Assert.Equal(1, (await world.Post($"/api/connections/{connection}/writes/replay"))["count"]!.GetValue<int>());
        await Until(world, connection, w => Is(w, "done"));
    }

    [Fact]
    public async Task A_connection_that_shall_not_be_written_is_not()
    {
        await using var world = await CrmWorld.Start(server, "hubspot");
        var connection = await world.Connect("hubspot");
        await world.Read(connection);
        using (var off = await world.Admin.PutAsJsonAsync($"/api/connections/{connection}", new { writes_back = false }, Stop))
            Assert.True(off.IsSuccessStatusCode);
        var (id, _) = await Person(world);

        await Change(world, id, new { job_title = "Chief buyer" });
        while (await world.App.Store.Ask<long>("select count(*) from delivery where state = 'due'") > 0)
            await Task.Delay(50, Stop);

        Assert.Equal(0, await world.App.Store.Ask<long>("select count(*) from crm_write"));
    }

    [Fact]
    public async Task Two_workers_write_a_record_once()
    {
        await using var world = await CrmWorld.Start(server, "hubspot", adjust: b => b.Services.Remove(b.Services.Last(s => s.ServiceType == typeof(Microsoft.Extensions.Hosting.IHostedService) && s.ImplementationFactory?.Method.ReturnType == typeof(SendWrites))));
        var connection = await world.Connect("hubspot");
        await world.Read(connection);
        var (id, _) = await Person(world);
        await Change(world, id, new { job_title = "Chief buyer" });
        while (await world.App.Store.Ask<long>("select count(*) from crm_write") == 0)
            await Task.Delay(50, Stop);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => world.App.Get<SendWrites>().One(world.App.Tenant, Stop)));

        Assert.Single(world.Ledger()["traffic"]!["written"]!.AsArray());
    }
}

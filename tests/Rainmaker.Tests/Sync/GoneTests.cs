using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Rainmaker.Simulators;
using Rainmaker.Simulators.HubSpot;
using Rainmaker.Sync.Runs;

namespace Rainmaker.Tests.Sync;

/// <summary>What disappears: records there, and workers here.</summary>
public sealed class GoneTests(TestServer server)
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Deletions_and_merges_there_are_followed_and_said()
    {
        await using var world = await CrmWorld.Start(server, "hubspot", hubspot: o => o with { IndexLag = TimeSpan.Zero });
        var id = await world.Connect("hubspot");
        await world.Read(id);
        using var hubspot = new HttpClient { BaseAddress = world.Crm.Address, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", new HubSpotOptions().Token) } };
        var deal = (await world.App.Store.Ask<string>("select external_id from deal order by id limit 1"))!;
        var kept = (await world.App.Store.Ask<string>("select external_id from contact where email_hash is not null order by id limit 1"))!;
        var lost = (await world.App.Store.Ask<string>("select external_id from contact where email_hash is not null and external_id <> $1 order by id desc limit 1", kept))!;
        using (var gone = await hubspot.DeleteAsync($"/crm/v3/objects/deals/{deal}", Stop))
            Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        using (var merged = await hubspot.PostAsJsonAsync("/crm/v3/objects/contacts/merge", new { primaryObjectId = kept, objectIdToMerge = lost }, Stop))
            Assert.Equal(HttpStatusCode.OK, merged.StatusCode);

        var run = await world.Read(id, "full");

        Assert.True(run["state"]!.GetValue<string>() == "done", run.ToJsonString());
        Assert.True(run["removed"]!.GetValue<int>() == 2, run.ToJsonString());
        Assert.Equal("deleted", await world.App.Store.Ask<string>("select state from sync_link where kind = 'deal' and external_id = $1", deal));
        Assert.Equal(1, await world.App.Store.Ask<long>("select count(*) from deal where external_id = $1 and deleted_at is not null", deal));
        Assert.Equal($"merged {kept}", await world.App.Store.Ask<string>("select state || ' ' || merged_into from sync_link where kind = 'contact' and external_id = $1", lost));
        Assert.Equal(1, await world.App.Store.Ask<long>("select count(*) from record_merge"));
        // Once more: nothing is followed twice.
        Assert.Equal(0, (await world.Read(id, "full"))["removed"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_killed_reading_goes_on_behind_its_last_whole_page()
    {
        await using var world = await CrmWorld.Start(server, "hubspot", contacts: 400);
        var id = await world.Connect("hubspot");
        var run = await world.Ask(id);
        world.Crm.Faults.Add(new Fault("slow", "contacts", Skip: 2, Times: -1, Milliseconds: 4_000));
        using (var kill = new CancellationTokenSource())
        {
            var work = world.App.Get<RunningSyncs>().WorkOne(world.App.Tenant, kill.Token);
            while (await world.App.Store.Ask<long>("select count(*) from contact") < 200)
                await Task.Delay(50, Stop);
            await kill.CancelAsync();
            await Assert.ThrowsAnyAsync<Exception>(() => work);
        }
        world.Crm.Faults.Clear();
        // Its lease still holds: nobody takes it up, and nobody begins another.
        await world.Work();
        using (var second = await world.Admin.PostAsJsonAsync($"/api/connections/{id}/sync", new { }, Stop))
            Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);

        await world.App.Store.Ask<int>("update sync_run set leased_until = now() - interval '1 second'");
        await world.Work();

        var done = await world.Get($"/api/connections/{id}/runs/{run}");
        Assert.Equal(("done", 2), (done["state"]!.GetValue<string>(), done["attempts"]!.GetValue<int>()));
        Assert.Equal(400, await world.App.Store.Ask<long>("select count(*) from contact"));
        Assert.Equal(100m, done["equal_share"]!.GetValue<decimal>());
    }
}

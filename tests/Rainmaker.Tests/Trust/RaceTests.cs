using System.Net.Http.Json;

namespace Rainmaker.Tests.Trust;

/// <summary>Fifty at once: one of them does it, the others are told that somebody was faster.</summary>
public sealed class RaceTests(TestServer server)
{
    const int Many = 50;

    [Fact]
    public async Task Of_fifty_changes_to_one_version_one_is_made()
    {
        await using var world = await TwoTenants.Start(server);
        var (rep, address) = (world.Visitor("rep"), $"/api/opportunities/{world.Id(Kind.Deal, Whose.Ada)}");
        using var read = await rep.Http.GetAsync(address);

        var answers = await AtOnce(rep.Http, n => new(HttpMethod.Put, address) { Content = JsonContent.Create(new { notes = $"Change {n}" }), Headers = { IfMatch = { read.Headers.ETag! } } });

        Assert.Equal((1, Many - 1), (answers.Count(s => s == 200), answers.Count(s => s is 409 or 412)));
        await world.Quiet();
        Assert.Equal(1, await world.App.Store.Ask<long>("select count(*) from audit where resource_id = $1 and action = 'deal.update'", Guid.Parse(world.Id(Kind.Deal, Whose.Ada))));
    }

    [Fact]
    public async Task Of_fifty_conversions_one_makes_the_deal()
    {
        await using var world = await TwoTenants.Start(server);
        var (rep, lead) = (world.Visitor("rep"), world.Id(Kind.Lead, Whose.Ada));
        await world.App.Store.Ask<int>("update lead set status = 'qualified' where id = $1", Guid.Parse(lead));

        var answers = await AtOnce(rep.Http, _ => new(HttpMethod.Post, $"/api/leads/{lead}/convert") { Content = JsonContent.Create(new { }) });

        Assert.Equal((1, Many - 1), (answers.Count(s => s is 200 or 201), answers.Count(s => s is 409 or 412)));
        Assert.Equal(1, await world.App.Store.Ask<long>("select count(*) from deal where lead_id = $1", Guid.Parse(lead)));
    }

    [Fact]
    public async Task Of_fifty_closings_one_closes()
    {
        await using var world = await TwoTenants.Start(server);
        var (rep, deal) = (world.Visitor("rep"), world.Id(Kind.Deal, Whose.Ada));

        var answers = await AtOnce(rep.Http, n => new(HttpMethod.Post, $"/api/opportunities/{deal}/close") { Content = JsonContent.Create(n % 2 == 0 ? (object)new { outcome = "won" } : new { outcome = "lost", reason = "Price" }) });

        Assert.Equal((1, Many - 1), (answers.Count(s => s == 200), answers.Count(s => s is 409 or 412)));
        Assert.Equal(1, await world.App.Store.Ask<long>("select count(*) from event where kind = 'deal.closed' and entity_id = $1", Guid.Parse(deal)));
    }

    [Fact]
    public async Task One_person_captured_fifty_times_at_once_is_one_lead()
    {
        await using var world = await TwoTenants.Start(server);

        var answers = await AtOnce(world.Admin.Http, _ => new(HttpMethod.Post, "/api/leads") { Content = JsonContent.Create(new { name = "Paula Quick", email = "paula@quick.test" }) });

        Assert.Equal((1, Many - 1), (answers.Count(s => s == 201), answers.Count(s => s == 200)));
        Assert.Equal(1, await world.App.Store.Ask<long>("select count(*) from lead where name = 'Paula Quick'"));
    }

    static async Task<int[]> AtOnce(HttpClient caller, Func<int, HttpRequestMessage> request) => await Task.WhenAll(Enumerable.Range(0, Many).Select(async n =>
    {
        using var message = request(n);
        using var answer = await caller.SendAsync(message);
        return (int)answer.StatusCode;
    }));
}

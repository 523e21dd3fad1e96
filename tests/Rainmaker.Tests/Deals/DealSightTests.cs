using System.Net;

namespace Rainmaker.Tests.Deals;

public sealed class DealSightTests(DealsWorld world) : IClassFixture<DealsWorld>
{
    static readonly (HttpMethod Method, string Path, object? Body)[] Routes =
    [
        (HttpMethod.Get, "", null), (HttpMethod.Put, "", new { product = "x" }), (HttpMethod.Delete, "", null), (HttpMethod.Post, "/move", new { deal_stage = "proposal" }),
        (HttpMethod.Post, "/close", new { outcome = "won" }), (HttpMethod.Post, "/reopen", new { }), (HttpMethod.Post, "/restore", null), (HttpMethod.Get, "/contacts", null), (HttpMethod.Get, "/history", null),
        (HttpMethod.Put, $"/contacts/{Guid.Empty}", new { role = "user" }), (HttpMethod.Delete, $"/contacts/{Guid.Empty}", null),
    ];

    [Fact]
    public async Task Another_tenants_deal_is_on_every_route_as_if_it_were_not_there()
    {
        var id = await world.Rep.Opens("Hidden from strangers");
        foreach (var (method, path, body) in Routes)
        {
            var (status, problem, _) = await world.Stranger.Say(method, $"/api/opportunities/{id}{path}", body);
            var (_, unknown, _) = await world.Stranger.Say(method, $"/api/opportunities/{Guid.CreateVersion7()}{path}", body);
            Assert.Equal((HttpStatusCode.NotFound, unknown.Word("detail")), (status, problem.Word("detail")));
        }
    }

    [Fact]
    public async Task A_rep_cannot_reach_a_colleagues_deal()
    {
        var id = await world.Rep.Opens("Ada's own");
        foreach (var (method, path, body) in Routes)
            Assert.Equal(HttpStatusCode.NotFound, (await world.Colleague.Say(method, $"/api/opportunities/{id}{path}", body)).Status);
        Assert.DoesNotContain(id, (await world.Colleague.Get("/api/opportunities?limit=200")).Body!.ToJsonString());
    }

    [Fact]
    public async Task A_manager_sees_the_teams_deals_and_gives_them_away_and_a_rep_does_not()
    {
        var id = await world.Rep.Opens("To be handed over");

        Assert.Equal(HttpStatusCode.Forbidden, (await world.Rep.Put($"/api/opportunities/{id}", new { assigned_to = world.Ben.Id })).Status);
        Assert.Equal(HttpStatusCode.OK, (await world.Manager.Put($"/api/opportunities/{id}", new { assigned_to = world.Ben.Id })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Rep.Get($"/api/opportunities/{id}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await world.Colleague.Get($"/api/opportunities/{id}")).Status);
    }

    [Fact]
    public async Task Customer_success_sees_won_deals_and_changes_none()
    {
        var (open, won) = (await world.Rep.Opens("Still open"), await world.Rep.Opens("Won already"));
        await world.Rep.Post($"/api/opportunities/{won}/close", new { outcome = "won" });

        Assert.Equal(HttpStatusCode.NotFound, (await world.Success.Get($"/api/opportunities/{open}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await world.Success.Get($"/api/opportunities/{won}")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.Success.Put($"/api/opportunities/{won}", new { product = "x" })).Status);
    }

    [Fact]
    public async Task Only_an_administrator_shapes_pipelines()
    {
        Assert.Equal(HttpStatusCode.Forbidden, (await world.Manager.Post("/api/pipelines", new { key = "mine", name = "Mine", template = "sales" })).Status);
        Assert.Contains("sales", (await world.Rep.Get("/api/pipelines")).Body!["data"]!.AsArray().Select(p => p.Word("key")));
    }

    [Fact]
    public async Task The_rule_in_SQL_means_the_rule_in_LINQ()
    {
        var mine = await world.Rep.Opens("Seen by both rules");
        var won = await world.Colleague.Opens("Won by Ben");
        await world.Colleague.Post($"/api/opportunities/{won}/close", new { outcome = "won" });
        foreach (var actor in new[] { await world.App.ActorOf(world.Ada), await world.App.ActorOf(world.Mona), await world.App.ActorOf(world.Ben), Actor.System(world.App.Tenant), Actor.System(world.App.Tenant) with { Role = Role.CustomerSuccess } })
        {
            await using var db = await world.App.Database.Open(actor, TestContext.Current.CancellationToken);
            var byLinq = Rainmaker.Deals.DealSight.VisibleTo(db.Set<Rainmaker.Deals.Deal>(), actor).Select(d => d.Id).ToHashSet();
            await using var command = db.Command("select d.id from deal d where " + Rainmaker.Deals.DealSight.Sql);
            command.Parameters.AddRange(Rainmaker.Deals.DealSight.Parameters(actor));
            var bySql = new HashSet<Guid>();
            await using (var rows = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken))
                while (await rows.ReadAsync(TestContext.Current.CancellationToken))
                    bySql.Add(rows.GetGuid(0));
            Assert.Equal(byLinq, bySql);
            if (actor.Role == Role.CustomerSuccess)
                Assert.Equal((false, true), (bySql.Contains(Guid.Parse(mine)), bySql.Contains(Guid.Parse(won))));
        }
    }
}

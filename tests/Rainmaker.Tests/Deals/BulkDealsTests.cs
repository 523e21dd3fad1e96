using System.Net;
using System.Text.Json.Nodes;
using AngleSharp.Html.Parser;
using Rainmaker.Platform.Files;

namespace Rainmaker.Tests.Deals;

public sealed class BulkDealsTests(DealsWorld world) : IClassFixture<DealsWorld>
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    static string Tag() => "bulk" + Guid.CreateVersion7().ToString("N");

    [Fact]
    public async Task A_manager_gives_all_that_match_to_somebody()
    {
        var tag = Tag();
        foreach (var name in new[] { "One", "Two" })
            await world.Rep.Opens(name, new { tags = new[] { tag } });
        var other = await world.Rep.Opens("Untouched");

        var (status, answer, _) = await world.Manager.Post("/api/opportunities/bulk/assign", new { all_matching = $"tag={tag}", owner_id = world.Mona.Id });

        Assert.Equal((HttpStatusCode.OK, 2, 0), (status, answer!["changed"]!.GetValue<int>(), answer["unchanged"]!.GetValue<int>()));
        Assert.All((await world.Manager.Get($"/api/opportunities?tag={tag}")).Body!["data"]!.AsArray(), d => Assert.Equal(world.Mona.Id.ToString(), d.Word("assigned_to")));
        Assert.Equal(world.Ada.Id.ToString(), (await world.Rep.Get($"/api/opportunities/{other}")).Body.Word("assigned_to"));
        Assert.Equal(HttpStatusCode.Forbidden, (await world.Rep.Post("/api/opportunities/bulk/assign", new { all_matching = "", owner_id = world.Ada.Id })).Status);
    }

    [Fact]
    public async Task Deals_move_together_and_those_that_may_not_stay()
    {
        var tag = Tag();
        await world.Admin.Post("/api/pipelines", JsonNode.Parse($$"""
            { "key": "{{tag[..20]}}", "name": "Guarded", "stages": [{ "key": "discovery" },
              { "key": "visit", "probability": 40, "entry_rules": ["value", "contact", "activity:meeting"] }, { "key": "won", "kind": "won" }, { "key": "lost", "kind": "lost" }] }
            """));
        var ready = await world.Rep.Opens("Ready", new { tags = new[] { tag }, pipeline = tag[..20], value_estimate = 10 });
        await world.Rep.Opens("Lacks a value", new { tags = new[] { tag }, pipeline = tag[..20] });
        await world.Rep.Opens("Of another pipeline", new { tags = new[] { tag } });
        var contact = Guid.CreateVersion7();
        await world.App.Store.Ask<int>("insert into contact (tenant_id, id, name, owner_id, created_at, updated_at) values ($1, $2, 'Vera Holm', $3, now(), now())", world.App.Tenant, contact, world.Ada.Id);
        await world.Rep.Put($"/api/opportunities/{ready}/contacts/{contact}", new { role = "user" });
        var visit = new { all_matching = $"tag={tag}", deal_stage = "visit" };
        Assert.Equal(0, (await world.Rep.Post("/api/opportunities/bulk/move", visit)).Body!["changed"]!.GetValue<int>());
        await world.Rep.Post("/api/activities", new { entity_type = "opportunity", entity_id = ready, activity_type = "meeting" });

        var (status, answer, _) = await world.Rep.Post("/api/opportunities/bulk/move", visit);

        Assert.Equal((HttpStatusCode.OK, 1, 2), (status, answer!["changed"]!.GetValue<int>(), answer["unchanged"]!.GetValue<int>()));
        var deal = (await world.Rep.Get($"/api/opportunities/{ready}")).Body!;
        Assert.Equal(("visit", 40m), (deal.Word("deal_stage"), deal["probability"]!.GetValue<decimal>()));
        Assert.Contains("today", deal["health_reasons"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(["visit", "discovery"], (await world.Rep.Get($"/api/opportunities/{ready}/history")).Body!["data"]!.AsArray().Select(s => s.Word("to_stage")));
        Assert.Equal(1, await world.App.Store.Ask<long>("select count(*) from audit where action = 'deal.stage_change' and resource_id = $1", Guid.Parse(ready)));
    }

    [Fact]
    public async Task Nobody_changes_deals_out_of_sight_by_picking_their_ids()
    {
        var id = await world.Colleague.Opens("Somebody else's");

        var (status, answer, _) = await world.Rep.Post("/api/opportunities/bulk/move", new { ids = new[] { id }, deal_stage = "proposal" });

        Assert.Equal((HttpStatusCode.OK, 0, 0), (status, answer!["changed"]!.GetValue<int>(), answer["unchanged"]!.GetValue<int>()));
        Assert.Equal("discovery", (await world.Colleague.Get($"/api/opportunities/{id}")).Body.Word("deal_stage"));
        Assert.Equal("ids", (await world.Rep.Post("/api/opportunities/bulk/move", new { deal_stage = "proposal" })).Body.Word("field"));
        Assert.Equal("deal_stage", (await world.Rep.Post("/api/opportunities/bulk/move", new { ids = new[] { id }, deal_stage = "won" })).Body.Word("field"));
    }

    [Fact]
    public async Task Picked_rows_are_moved_and_taken_out_for_Excel_from_the_table()
    {
        var tag = Tag();
        var ids = new[] { await world.Rep.Opens("=Picked", new { tags = new[] { tag }, value_estimate = 1234.5, expected_close_date = "2027-02-03" }), await world.Rep.Opens("Left", new { tags = new[] { tag } }) };
        var browser = await world.App.SignedIn(world.Ada);
        var page = await new HtmlParser().ParseDocumentAsync(await browser.GetStringAsync($"/deals?tag={tag}", Stop), Stop);
        Assert.Equal(2, page.QuerySelectorAll("td.pick input[name=id]").Length);

        using var moved = await browser.PostAsync("/deals/bulk/move", new FormUrlEncodedContent([new("id", ids[0]), new("deal_stage", "proposal")]), Stop);
        using var file = await browser.PostAsync("/deals/bulk/export?format=xlsx", new FormUrlEncodedContent([new("id", ids[0])]), Stop);

        Assert.Equal(HttpStatusCode.SeeOther, moved.StatusCode);
        Assert.Equal(["proposal_sent", "discovery"], new[] { (await world.Rep.Get($"/api/opportunities/{ids[0]}")).Body.Word("deal_stage"), (await world.Rep.Get($"/api/opportunities/{ids[1]}")).Body.Word("deal_stage") });
        Assert.EndsWith(".xlsx", file.Content.Headers.ContentDisposition!.FileName!.Trim('"'), StringComparison.Ordinal);
        using var table = TableFile.Open(new MemoryStream(await file.Content.ReadAsByteArrayAsync(Stop)), null).Value;
        var row = Assert.Single(table.Rows());
        string? Of(string column) => row.Cells[table.Headers.ToList().IndexOf(column)];
        Assert.Equal(("=Picked", "1234.5", "2027-02-03"), (Of("deal_name"), Of("value_estimate"), Of("expected_close_date")));
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.GetAsync("/deals/export?format=pdf", Stop)).StatusCode);
    }
}

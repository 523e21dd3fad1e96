using System.Net;
using System.Text.Json.Nodes;

namespace Rainmaker.Tests.Deals;

public sealed class DealApiTests(DealsWorld world) : IClassFixture<DealsWorld>
{
    static readonly string[] Fleet = ["fleet"];
    static readonly string[] Rules = ["value", "expected_close_date", "activity:meeting"];

    [Fact]
    public async Task A_deal_answers_with_all_fields_of_the_sales_module_and_its_words()
    {
        var (status, deal, tag) = await world.Rep.Post("/api/opportunities", new { deal_name = "Fleet rollout", deal_stage = "proposal", value_estimate = 20_500.5, expected_close_date = "2027-03-31", company = "Northwind" });

        Assert.Equal(HttpStatusCode.Created, status);
        Assert.NotNull(tag);
        string[] asked = ["id", "lead_id", "deal_name", "expected_close_date", "deal_stage", "value_estimate", "assigned_to", "created_at", "updated_at",
            "life_stage", "probability", "source", "external_id", "health_score", "risk_level", "documents", "activity_log"];
        Assert.Empty(asked.Except(deal!.AsObject().Select(p => p.Key)));
        Assert.Equal(("proposal_sent", "50", "prospect", "2027-03-31", world.Ada.Id.ToString()),
            (deal.Word("deal_stage"), deal.Word("probability"), deal.Word("life_stage"), deal.Word("expected_close_date"), deal.Word("assigned_to")));
        Assert.NotNull(deal["health_score"]);
        Assert.NotNull(deal["company_id"]);
    }

    [Fact]
    public async Task Moving_writes_history_timeline_event_and_audit()
    {
        var id = await world.Rep.Opens("Cold chain sensors");

        var (status, deal, _) = await world.Rep.Post($"/api/opportunities/{id}/move", new { deal_stage = "negotiation" });

        Assert.Equal((HttpStatusCode.OK, "negotiation", "75"), (status, deal.Word("deal_stage"), deal.Word("probability")));
        var store = world.App.Store;
        Assert.Equal(2, await store.Ask<long>("select count(*) from deal_stage_change where deal_id = $1::uuid", id));
        Assert.Equal(1, await store.Ask<long>("select count(*) from deal_stage_change where deal_id = $1::uuid and seconds_in_stage is not null and to_probability = 75", id));
        Assert.Equal("Moved from Discovery to Negotiation", await store.Ask<string>("select description from activity where entity_id = $1::uuid and kind = 'stage_change'", id));
        Assert.Equal(1, await store.Ask<long>("select count(*) from event where entity_id = $1::uuid and kind = 'deal.moved'", id));
        Assert.Equal("discovery negotiation", await store.Ask<string>(
            "select (detail->'metadata'->>'old_stage') || ' ' || (detail->'metadata'->>'new_stage') from audit where resource_id = $1::uuid and action = 'deal.stage_change'", id));
    }

    [Fact]
    public async Task A_stale_move_and_a_stale_change_are_refused()
    {
        var id = await world.Rep.Opens("Two at once");
        var (_, _, seen) = await world.Rep.Get($"/api/opportunities/{id}");
        await world.Rep.Put($"/api/opportunities/{id}", new { product = "Sensors" }, seen);

        Assert.Equal(HttpStatusCode.PreconditionFailed, (await world.Rep.Put($"/api/opportunities/{id}", new { product = "Gateways" }, seen)).Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await world.Rep.Post($"/api/opportunities/{id}/move", new { deal_stage = "proposal" }, seen)).Status);
        Assert.Equal(HttpStatusCode.OK, (await world.Rep.Put($"/api/opportunities/{id}", new { product = "Gateways" })).Status);
    }

    [Fact]
    public async Task Health_that_is_judged_again_makes_nobody_stale()
    {
        var id = await world.Rep.Opens("Judged");
        var (_, _, seen) = await world.Rep.Get($"/api/opportunities/{id}");
        await world.App.Store.Ask<int>("update deal set health_score = 1 where id = $1::uuid", id);

        await Rainmaker.Deals.RefreshDealHealth.Handle(world.App.Tenant, world.App.Database, world.App.Get<Rainmaker.Deals.PipelineBooks>(), TestContext.Current.CancellationToken);

        var (_, deal, tag) = await world.Rep.Get($"/api/opportunities/{id}");
        Assert.Equal(seen, tag);
        Assert.NotEqual("1", deal.Word("health_score"));
    }

    [Fact]
    public async Task A_deal_is_closed_once()
    {
        var id = await world.Rep.Opens("Renewal", new { value_estimate = 900 });

        var (status, deal, _) = await world.Rep.Post($"/api/opportunities/{id}/close", new { outcome = "lost", reason = "price", closed_at = "2026-01-15" });

        Assert.Equal((HttpStatusCode.OK, "lost", "lost", "0", "2026-01-15"), (status, deal.Word("deal_stage"), deal.Word("life_stage"), deal.Word("probability"), deal.Word("closed_on")));
        Assert.Null(deal!["health_score"]);
        var (again, problem, _) = await world.Rep.Post($"/api/opportunities/{id}/close", new { outcome = "won" });
        Assert.Equal((HttpStatusCode.Conflict, "closed_before"), (again, problem.Word("code")));
    }

    [Fact]
    public async Task A_lost_deal_comes_back_to_where_it_was()
    {
        var id = await world.Rep.Opens("Second thoughts", new { deal_stage = "proposal" });
        await world.Rep.Post($"/api/opportunities/{id}/close", new { outcome = "lost", reason = "no budget" });

        var (status, deal, _) = await world.Rep.Post($"/api/opportunities/{id}/reopen");

        Assert.Equal((HttpStatusCode.OK, "proposal_sent", "open"), (status, deal.Word("deal_stage"), deal.Word("status")));
        Assert.Null(deal!["lost_reason"]);
    }

    [Theory]
    [InlineData("won"), InlineData("closed_lost")]
    public async Task A_change_cannot_close_a_deal(string word)
    {
        var id = await world.Rep.Opens("Not this way");

        var (status, problem, _) = await world.Rep.Put($"/api/opportunities/{id}", new { deal_stage = word });

        Assert.Equal((HttpStatusCode.BadRequest, "close_it_instead", "deal_stage"), (status, problem.Word("code"), problem.Word("field")));
    }

    [Fact]
    public async Task A_change_replaces_only_what_was_sent_and_null_empties()
    {
        var id = await world.Rep.Opens("Partly", new { value_estimate = 100, product = "Sensors", expected_close_date = "2027-01-10" });

        var (_, deal, _) = await world.Rep.Put($"/api/opportunities/{id}", new { value_estimate = 250, product = (string?)null, expected_close_date = "2027-02-10" });

        Assert.Equal(("Partly", "250", "1"), (deal.Word("deal_name"), deal.Word("value_estimate"), deal.Word("close_date_pushes")));
        Assert.Null(deal!["product"]);
    }

    [Fact]
    public async Task A_deal_sent_back_whole_as_it_was_read_changes_nothing()
    {
        var id = await world.Rep.Opens("Whole", new { deal_stage = "proposal", company = "Tailspin", tags = Fleet });
        var (_, deal, seen) = await world.Rep.Get($"/api/opportunities/{id}");
        string[] own = ["id", "lead_id", "deal_name", "expected_close_date", "deal_stage", "value_estimate", "assigned_to", "created_at", "updated_at", "probability", "source", "external_id", "currency", "company", "company_id", "tags"];
        var same = new JsonObject(own.Select(f => KeyValuePair.Create(f, deal![f]?.DeepClone())));

        var (status, body, tag) = await world.Rep.Put($"/api/opportunities/{id}", same);

        Assert.True(status == HttpStatusCode.OK, body?.ToJsonString());
        Assert.Equal(seen, tag);
    }

    [Fact]
    public async Task A_value_in_dollars_is_summed_in_euros_and_a_currency_without_rate_is_refused()
    {
        var (_, deal, _) = await world.Rep.Post("/api/opportunities", new { deal_name = "Dollars", value_estimate = 1000, currency = "USD" });
        Assert.Equal(("1000", "900"), (deal.Word("value_estimate"), deal.Word("base_value")));

        var (status, problem, _) = await world.Rep.Post("/api/opportunities", new { deal_name = "Yen", value_estimate = 1000, currency = "JPY" });
        Assert.Equal((HttpStatusCode.BadRequest, "currency_without_rate", "currency", "JPY"), (status, problem.Word("code"), problem.Word("field"), problem.Word("value")));
    }

    [Fact]
    public async Task A_deleted_deal_is_gone_until_it_is_restored()
    {
        var id = await world.Rep.Opens("Away");

        Assert.Equal(HttpStatusCode.NoContent, (await world.Rep.Say(HttpMethod.Delete, $"/api/opportunities/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Rep.Get($"/api/opportunities/{id}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await world.Rep.Post($"/api/opportunities/{id}/restore")).Status);
        Assert.Equal(HttpStatusCode.OK, (await world.Rep.Get($"/api/opportunities/{id}")).Status);
    }

    [Fact]
    public async Task A_stage_that_asks_for_something_lets_no_deal_in_without_it()
    {
        var (_, made, _) = await world.Admin.Post("/api/pipelines", new { key = "guarded", name = "Guarded", template = "new_business" });
        var stage = made!["stages"]!.AsArray().Single(s => s.Word("key") == "first_meeting")!;
        Assert.Equal(HttpStatusCode.OK, (await world.Admin.Put($"/api/stages/{stage.Word("id")}", new { entry_rules = Rules })).Status);
        var id = await world.Rep.Opens("Guarded deal", new { pipeline = "guarded" });

        var (status, problem, _) = await world.Rep.Post($"/api/opportunities/{id}/move", new { deal_stage = "first_meeting" });

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(["value_estimate", "expected_close_date", "activity"], problem!["errors"]!.AsArray().Select(e => e.Word("field")));
        Assert.Equal("inbound_lead", (await world.Rep.Get($"/api/opportunities/{id}")).Body.Word("deal_stage"));
    }

    [Theory]
    [InlineData("{\"deal_name\":\"x\",\"colour\":\"red\"}", "bad_json"), InlineData("{\"deal_name\":\"x\",\"value_estimate\":\"many\"}", "bad_json"), InlineData("{\"deal_name\":", "bad_json"),
        InlineData("{\"deal_name\":\"x\",\"deal_stage\":\"nowhere\"}", "no_such_stage"), InlineData("{\"deal_name\":\"x\",\"source\":\"the moon\"}", "no_such_source"), InlineData("{}", "name_missing")]
    public async Task Bad_input_is_answered_with_what_is_wrong(string body, string code)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await world.Rep.PostAsync("/api/opportunities", content, TestContext.Current.CancellationToken);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal((HttpStatusCode.BadRequest, code), (answer.StatusCode, problem.Word("code")));
    }
}

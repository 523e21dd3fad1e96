using System.Net;

namespace Rainmaker.Tests.Deals;

public sealed class ListDealsTests(DealsWorld world) : IClassFixture<DealsWorld>
{
    [Theory]
    [InlineData("created_at"), InlineData("-created_at"), InlineData("value"), InlineData("-value"), InlineData("expected_close_date"), InlineData("-expected_close_date"),
        InlineData("next_activity"), InlineData("-updated_at"), InlineData("health_score"), InlineData("-probability"), InlineData("deal_name"), InlineData("-company")]
    public async Task Paging_shows_every_deal_once_in_every_order(string sort)
    {
        var tag = "page" + Guid.CreateVersion7();
        for (var i = 0; i < 7; i++)
            await world.Rep.Opens($"Paged {i % 3}", new { tags = new[] { tag }, value_estimate = i % 2 == 0 ? 100 * (i % 4) : (int?)null, expected_close_date = i % 3 == 0 ? "2027-01-0" + (i + 1) : null });

        var (seen, cursor) = (new List<string>(), "");
        do
        {
            var (_, page, _) = await world.Rep.Get($"/api/opportunities?tag={tag}&sort={sort}&limit=2&cursor={cursor}");
            seen.AddRange(page!["data"]!.AsArray().Select(d => d.Word("id")));
            cursor = page["next_cursor"]?.ToString();
            Assert.Equal(cursor is not null, page["has_more"]!.GetValue<bool>());
        }
        while (cursor is not null);

        Assert.Equal(7, seen.Count);
        Assert.Equal(7, seen.Distinct().Count());
    }

    [Fact]
    public async Task What_has_no_value_comes_last_both_ways()
    {
        var tag = "last" + Guid.CreateVersion7();
        foreach (var value in new int?[] { 5, null, 9 })
            await world.Rep.Opens($"Worth {value}", new { tags = new[] { tag }, value_estimate = value });

        foreach (var (sort, order) in new[] { ("value", "5 9 -"), ("-value", "9 5 -") })
        {
            var (_, page, _) = await world.Rep.Get($"/api/opportunities?tag={tag}&sort={sort}");
            Assert.Equal(order, string.Join(' ', page!["data"]!.AsArray().Select(d => d!["value_estimate"]?.ToString() ?? "-")));
        }
    }

    [Fact]
    public async Task Filters_mean_what_they_say()
    {
        var tag = "filter" + Guid.CreateVersion7();
        var cheap = await world.Rep.Opens("Cheap 100%_sure", new { tags = new[] { tag }, value_estimate = 10, company = "Fabrikam", expected_close_date = "2020-01-01" });
        var dear = await world.Rep.Opens("Dear", new { tags = new[] { tag }, value_estimate = 1000, deal_stage = "proposal_sent", currency = "USD" });
        var won = await world.Rep.Opens("Won", new { tags = new[] { tag } });
        await world.Rep.Post($"/api/opportunities/{won}/close", new { outcome = "won" });

        foreach (var (query, expected) in new (string, string[])[]
        {
            ("stage=proposal", [dear]), ("stage=proposal_sent,won", [dear, won]), ("status=open", [cheap, dear]), ("status=closed", [won]), ("value_min=900&value_max=900", [dear]), ("owner=me", [cheap, dear, won]),
            ("owner=none", []), ("company=fabri", [cheap]), ("q=100%25_s", [cheap]), ("q=1_0", []), ("close_to=2020-12-31", [cheap]), ("needs=overdue", [cheap]), ("needs=unplanned", [cheap, dear]), ("needs=stalled", []),
            ("needs=undated", [dear]), ("needs=unvalued", []), ("needs=hopeless", []),
            ("pipeline=sales", [cheap, dear, won]), ("pipeline=all", [cheap, dear, won]), ("source=manual&status=won", [won]),
        })
        {
            var (status, page, _) = await world.Rep.Get($"/api/opportunities?tag={tag}&{query}");
            Assert.True(status == HttpStatusCode.OK, page?.ToJsonString());
            Assert.Equal(expected.Order(), page!["data"]!.AsArray().Select(d => d.Word("id")).Order());
        }
    }

    [Fact]
    public async Task Stalled_in_SQL_is_stalled_by_the_definition()
    {
        var id = await world.Rep.Opens("Lies still");
        await world.App.Store.Ask<int>("update deal set created_at = now() - interval '15 days', last_change_at = now() - interval '14 days 1 minute' where id = $1::uuid", id);
        Assert.Contains(id, (await world.Rep.Get("/api/opportunities?needs=stalled")).Body!.ToJsonString());

        await world.App.Store.Ask<int>("update deal set last_activity_at = now() - interval '13 days' where id = $1::uuid", id);
        Assert.DoesNotContain(id, (await world.Rep.Get("/api/opportunities?needs=stalled")).Body!.ToJsonString());
    }

    [Theory]
    [InlineData("stage=nowhere", "unknown_word", "stage"), InlineData("status=lukewarm", "unknown_word", "status"), InlineData("owner=somebody", "unreadable", "owner"), InlineData("value_min=lots", "unreadable", "value_min"),
        InlineData("close_from=soon", "unreadable", "close_from"), InlineData("sort=colour", "unknown_sort", "sort"), InlineData("cursor=%21", "not_a_cursor", "cursor"), InlineData("cursor=AAAA", "not_a_cursor", "cursor"),
        InlineData("limit=0", "limit_out_of_range", "limit"), InlineData("limit=201", "limit_out_of_range", "limit"), InlineData("pipeline=none", "unknown_word", "pipeline"), InlineData("needs=love", "unknown_word", "needs")]
    public async Task A_filter_that_means_nothing_is_refused_by_name(string query, string code, string field)
    {
        var (status, problem, _) = await world.Rep.Get($"/api/opportunities?{query}");

        Assert.Equal((HttpStatusCode.BadRequest, code, field), (status, problem.Word("code"), problem.Word("field")));
    }
}

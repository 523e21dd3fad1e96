using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Rainmaker.Tests.Deals;

public sealed class DealPagesTests(DealsWorld world) : IClassFixture<DealsWorld>
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    static async Task<IHtmlDocument> Page(HttpClient browser, string address, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await browser.GetAsync(address, Stop);
        var html = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.StatusCode == expected, $"{answer.StatusCode}: {html[..Math.Min(html.Length, 2000)]}");
        return new HtmlParser().ParseDocument(html);
    }

    static async Task<(HttpStatusCode Status, string? To, IHtmlDocument Page)> Post(HttpClient browser, string address, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        using var answer = await browser.PostAsync(address, content, Stop);
        return (answer.StatusCode, answer.Headers.Location?.ToString(), new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync(Stop)));
    }

    [Fact]
    public async Task The_columns_of_the_board_sum_what_the_list_lists()
    {
        var tag = "board" + Guid.CreateVersion7();
        foreach (var (value, stage) in new[] { (100, "discovery"), (250, "discovery"), (1000, "proposal") })
            await world.Rep.Opens($"On the board {value}", new { tags = new[] { tag }, value_estimate = value, deal_stage = stage });
        await world.Rep.Opens("On the board in dollars", new { tags = new[] { tag }, value_estimate = 1000, currency = "USD" });

        var board = await Page(await world.App.SignedIn(world.Ada), $"/pipeline?tag={tag}");

        foreach (var stage in new[] { "discovery", "qualification", "proposal", "negotiation" })
        {
            var column = board.QuerySelector($".column:has([data-stage={stage}])")!;
            var (_, list, _) = await world.Rep.Get($"/api/opportunities?tag={tag}&stage={stage}&limit=200");
            var deals = list!["data"]!.AsArray();
            var (sum, weighted) = (deals.Sum(d => d!["base_value"]!.GetValue<decimal>()), deals.Sum(d => d!["base_value"]!.GetValue<decimal>() * d["probability"]!.GetValue<decimal>() / 100));
            Assert.Equal(deals.Count.ToString(CultureInfo.InvariantCulture), column.QuerySelector(".count")!.TextContent);
            Assert.Equal(deals.Count, column.QuerySelectorAll("[data-card]").Length);
            Assert.Equal(Rainmaker.Shell.Format.Money(sum, "EUR", CultureInfo.GetCultureInfo("en-GB")) + ", other currencies at your fixed rates", column.QuerySelector(".sum")!.GetAttribute("title"));
            Assert.StartsWith(Rainmaker.Shell.Format.MoneyCompact(weighted, "EUR", CultureInfo.GetCultureInfo("en-GB")), column.QuerySelector(".weighted")!.TextContent, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_column_shows_fifty_cards_and_then_the_rest()
    {
        var tag = "many" + Guid.CreateVersion7();
        for (var i = 0; i < 53; i++)
            await world.Rep.Opens($"Card {i}", new { tags = new[] { tag }, value_estimate = i % 3 == 0 ? (int?)null : 7 });
        var browser = await world.App.SignedIn(world.Ada);

        var column = (await Page(browser, $"/pipeline?tag={tag}")).QuerySelector("[data-stage=discovery]")!;
        var rest = await Page(browser, column.QuerySelector("a[hx-get]")!.GetAttribute("href")!);

        Assert.Equal("53", column.ParentElement!.QuerySelector(".count")!.TextContent);
        Assert.Equal(53, column.QuerySelectorAll("[data-card]").Concat(rest.QuerySelectorAll("[data-card]")).Select(c => c.Id).Distinct().Count());
        Assert.Null(rest.QuerySelector("a[hx-get]"));
    }

    [Fact]
    public async Task Without_script_a_deal_is_opened_moved_edited_lost_and_brought_back()
    {
        var browser = await world.App.SignedIn(world.Ada);
        var opened = await Post(browser, "/deals/new", ("deal_name", "By hand"), ("company", "Wingtip Foods"), ("value_estimate", "1200.50"), ("deal_stage", "sales:qualification"), ("tags", "one, two"));
        Assert.Equal(HttpStatusCode.SeeOther, opened.Status);
        var page = opened.To!;
        Assert.Equal("By hand", (await Page(browser, page)).QuerySelector("h1")!.TextContent);

        Assert.Equal((HttpStatusCode.SeeOther, page), (await Post(browser, $"{page}/move", ("stage", "proposal"), ("back", page))) is var moved ? (moved.Status, moved.To) : default);
        Assert.Equal("Proposal", (await Page(browser, page)).QuerySelector("[aria-current=step]")!.ChildNodes[0].TextContent);

        var form = await Page(browser, $"{page}/edit");
        var version = ((IHtmlInputElement)form.QuerySelector("[name=version]")!).Value;
        Assert.Equal("1200.5", ((IHtmlInputElement)form.QuerySelector("[name=value_estimate]")!).Value);
        Assert.Equal(HttpStatusCode.SeeOther, (await Post(browser, $"{page}/edit", ("deal_name", "By both hands"), ("value_estimate", "1300"), ("deal_stage", "sales:proposal"), ("version", version))).Status);
        var stale = await Post(browser, $"{page}/edit", ("deal_name", "Too late"), ("version", version));
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.Status);
        Assert.Contains("Somebody changed this deal", stale.Page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Name: By hand → By both hands", (await Page(browser, page)).QuerySelector("#deal-timeline")!.TextContent, StringComparison.Ordinal);

        var unexplained = await Post(browser, $"{page}/close", ("outcome", "lost"), ("value", "900"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unexplained.Status);
        Assert.Equal("900", ((IHtmlInputElement)unexplained.Page.QuerySelector("[name=value]")!).Value);
        Assert.Contains("Say why", unexplained.Page.QuerySelector(".error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await Post(browser, $"{page}/close", ("outcome", "lost"), ("reason", "Price"))).Status);
        Assert.Contains("Lost, out of Proposal: Price", (await Page(browser, page)).QuerySelector("#deal-timeline")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await Post(browser, $"{page}/reopen")).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await Post(browser, $"{page}/delete")).Status);
        await Page(browser, page, HttpStatusCode.NotFound);
        Assert.Equal((HttpStatusCode.SeeOther, page), (await Post(browser, $"{page}/restore")) is var back ? (back.Status, back.To) : default);
    }

    [Fact]
    public async Task A_form_comes_back_with_what_was_typed_and_why_not()
    {
        var (status, _, page) = await Post(await world.App.SignedIn(world.Ada), "/deals/new", ("deal_name", "Typed <b>"), ("value_estimate", "many"), ("expected_close_date", "soon"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal("Typed <b>", ((IHtmlInputElement)page.QuerySelector("[name=deal_name]")!).Value);
        Assert.Equal(2, page.QuerySelectorAll(".error").Length);
    }

    [Fact]
    public async Task The_board_tells_its_script_why_a_card_goes_back()
    {
        var id = await world.Rep.Opens("Dragged");
        var browser = await world.App.SignedIn(world.Ada);
        browser.DefaultRequestHeaders.Add("Accept", "application/json, application/problem+json");
        async Task<(HttpStatusCode, string)> Drag(params (string, string)[] fields)
        {
            using var content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Item1, f.Item2)));
            using var answer = await browser.PostAsync($"/deals/{id}/move", content, Stop);
            return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!["detail"]?.ToString() ?? "");
        }

        Assert.Equal((HttpStatusCode.OK, ""), await Drag(("stage", "proposal"), ("expected_stage", "discovery")));
        Assert.Equal((HttpStatusCode.Conflict, "Somebody moved this deal to Proposal meanwhile."), await Drag(("stage", "negotiation"), ("expected_stage", "discovery")));
        Assert.Equal((HttpStatusCode.PreconditionFailed, "Somebody changed this deal since you looked. Load it again and repeat your change."), await Drag(("stage", "negotiation"), ("expected_stage", "proposal"), ("version", "17")));
    }

    [Fact]
    public async Task Pages_about_a_colleagues_deal_are_not_there()
    {
        var id = await world.Rep.Opens("Not for Ben");
        var browser = await world.App.SignedIn(world.Ben);
        foreach (var page in new[] { "", "/edit", "/close?outcome=won", "/timeline" })
            await Page(browser, $"/deals/{id}{page}", HttpStatusCode.NotFound);
        foreach (var act in new[] { "/move", "/edit", "/close", "/reopen", "/delete", "/restore" })
        {
            var (status, to, _) = await Post(browser, $"/deals/{id}{act}", ("stage", "proposal"), ("deal_name", "Taken"), ("outcome", "won"));
            // Acts of one click lead back with the reason as a notice.
            Assert.True(status == HttpStatusCode.NotFound || (status == HttpStatusCode.SeeOther && to is not null), $"{act}: {status}");
        }
        Assert.Equal(("Not for Ben", "discovery"), (await world.Rep.Get($"/api/opportunities/{id}")).Body is var deal ? (deal.Word("deal_name"), deal.Word("deal_stage")) : default);
    }

    [Fact]
    public async Task People_join_a_deal_with_their_part_and_leave_it()
    {
        var id = await world.Rep.Opens("With people");
        var browser = await world.App.SignedIn(world.Ada);
        Guid contact;
        await using (var db = await world.App.Database.Open(await world.App.ActorOf(world.Ada), Stop))
        {
            contact = Ids.At(db.Now);
            db.Add(new Rainmaker.People.Contact { TenantId = db.TenantId, Id = contact, Name = "Vera Holm", OwnerId = world.Ada.Id, CreatedAt = db.Now, UpdatedAt = db.Now });
            await db.Commit("contact.create", Stop);
        }

        Assert.Contains("Vera Holm", (await Page(browser, $"/deals/{id}/people/add")).QuerySelector("[name=contact_id]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await Post(browser, $"/deals/{id}/people/add", ("contact_id", contact.ToString()), ("role", "Champion"))).Status);
        Assert.Equal(("Vera Holm", "Champion"), (await world.Rep.Get($"/api/opportunities/{id}/contacts")).Body![0] is var one ? (one.Word("name"), one.Word("role")) : default);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Post(browser, $"/deals/{id}/people/add", ("contact_id", "nobody"))).Status);
        await Post(browser, $"/deals/{id}/people/{contact}/remove");
        Assert.Empty((await world.Rep.Get($"/api/opportunities/{id}/contacts")).Body!.AsArray());
    }

    [Fact]
    public async Task The_page_shows_what_wants_attention_and_dismissing_leads_back_to_it()
    {
        var id = await world.Rep.Opens("Large and early", new { value_estimate = 80_000 });
        var browser = await world.App.SignedIn(world.Ada);
        var insight = await Patiently(async () => (await Page(browser, $"/deals/{id}")).QuerySelector(".insight-critical"));
        var dismiss = insight.QuerySelectorAll("form").Single(f => f.TextContent.Contains("Dismiss", StringComparison.Ordinal)).GetAttribute("action")!;

        Assert.Equal((HttpStatusCode.SeeOther, $"/deals/{id}"), (await Post(browser, dismiss)) is var led ? (led.Status, led.To) : default);
        Assert.Null((await Page(browser, $"/deals/{id}")).QuerySelector(".insight-critical"));
    }

    // What follows an event is there soon after.
    static async Task<T> Patiently<T>(Func<Task<T?>> look) where T : class
    {
        for (var patience = 0; patience < 100; patience++)
        {
            if (await look() is { } found)
                return found;
            await Task.Delay(100, Stop);
        }
        throw new TimeoutException();
    }

    [Fact]
    public async Task What_is_planned_stands_on_top_until_it_is_ticked_off()
    {
        var id = await world.Rep.Opens("Has a plan");
        var browser = await world.App.SignedIn(world.Ada);
        foreach (var (what, days) in new[] { ("Sign it", 9), ("Show the pilot", 2) })
            await world.Rep.Post("/api/activities", new { entity_type = "opportunity", entity_id = id, activity_type = "meeting", description = what, scheduled_at = TimeProvider.System.GetUtcNow().AddDays(days) });
        await world.Rep.Post("/api/activities", new { entity_type = "opportunity", entity_id = id, activity_type = "call", description = "Agreed on it" });

        var page = await Page(browser, $"/deals/{id}");
        var (first, second) = (page.QuerySelectorAll("#deal-timeline .timeline-item")[0], page.QuerySelectorAll("#deal-timeline .timeline-item")[1]);
        Assert.Contains("Show the pilot", first.TextContent, StringComparison.Ordinal);
        Assert.Contains("Sign it", second.TextContent, StringComparison.Ordinal);

        Assert.Equal((HttpStatusCode.SeeOther, $"/deals/{id}"), (await Post(browser, first.QuerySelector("form")!.GetAttribute("action")!)) is var led ? (led.Status, led.To) : default);
        page = await Page(browser, $"/deals/{id}");
        Assert.Contains("Sign it", page.QuerySelector("#deal-timeline .timeline-item")!.TextContent, StringComparison.Ordinal);
        Assert.Single(page.QuerySelectorAll("#deal-timeline .timeline-item form"));
    }

    [Fact]
    public async Task A_move_by_menu_can_be_taken_back()
    {
        var id = await world.Rep.Opens("There and back");
        var browser = await world.App.SignedIn(world.Ada);

        await Post(browser, $"/deals/{id}/move", ("stage", "negotiation"));
        Assert.Equal("negotiation", (await world.Rep.Get($"/api/opportunities/{id}")).Body.Word("deal_stage"));
        await Post(browser, $"/deals/{id}/move?stage=discovery&back=%2Fpipeline");

        var (_, history, _) = await world.Rep.Get($"/api/opportunities/{id}/history");
        Assert.Equal(["discovery", "negotiation", "discovery"], history!["data"]!.AsArray().Select(s => s.Word("to_stage")));
    }

    [Fact]
    public async Task An_empty_pipeline_says_what_to_do()
    {
        var tenant = await world.App.NewTenant("fresh" + Guid.CreateVersion7().ToString("N")[20..]);
        var user = await world.App.User("Fay Lund", Role.Admin, tenant: tenant, email: $"{Guid.CreateVersion7()}@example.test");

        var board = await Page(await world.App.SignedIn(user), "/pipeline");

        Assert.Equal("/deals/new", board.QuerySelector(".empty a")!.GetAttribute("href"));
        Assert.Empty(board.QuerySelectorAll("[data-card]"));
    }

    [Fact]
    public async Task The_export_holds_what_the_filter_means_and_no_formula()
    {
        var tag = "csv" + Guid.CreateVersion7();
        await world.Rep.Opens("=1+1", new { tags = new[] { tag }, value_estimate = 5 });
        using var answer = await (await world.App.SignedIn(world.Ada)).GetAsync($"/deals/export?tag={tag}", Stop);
        var lines = (await answer.Content.ReadAsStringAsync(Stop)).TrimEnd().Split("\r\n");

        Assert.Equal(("text/csv", 2), (answer.Content.Headers.ContentType!.MediaType, lines.Length));
        Assert.StartsWith("id,external_id,deal_name", lines[0].TrimStart('\uFEFF'), StringComparison.Ordinal);
        Assert.Contains("'=1+1", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_table_says_how_many_and_how_much()
    {
        var tag = "sum" + Guid.CreateVersion7();
        await world.Rep.Opens("One", new { tags = new[] { tag }, value_estimate = 1000 });
        await world.Rep.Opens("Two", new { tags = new[] { tag }, value_estimate = 500, deal_stage = "proposal" });

        var page = await Page(await world.App.SignedIn(world.Ada), $"/deals?status=open&tag={tag}");

        Assert.Equal("2 deals, €1,500, €350 weighted", page.QuerySelector(".pager span")!.TextContent);
        Assert.Equal(2, page.QuerySelectorAll("tbody tr").Length);
    }
}

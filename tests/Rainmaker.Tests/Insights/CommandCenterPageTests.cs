using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Rainmaker.Deals;
using Rainmaker.Insights;

namespace Rainmaker.Tests.Insights;

public sealed class CommandCenterPageTests(TestServer server)
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;
    static DateOnly Today => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    static async Task<IDocument> Page(HttpClient browser, string path = "/dashboards/sales")
    {
        using var answer = await browser.GetAsync(path, Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync(Stop), Stop);
    }

    static string Text(IElement? element) => string.Join(' ', (element?.TextContent ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    [Theory]
    [InlineData("/")]
    [InlineData("/dashboards/sales")]
    public async Task The_first_page_shows_each_figure_with_the_way_to_its_rows(string path)
    {
        await using var app = await TestApp.Start(server);
        var book = await DealBook.Of(app);
        await book.Add([book.Deal("Enterprise License", "negotiation", 85_000, closes: Today.AddDays(20)), book.Deal("Won one", "won", 1000, closedOn: Today)]);
        await JudgeRisks.Handle(app.Tenant, app.Database, app.Get<PipelineBooks>(), Stop);

        var page = await Page(await app.SignedIn(await app.User("Max Ito", Role.Admin)), path);

        var figures = page.QuerySelectorAll("#figures .kpi").ToDictionary(k => Text(k.QuerySelector(".kpi-label > a")), k => (Text(k.QuerySelector(".kpi-value")), k.QuerySelector(".kpi-label > a")!.GetAttribute("href")));
        Assert.Equal(("€85k", "/deals?status=open&sort=-value&pipeline=sales"), figures["Open pipeline"]);
        Assert.Equal("€63.8k", figures["Weighted forecast"].Item1);
        Assert.Equal(("100%", "/deals?status=closed&pipeline=sales"), figures["Win rate"]);
        Assert.Equal(("1", "/deals?status=open&pipeline=sales"), figures["Active deals"]);
        Assert.Contains(page.QuerySelectorAll("#stages a"), a => a.GetAttribute("href") == "/deals?status=open&stage=negotiation&pipeline=sales");
        Assert.Contains("Enterprise License", Text(page.QuerySelector("#pipeline")), StringComparison.Ordinal);
        Assert.All((string[])["figures", "stages", "forecast", "insights", "feed", "pipeline"], piece => Assert.NotNull(page.QuerySelector($"#{piece}[data-live][hx-get='/dashboards/sales/{piece}']")));
        Assert.Equal(5, page.QuerySelectorAll("#figures .why").Length);
    }

    [Fact]
    public async Task An_empty_workspace_says_why_it_is_empty_and_what_to_do()
    {
        await using var app = await TestApp.Start(server);

        var page = await Page(await app.SignedIn(await app.User("Max Ito", Role.Admin)));

        var why = Text(page.QuerySelector("main .empty"));
        Assert.Contains("“acme”", why, StringComparison.Ordinal);
        Assert.Contains("Nothing has come in yet", why, StringComparison.Ordinal);
        Assert.Contains("It is not yours to see", why, StringComparison.Ordinal);
        Assert.Contains("It is in another workspace", why, StringComparison.Ordinal);
        Assert.Contains("There has been no activity here yet", Text(page.QuerySelector("#insights")), StringComparison.Ordinal);
        Assert.Contains("lies still for 14 days", Text(page.QuerySelector("#insights")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forecast_of_nothing_counts_what_the_deals_lack()
    {
        await using var app = await TestApp.Start(server);
        var book = await DealBook.Of(app);
        await book.Add([book.Deal("No date", value: 10), book.Deal("No date either", value: 10), book.Deal("No value", closes: Today), book.Deal("Gone", "lost", 5, closedOn: Today)]);

        var page = await Page(await app.SignedIn(await app.User("Max Ito", Role.Admin)));

        Assert.Equal(["2", "1", "0", "1"], page.QuerySelectorAll("#forecast .empty .points").Select(Text));
        Assert.Contains("Open deals without an expected close date", Text(page.QuerySelector("#forecast .empty")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_last_import_left_blank_is_said_at_each_figure_that_hangs_on_it()
    {
        await using var app = await TestApp.Start(server);
        var admin = await app.User("Max Ito", Role.Admin);
        using (var program = await app.As(Role.Admin, admin))
        using (var file = new StringContent("deal_name,stage\nPumps,Discovery\nValves,Proposal\n", System.Text.Encoding.UTF8, "text/csv"))
            Assert.True((await program.PostAsync("/api/imports/deals?file_name=deals.csv", file, Stop)).IsSuccessStatusCode);

        var page = await Page(await app.SignedIn(admin));

        foreach (var piece in (string[])["figures", "stages", "pipeline"])
            Assert.Contains("The value is blank in 2 rows of open deals", Text(page.QuerySelector($"#{piece} .import-said")), StringComparison.Ordinal);
        Assert.Contains("The close date is blank in 2 rows", Text(page.QuerySelector("#forecast .import-said")), StringComparison.Ordinal);
        Assert.Contains("the import left it blank", Text(page.QuerySelector("#figures .kpi-delta")), StringComparison.Ordinal);
        Assert.StartsWith("/imports/", page.QuerySelector("#pipeline .import-said a")!.GetAttribute("href"), StringComparison.Ordinal);
        Assert.Null((await Page(await app.SignedIn(await app.User("Ada Reyes", Role.SalesRep)))).QuerySelector(".import-said"));
    }

    [Fact]
    public async Task The_key_contacts_are_listed_one_by_one_as_many_as_are_counted()
    {
        await using var app = await TestApp.Start(server);
        var (ada, ben) = (await app.User("Ada Reyes", Role.SalesRep, await app.Team("North")), await app.User("Ben Okafor", Role.SalesRep, await app.Team("South")));
        using var adas = await app.As(Role.SalesRep, ada);
        using var bens = await app.As(Role.SalesRep, ben);
        foreach (var (name, status) in new[] { ("Grace Hopper", "contacted"), ("Edith Clarke", "qualified"), ("Not yet", "new") })
            await System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(adas, "/api/leads", new { name, status }, Stop);
        await System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(bens, "/api/leads", new { name = "Somebody else's", status = "contacted" }, Stop);
        var browser = await app.SignedIn(ada);
        var figure = (await Page(browser)).QuerySelectorAll("#figures .kpi").Single(k => Text(k.QuerySelector(".kpi-label > a")) == "Key contacts");

        var page = await Page(browser, figure.QuerySelector(".kpi-label > a")!.GetAttribute("href")!);

        Assert.Equal("2", Text(figure.QuerySelector(".kpi-value")));
        Assert.Equal(["Edith Clarke", "Grace Hopper"], page.QuerySelectorAll("a.row-link").Select(Text));
        Assert.Equal("2 people", Text(page.QuerySelector(".pager span")));
    }

    [Fact]
    public async Task An_insight_is_acted_on_from_the_page_without_script_too()
    {
        await using var app = await TestApp.Start(server);
        var book = await DealBook.Of(app);
        await book.Add(book.Deal("Risky", "discovery", 60_000));
        await JudgeRisks.Handle(app.Tenant, app.Database, app.Get<PipelineBooks>(), Stop);
        var browser = await app.SignedIn(await app.User("Max Ito", Role.Admin));
        var act = (await Page(browser)).QuerySelector("#insights form[action$='/act']")!.GetAttribute("action");

        using var answer = await browser.PostAsync(act, new FormUrlEncodedContent([]), Stop);

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal(1L, await app.Store.Ask<long>("select count(*) from activity where kind = 'meeting' and not completed"));
        Assert.Empty((await Page(browser)).QuerySelectorAll("#insights .insight"));
    }

    [Fact]
    public async Task A_piece_answers_itself_alone()
    {
        await using var app = await TestApp.Start(server);

        var browser = await app.SignedIn(await app.User("Max Ito", Role.Admin));

        foreach (var piece in (string[])["figures", "stages", "forecast", "insights", "feed", "pipeline"])
        {
            var html = await browser.GetStringAsync($"/dashboards/sales/{piece}", Stop);
            Assert.StartsWith($"<div id=\"{piece}\"", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<main", html, StringComparison.Ordinal);
        }
    }
}

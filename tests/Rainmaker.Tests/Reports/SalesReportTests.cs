using System.Net;
using System.Text.Json;
using AngleSharp.Html.Parser;
using Rainmaker.Crm;
using Rainmaker.Deals;
using Rainmaker.Intelligence.Targets;
using Rainmaker.Tests.Insights;
using Contact = Rainmaker.People.Contact;
using Lead = Rainmaker.Leads.Lead;

namespace Rainmaker.Tests.Reports;

public sealed class SalesReportTests(TestServer server)
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;
    static DateOnly Today => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    [Fact]
    public async Task It_counts_what_stands_in_our_own_tables_with_no_other_crm_at_all()
    {
        await using var app = await TestApp.Start(server);
        var book = await DealBook.Of(app);
        await book.Add([book.Deal("Open one", "negotiation", 80_000, closes: Today.AddDays(20)), book.Deal("Won one", "won", 1_000, closedOn: Today), book.Deal("Lost one", "lost", 500, closedOn: Today)]);
        await book.AddLead("Kim Sommer", LeadStatus.Qualified);
        await book.AddLead("Lee Winter", LeadStatus.New);
        await book.AddLead("Someone", LeadStatus.Spam);

        var figures = await Figures(await app.As(Role.Admin));

        var pipeline = figures.GetProperty("pipeline");
        Assert.Equal((80_000m, 60_000m, 50m, 1_000m), (pipeline.GetProperty("pipeline_value").GetDecimal(), pipeline.GetProperty("weighted_pipeline_value").GetDecimal(), pipeline.GetProperty("win_rate").GetDecimal(), pipeline.GetProperty("won_revenue").GetDecimal()));
        var leads = figures.GetProperty("leads");
        Assert.Equal((2, 1, 1, 2), (leads.GetProperty("total_leads").GetInt32(), leads.GetProperty("mql_count").GetInt32(), leads.GetProperty("sql_count").GetInt32(), leads.GetProperty("leads_by_source").GetProperty("website").GetInt32()));
        Assert.Equal("EUR", figures.GetProperty("currency").GetString());
    }

    [Fact]
    public async Task A_rep_reads_only_what_is_theirs_and_customer_success_only_what_is_won()
    {
        await using var app = await TestApp.Start(server);
        var (book, team) = (await DealBook.Of(app), await app.Team("North"));
        var (ada, ben, mo, pia) = (await app.User("Ada Reyes", Role.SalesRep, team), await app.User("Ben Okafor", Role.SalesRep), await app.User("Mo Lind", Role.SalesManager, team), await app.User("Pia Sommer", Role.CustomerSuccess));
        await book.Add([book.Deal("Adas", value: 10, owner: ada.Id), book.Deal("Bens", value: 200, owner: ben.Id), book.Deal("Bens won", "won", 3_000, ben.Id, closedOn: Today), book.Deal("Nobodys", value: 40_000)]);
        await book.AddLead("Adas lead", LeadStatus.New, ada.Id);
        await book.AddLead("Bens lead", LeadStatus.New, ben.Id);

        async Task<(decimal Open, decimal Won, int Leads)> Seen(User user)
        {
            var figures = await Figures(await app.As(user.Role, user));
            return (figures.GetProperty("pipeline").GetProperty("pipeline_value").GetDecimal(), figures.GetProperty("pipeline").GetProperty("won_revenue").GetDecimal(), figures.GetProperty("leads").GetProperty("total_leads").GetInt32());
        }

        Assert.Equal((10, 0, 1), await Seen(ada));
        Assert.Equal((200, 3_000, 1), await Seen(ben));
        Assert.Equal((40_010, 0, 1), await Seen(mo));
        Assert.Equal((0, 3_000, 0), await Seen(pia));
    }

    [Fact]
    public async Task What_changes_is_in_the_report_by_and_by_and_until_then_nothing_is_counted_again()
    {
        await using var app = await TestApp.Start(server);
        var (book, caller) = (await DealBook.Of(app), await app.As(Role.Admin));
        Assert.Equal(0, (await Figures(caller)).GetProperty("pipeline").GetProperty("open_deals").GetInt32());

        await book.Add(book.Deal("A new one"));

        for (var at = 0; at < 100 && (await Figures(caller)).GetProperty("pipeline").GetProperty("open_deals").GetInt32() == 0; at++)
            await Task.Delay(100, Stop);
        Assert.Equal(1, (await Figures(caller)).GetProperty("pipeline").GetProperty("open_deals").GetInt32());
    }

    [Fact]
    public async Task Records_of_another_crm_are_told_apart()
    {
        await using var app = await TestApp.Start(server);
        var (book, caller) = (await DealBook.Of(app), await app.As(Role.Admin));
        var theirs = book.Deal("Theirs", value: 70);
        theirs.Source = "hubspot";
        await book.Add([book.Deal("Ours", value: 5), theirs]);

        async Task<decimal> Value(string query) => (await Figures(caller, query)).GetProperty("pipeline").GetProperty("pipeline_value").GetDecimal();

        Assert.Equal((75, 5, 70, 0), (await Value(""), await Value("?source=own"), await Value("?source=hubspot"), await Value("?source=nutshell")));
        using var unknown = await caller.GetAsync("/api/reports/sales?source=elsewhere", Stop);
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
        Assert.Contains("elsewhere", await unknown.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_of_leads_that_came_so_far_is_what_the_funnel_counts()
    {
        await using var app = await TestApp.Start(server);
        var (book, caller) = (await DealBook.Of(app), await app.As(Role.Admin));
        var (won, lost) = (await book.Add(book.Deal("Won", "won", closedOn: Today)), await book.Add(book.Deal("Lost", "lost", closedOn: Today)));
        var leads = new List<Lead>();
        await using (var db = await app.Database.Open(Actor.System(app.Tenant), Stop))
        {
            foreach (var status in Enum.GetValues<LeadStatus>())
                foreach (var score in (decimal?[])[null, 39, 40, 90])
                    foreach (var deal in (Guid?[])[null, won.Id, lost.Id])
                        leads.Add(new() { TenantId = app.Tenant, Id = Ids.At(db.Now), Name = $"{status} {score}", Source = "website", Status = status, AiScore = score, DealId = deal, CreatedAt = db.Now, UpdatedAt = db.Now });
            db.AddRange(leads);
            await db.Commit("lead.create", Stop);
        }

        foreach (var step in Enum.GetValues<FunnelStep>())
        {
            using var read = JsonDocument.Parse(await caller.GetStringAsync($"/api/leads?limit=200&reached={step.ToString().ToLowerInvariant()}", Stop));
            var listed = read.RootElement.GetProperty("data").EnumerateArray().Select(l => l.GetProperty("id").GetGuid()).ToHashSet();
            Assert.Equal(leads.Where(l => Funnel.StepOf(l.Status, (double?)l.AiScore, l.DealId == won.Id, FunnelSettings.Default) >= step).Select(l => l.Id).Order(), listed.Order());
        }
        using var unknown = await caller.GetAsync("/api/leads?reached=elsewhere", Stop);
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
    }

    [Fact]
    public async Task Lists_behind_figures_take_days_owners_and_reasons()
    {
        await using var app = await TestApp.Start(server);
        var (book, caller, ada) = (await DealBook.Of(app), await app.As(Role.Admin), await app.User("Ada Reyes", Role.SalesRep));
        var (price, silent) = (book.Deal("Too dear", "lost", closedOn: Today), book.Deal("No word", "lost", closedOn: Today));
        price.LostReason = "Price";
        await book.Add([price, silent]);
        await using (var db = await app.Database.Open(Actor.System(app.Tenant), Stop))
        {
            foreach (var (name, owner, days) in ((string, Guid?, int)[])[("Old", null, 400), ("Hers", ada.Id, 0), ("Nobodys", null, 0)])
                db.Add(new Contact { TenantId = app.Tenant, Id = Ids.At(db.Now), Name = name, OwnerId = owner, CreatedAt = db.Now.AddDays(-days), UpdatedAt = db.Now });
            await db.Commit("contact.create", Stop);
        }

        async Task<string> Names(string path, string name)
        {
            using var read = JsonDocument.Parse(await caller.GetStringAsync(path, Stop));
            return string.Join(", ", read.RootElement.GetProperty("data").EnumerateArray().Select(r => r.GetProperty(name).GetString()).Order(StringComparer.Ordinal));
        }

        Assert.Equal("Too dear", await Names("/api/opportunities?lost_reason=Price", "deal_name"));
        Assert.Equal("No word", await Names("/api/opportunities?lost_reason=none", "deal_name"));
        Assert.Equal("No word, Too dear", await Names("/api/opportunities?lead_source=manual", "deal_name"));
        Assert.Equal("Hers, Nobodys", await Names($"/api/contacts?created_from={Today.AddDays(-300):yyyy-MM-dd}&created_to={Today.AddDays(1):yyyy-MM-dd}", "name"));
        Assert.Equal("Hers", await Names($"/api/contacts?owner={ada.Id}", "name"));
        Assert.Equal("Nobodys, Old", await Names("/api/contacts?owner=none", "name"));
        Assert.Equal("", await Names($"/api/activities?from={Today.AddDays(5):yyyy-MM-dd}&created_by=none", "description"));
        foreach (var wrong in (string[])["/api/contacts?owner=x", "/api/contacts?created_from=soon", "/api/activities?to=2026-13-01"])
        {
            using var refused = await caller.GetAsync(wrong, Stop);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }
    }

    [Fact]
    public async Task An_empty_workspace_is_told_what_would_fill_it()
    {
        await using var app = await TestApp.Start(server);
        var browser = await app.SignedIn(await app.User("Max Ito", Role.Admin));

        var page = await new HtmlParser().ParseDocumentAsync(await browser.GetStringAsync("/reports/sales", Stop), Stop);

        Assert.Contains("Nothing to report yet", page.QuerySelector("main .empty")!.TextContent, StringComparison.Ordinal);
        Assert.Null(page.QuerySelector("[data-report]"));
    }

    [Fact]
    public async Task A_hostile_name_cannot_leave_the_figures_it_stands_in()
    {
        await using var app = await TestApp.Start(server);
        var book = await DealBook.Of(app);
        await book.Add(book.Deal("</script><script>alert(1)</script>\u2028", value: 5, created: TimeProvider.System.GetUtcNow().AddDays(-60)));
        var browser = await app.SignedIn(await app.User("Max Ito", Role.Admin));

        var html = await browser.GetStringAsync("/reports/sales", Stop);

        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        var page = await new HtmlParser().ParseDocumentAsync(html, Stop);
        using var figures = JsonDocument.Parse(page.QuerySelector("[data-figures]")!.TextContent);
        Assert.Equal("</script><script>alert(1)</script>\u2028", figures.RootElement.GetProperty("pipeline").GetProperty("stale_deals").GetProperty("deals")[0].GetProperty("name").GetString());
    }

    static async Task<JsonElement> Figures(HttpClient caller, string query = "")
    {
        using var read = JsonDocument.Parse(await caller.GetStringAsync($"/api/reports/sales{query}", Stop));
        return read.RootElement.Clone();
    }
}

using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Rainmaker.Crm;
using Rainmaker.Insights;

namespace Rainmaker.Tests.Insights;

public sealed class CommandCenterTests(TestServer server)
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;
    static DateOnly Today => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    static async Task<JsonElement> Get(HttpClient caller, string path) => await caller.GetFromJsonAsync<JsonElement>(path, Stop);

    static string[] Keys(JsonElement of) => [.. of.EnumerateObject().Select(p => p.Name)];

    [Theory]
    [InlineData("stats")]
    [InlineData("summary")]
    public async Task The_dashboard_answers_with_the_keys_of_its_contract(string path)
    {
        await using var app = await TestApp.Start(server);
        var book = await DealBook.Of(app);
        await book.Add([book.Deal("Licence", "discovery", 1000), book.Deal("Support", "negotiation", 3000.5m), book.Deal("Old", "won", 500, closedOn: Today), book.Deal("Gone", "lost", 700, closedOn: Today)]);
        await book.AddLead("Ada", LeadStatus.Qualified);
        await book.AddLead("Bo", LeadStatus.New);
        var caller = await app.As(Role.Admin);

        var stats = await Get(caller, $"/api/sales/dashboard/{path}");

        Assert.Equal(["total_pipeline", "active_deals_count", "key_contacts", "win_rate", "weighted_forecast", "deals_by_stage"], Keys(stats));
        Assert.Equal(4000.5m, stats.GetProperty("total_pipeline").GetDecimal());
        Assert.Equal(2, stats.GetProperty("active_deals_count").GetInt32());
        Assert.Equal(1, stats.GetProperty("key_contacts").GetInt32());
        Assert.Equal(50m, stats.GetProperty("win_rate").GetDecimal());
        Assert.Equal(100 + 2250.38m, stats.GetProperty("weighted_forecast").GetDecimal());
        Assert.Equal("""{"discovery":1,"qualification":0,"proposal":0,"negotiation":1}""", stats.GetProperty("deals_by_stage").GetRawText());
    }

    [Fact]
    public async Task Where_nothing_was_settled_the_win_rate_is_null_and_not_zero()
    {
        await using var app = await TestApp.Start(server);

        var answer = await (await app.As(Role.Admin)).GetAsync("/api/sales/dashboard/stats", Stop);

        Assert.Equal("EUR", answer.Headers.GetValues("Rainmaker-Currency").Single());
        var stats = await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
        Assert.Equal(JsonValueKind.Null, stats.GetProperty("win_rate").ValueKind);
        Assert.Equal(0, stats.GetProperty("total_pipeline").GetDecimal());
    }

    [Fact]
    public async Task The_forecast_answers_with_the_keys_of_its_contract_and_says_what_it_leaves_out()
    {
        await using var app = await TestApp.Start(server);
        var book = await DealBook.Of(app);
        await book.Add([book.Deal("Now", "proposal", 1000, closes: Today), book.Deal("Late", "proposal", 500, closes: Today.AddDays(-3)), book.Deal("Some day", "proposal", 9000), book.Deal("No price", closes: Today)]);

        var answer = await (await app.As(Role.Admin)).GetAsync("/api/sales/forecast?months=2", Stop);

        var told = await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
        Assert.Equal(["status", "forecast", "summary"], Keys(told));
        Assert.Equal("success", told.GetProperty("status").GetString());
        Assert.Equal(2, told.GetProperty("forecast").GetArrayLength());
        var month = told.GetProperty("forecast")[0];
        Assert.Equal(["month", "weighted_forecast", "best_case", "worst_case", "deal_count", "confidence"], Keys(month));
        Assert.Equal(Today.ToString("MMMM yyyy", CultureInfo.InvariantCulture), month.GetProperty("month").GetString());
        Assert.Equal(750, month.GetProperty("weighted_forecast").GetDecimal());
        Assert.Equal(2, month.GetProperty("deal_count").GetInt32());
        Assert.Equal(["total_weighted_forecast", "total_best_case", "total_worst_case", "total_deals", "avg_confidence"], Keys(told.GetProperty("summary")));
        var notices = answer.Headers.GetValues("Rainmaker-Notice").ToArray();
        Assert.Contains(notices, n => n.Contains("1 open deal is past the expected close date", StringComparison.Ordinal));
        Assert.Contains(notices, n => n.Contains("without an expected close date", StringComparison.Ordinal));
        Assert.Contains(notices, n => n.Contains("without a value", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_pipeline_is_an_array_of_open_deals_the_largest_first_and_its_total_a_header()
    {
        await using var app = await TestApp.Start(server);
        var book = await DealBook.Of(app);
        await book.Add([book.Deal("Small", "discovery", 10), book.Deal("Large", "negotiation", 99), book.Deal("Unpriced"), book.Deal("Middle", "proposal", 50), book.Deal("Won", "won", 500, closedOn: Today)]);
        var caller = await app.As(Role.Admin);

        var answer = await caller.GetAsync("/api/sales/pipeline?limit=3", Stop);

        var rows = await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
        Assert.Equal("4", answer.Headers.GetValues("Rainmaker-Total").Single());
        Assert.Equal(["Large", "Middle", "Small"], rows.EnumerateArray().Select(r => r.GetProperty("deal").GetString()));
        Assert.Equal(["deal", "value", "status", "platform", "company"], Keys(rows[0]));
        Assert.Equal("negotiation", rows[0].GetProperty("status").GetString());
        Assert.Equal("manual", rows[0].GetProperty("platform").GetString());
        Assert.Equal("Unpriced", (await Get(caller, "/api/sales/pipeline?offset=3"))[0].GetProperty("deal").GetString());
        Assert.Equal("Middle", (await Get(caller, "/api/sales/pipeline?stage=proposal"))[0].GetProperty("deal").GetString());
    }

    [Fact]
    public async Task What_cannot_be_asked_is_refused_with_the_field_named()
    {
        await using var app = await TestApp.Start(server);
        var caller = await app.As(Role.Admin);
        foreach (var (path, field) in ((string, string)[])[("dashboard/stats?pipeline=nowhere", "pipeline"), ("pipeline?limit=501", "limit"), ("pipeline?stage=nowhere", "stage"),
            ("forecast?months=0", "months"), ("forecast?months=25", "months"), ("activities?limit=0", "limit"), ("activities?offset=-1", "offset")])
        {
            var answer = await caller.GetAsync($"/api/sales/{path}", Stop);

            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Equal(field, (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("field").GetString());
        }
    }

    [Fact]
    public async Task Another_workspace_is_refused_and_ones_own_may_be_named()
    {
        await using var app = await TestApp.Start(server);
        var (other, caller) = (await app.NewTenant("globex"), await app.As(Role.Admin));
        foreach (var path in (string[])["dashboard/stats", "dashboard/summary", "forecast", "pipeline", "activities", "insights"])
        {
            Assert.Equal(HttpStatusCode.OK, (await caller.GetAsync($"/api/sales/{path}?workspace_id={app.Tenant}&tenant_id=acme", Stop)).StatusCode);
            Assert.Equal(HttpStatusCode.Forbidden, (await caller.GetAsync($"/api/sales/{path}?workspace_id={other}", Stop)).StatusCode);
            Assert.Equal(HttpStatusCode.Forbidden, (await caller.GetAsync($"/api/sales/{path}?tenant_id=globex", Stop)).StatusCode);
        }
    }

    [Fact]
    public async Task A_rep_sees_the_figures_of_their_own_deals_and_customer_success_none_of_open_ones()
    {
        await using var app = await TestApp.Start(server);
        var (team, book) = (await app.Team("North"), await DealBook.Of(app));
        var (ada, bo, manager, success) = (await app.User("Ada Reyes", Role.SalesRep, team), await app.User("Bo Lind", Role.SalesRep), await app.User("Max Ito", Role.SalesManager, team), await app.User("Cy Poe", Role.CustomerSuccess));
        await book.Add([book.Deal("A", value: 100, owner: ada.Id), book.Deal("B", value: 20, owner: bo.Id), book.Deal("Nobody's", value: 3)]);
        await book.AddLead("Lea", LeadStatus.Contacted, bo.Id);

        foreach (var (user, total, people) in ((User, int, int)[])[(ada, 100, 0), (bo, 20, 1), (manager, 103, 0), (success, 0, 0)])
        {
            var stats = await Get(await app.SignedIn(user), "/api/sales/dashboard/stats");
            Assert.Equal(total, stats.GetProperty("total_pipeline").GetDecimal());
            Assert.Equal(people, stats.GetProperty("key_contacts").GetInt32());
        }
        Assert.Equal(["A"], (await Get(await app.SignedIn(ada), "/api/sales/pipeline")).EnumerateArray().Select(r => r.GetProperty("deal").GetString()));
    }

    [Fact]
    public async Task Who_sees_won_deals_alone_has_no_win_rate_and_searches_deals()
    {
        await using var app = await TestApp.Start(server);
        var book = await DealBook.Of(app);
        await book.Add([book.Deal("Won one", "won", 1000, closedOn: new DateOnly(2026, 1, 5)), book.Deal("Lost one", "lost", 10, closedOn: new DateOnly(2026, 1, 5))]);
        var (admin, success) = (await app.SignedIn(await app.User("Max Ito", Role.Admin)), await app.SignedIn(await app.User("Cy Poe", Role.CustomerSuccess)));

        Assert.Equal(50, (await Get(admin, "/api/sales/dashboard/stats")).GetProperty("win_rate").GetDecimal());
        Assert.Equal(JsonValueKind.Null, (await Get(success, "/api/sales/dashboard/stats")).GetProperty("win_rate").ValueKind);
        var page = await success.GetStringAsync("/dashboards/sales", Stop);
        Assert.Contains("You see won deals alone", page, StringComparison.Ordinal);
        Assert.Contains("placeholder=\"Search deals\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/deals/new", page, StringComparison.Ordinal);
        Assert.Contains("placeholder=\"Search leads\"", await admin.GetStringAsync("/dashboards/sales", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public void A_curve_of_open_deals_never_falls_below_nothing_for_who_does_not_see_them()
    {
        var (tenant, pipeline) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var trend = new DealTrend(new(2025, 1, 1), [new("open", null, pipeline, 0, 3, 300), new("won", null, pipeline, 4, 2, 200)]);

        var (success, all) = (trend.For(Actor.System(tenant) with { Role = Role.CustomerSuccess }, null), trend.For(Actor.System(tenant), null));

        Assert.All(success.Open, value => Assert.Equal(0, value));
        Assert.Equal((300, 100), (all.Open[0], all.Open[^1]));
        Assert.Equal(2, success.WonCount[4]);
    }

    [Fact]
    public async Task The_figures_show_a_change_within_a_second()
    {
        await using var app = await TestApp.Start(server);
        var (book, caller) = (await DealBook.Of(app), await app.As(Role.Admin));
        await Get(caller, "/api/sales/dashboard/stats");

        for (var n = 1; n <= 3; n++)
        {
            await book.Add(book.Deal($"Deal {n}", value: 1000));
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Stop);
            Assert.Equal(1000 * n, (await Get(caller, "/api/sales/dashboard/stats")).GetProperty("total_pipeline").GetDecimal());
        }
    }
}

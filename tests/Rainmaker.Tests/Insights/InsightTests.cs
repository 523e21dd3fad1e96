using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Rainmaker.Deals;
using Rainmaker.Insights;
using Rainmaker.Intelligence.Insights;

namespace Rainmaker.Tests.Insights;

public sealed class InsightTests(TestServer server)
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;
    static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    static Task<int> Judge(TestApp app) => JudgeRisks.Handle(app.Tenant, app.Database, app.Get<PipelineBooks>(), Stop);

    static async Task<JsonElement> Open(HttpClient caller, string query = "") => await caller.GetFromJsonAsync<JsonElement>("/api/sales/insights" + query, Stop);

    [Fact]
    public async Task A_stalled_deal_is_told_with_the_keys_of_the_contract()
    {
        await using var app = await TestApp.Start(server);
        var (book, caller) = (await DealBook.Of(app), await app.As(Role.Admin));
        var deal = await book.Add(book.Deal("Enterprise License", "negotiation", 85_000, created: Now.AddDays(-15)));
        await Judge(app);

        var answer = await Open(caller);

        Assert.Equal(["status", "count", "insights"], answer.EnumerateObject().Select(p => p.Name));
        Assert.Equal(1, answer.GetProperty("count").GetInt32());
        var insight = answer.GetProperty("insights")[0];
        Assert.Equal(["anomaly_id", "severity", "title", "description", "affected_entities", "platforms", "recommendation", "action_type", "action_payload"], insight.EnumerateObject().Select(p => p.Name));
        Assert.Equal($"stalled_deal_{deal.Id}", insight.GetProperty("anomaly_id").GetString());
        Assert.Equal("warning", insight.GetProperty("severity").GetString());
        Assert.Equal("Deal 'Enterprise License' stalled for 15 days", insight.GetProperty("title").GetString());
        Assert.Equal($$"""{"action":"follow_up","deal_id":"{{deal.Id}}"}""", insight.GetProperty("action_payload").GetRawText());
        Assert.Equal("warning", await app.Store.Ask<string>("select risk_level from deal"));
    }

    [Fact]
    public async Task A_change_of_a_deal_raises_its_insight_within_a_moment_and_settling_it_takes_it_away()
    {
        await using var app = await TestApp.Start(server);
        var (book, caller) = (await DealBook.Of(app), await app.As(Role.Admin));
        var deal = await book.Add(book.Deal("Risky", "discovery", 60_000));
        await Until(async () => (await Open(caller)).GetProperty("count").GetInt32() == 1);

        using (var close = await caller.PostAsJsonAsync($"/api/opportunities/{deal.Id}/close", new { outcome = "lost", reason = "price" }, Stop))
            close.EnsureSuccessStatusCode();

        await Until(async () => (await Open(caller)).GetProperty("count").GetInt32() == 0);
        Assert.Null(await app.Store.Ask<string>("select risk_level from deal"));
    }

    [Fact]
    public async Task A_dismissed_insight_comes_back_only_when_the_case_changes()
    {
        await using var app = await TestApp.Start(server);
        var (book, caller) = (await DealBook.Of(app), await app.As(Role.Admin));
        var deal = await book.Add(book.Deal("Risky", "discovery", 60_000));
        await Judge(app);

        using (var dismissed = await caller.PostAsync($"/api/sales/insights/high_value_risk_{deal.Id}/dismiss", null, Stop))
            Assert.Equal(HttpStatusCode.OK, dismissed.StatusCode);
        await Judge(app);
        Assert.Equal(0, (await Open(caller)).GetProperty("count").GetInt32());
        using (var again = await caller.PostAsync($"/api/sales/insights/high_value_risk_{deal.Id}/dismiss", null, Stop))
            Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);

        await app.Store.Ask<int>("update deal set value = 70000, base_value = 70000");
        await Judge(app);
        Assert.Equal(1, (await Open(caller)).GetProperty("count").GetInt32());
        Assert.Equal(1L, await app.Store.Ask<long>("select count(*) from audit where action = 'insight.dismiss'"));
    }

    [Fact]
    public async Task Acting_on_an_insight_plans_what_it_recommends()
    {
        await using var app = await TestApp.Start(server);
        var (book, rep) = (await DealBook.Of(app), await app.User("Ada Reyes", Role.SalesRep));
        var deal = await book.Add(book.Deal("Quiet", "negotiation", 900, rep.Id, created: Now.AddDays(-20)));
        await Judge(app);
        var caller = await app.As(Role.SalesRep, rep);

        using var acted = await caller.PostAsync($"/api/sales/insights/stalled_deal_{deal.Id}/act", null, Stop);

        var told = await acted.Content.ReadFromJsonAsync<JsonElement>(Stop);
        Assert.Equal("email", told.GetProperty("action_type").GetString());
        Assert.Equal("email", told.GetProperty("activity_type").GetString());
        Assert.True(told.GetProperty("scheduled_at").GetDateTimeOffset() > Now);
        Assert.Equal(rep.Id, await app.Store.Ask<Guid>("select created_by from activity where id = $1 and not completed and entity_type = 'opportunity'", told.GetProperty("activity_id").GetGuid()));
        Assert.NotNull(await app.Store.Ask<DateTime?>("select next_activity_at from deal"));
        await Judge(app);
        Assert.Equal(0, (await Open(caller)).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task A_rep_neither_sees_nor_settles_a_colleagues_insight()
    {
        await using var app = await TestApp.Start(server);
        var (book, ada, bo) = (await DealBook.Of(app), await app.User("Ada Reyes", Role.SalesRep), await app.User("Bo Lind", Role.SalesRep));
        var deal = await book.Add(book.Deal("Ada's", "discovery", 60_000, ada.Id));
        await Judge(app);
        var caller = await app.As(Role.SalesRep, bo);

        Assert.Equal(0, (await Open(caller)).GetProperty("count").GetInt32());
        using var known = await caller.PostAsync($"/api/sales/insights/high_value_risk_{deal.Id}/act", null, Stop);
        using var unknown = await caller.PostAsync($"/api/sales/insights/high_value_risk_{Guid.NewGuid()}/act", null, Stop);
        Assert.Equal(HttpStatusCode.NotFound, known.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal(1, (await Open(await app.As(Role.SalesRep, ada))).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task An_owner_is_told_once_for_each_case_and_of_many_in_one_line()
    {
        await using var app = await TestApp.Start(server);
        var (book, ada, bo) = (await DealBook.Of(app), await app.User("Ada Reyes", Role.SalesRep), await app.User("Bo Lind", Role.SalesRep));
        await book.Add([book.Deal("One", "discovery", 60_000, ada.Id), .. Enumerable.Range(0, 5).Select(n => book.Deal($"Deal {n}", "discovery", 70_000, bo.Id))]);

        await Judge(app);
        await Judge(app);
        await Until(async () => await app.Store.Ask<long>("select count(*) from notification") == 2);
        await Judge(app);

        var mine = await (await app.As(Role.SalesRep, ada)).GetFromJsonAsync<JsonElement>("/api/notifications", Stop);
        Assert.Equal("High-value deal 'One' at risk", Assert.Single(mine.GetProperty("data").EnumerateArray()).GetProperty("title").GetString());
        var his = await app.As(Role.SalesRep, bo);
        Assert.Equal("5 deals want your attention", (await his.GetFromJsonAsync<JsonElement>("/api/notifications?unread=true", Stop)).GetProperty("data")[0].GetProperty("title").GetString());
        using (var read = await his.PostAsJsonAsync("/api/notifications/read", new { }, Stop))
            Assert.Equal(HttpStatusCode.NoContent, read.StatusCode);
        Assert.Equal(0, (await his.GetFromJsonAsync<JsonElement>("/api/notifications?unread=true", Stop)).GetProperty("data").GetArrayLength());
    }

    [Theory]
    [InlineData(InsightAction.Call, "2026-11-20T09:00:00Z", "2026-11-20T10:00:00Z")]
    [InlineData(InsightAction.Call, "2026-11-20T18:00:00Z", "2026-11-23T10:00:00Z")]
    [InlineData(InsightAction.Email, "2026-11-20T09:00:00Z", "2026-11-20T17:30:00Z")]
    [InlineData(InsightAction.Email, "2026-11-21T09:00:00Z", "2026-11-23T10:00:00Z")]
    [InlineData(InsightAction.Schedule, "2026-11-20T09:00:00Z", "2026-11-24T10:00:00Z")]
    [InlineData(InsightAction.Update, "2026-11-18T09:00:00Z", "2026-11-19T10:00:00Z")]
    public async Task An_action_is_due_in_working_hours(InsightAction action, string now, string due)
    {
        await using var app = await TestApp.Start(server);
        var tenant = await app.Get<Tenants>().Get(app.Tenant, Stop);

        Assert.Equal(At(due), SettleInsight.DueOf(action, At(now), tenant).ToUniversalTime());
    }

    static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    static async Task Until(Func<Task<bool>> so)
    {
        for (var tries = 0; !await so(); tries++)
        {
            Assert.True(tries < 100, "It did not come to pass in five seconds.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Stop);
        }
    }
}

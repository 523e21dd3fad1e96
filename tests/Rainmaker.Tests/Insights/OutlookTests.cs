using System.Net.Http.Json;
using System.Text.Json;
using Rainmaker.Insights.Forecasts;

namespace Rainmaker.Tests.Insights;

public sealed class OutlookTests(TestServer server)
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;
    static DateTimeOffset Now => TimeProvider.System.GetUtcNow();
    static DateOnly Today => DateOnly.FromDateTime(Now.UtcDateTime);

    /// <summary>A year and a half of deals won and lost, and some that are open.</summary>
    static async Task Past(DealBook book, Guid? owner = null)
    {
        var deals = new List<Rainmaker.Deals.Deal>();
        for (var i = 0; i < 540; i++)
        {
            var closed = Today.AddDays(-i - 1);
            deals.Add(book.Deal($"Past {i}", i % 2 == 0 ? "won" : "lost", 900 + i % 5 * 50, owner, created: Now.AddDays(-i - 30), closedOn: closed));
        }
        deals.AddRange(Enumerable.Range(0, 15).Select(i => book.Deal($"Open {i}", "proposal", 1000, owner, Today.AddDays(10), created: Now.AddDays(-i))));
        await book.Add(deals);
    }

    static async Task<JsonElement> Get(HttpClient caller, string path) => await caller.GetFromJsonAsync<JsonElement>("/api/sales/" + path, Stop);

    [Fact]
    public async Task What_was_learned_and_tested_replaces_the_rule_and_says_how_far_off_it_was()
    {
        await using var app = await TestApp.Start(server);
        var caller = await app.As(Role.Admin);
        await Past(await DealBook.Of(app));
        var ruled = await Get(caller, "forecast?months=3");

        Assert.Equal(2, await LearnOutlooks.Handle(app.Tenant, app.Database, Stop));
        Assert.Equal(0, await LearnOutlooks.Handle(app.Tenant, app.Database, Stop));

        JsonElement told = default;
        await Until(async () => (told = await Get(caller, "forecast?months=3")).GetProperty("forecast").GetRawText() != ruled.GetProperty("forecast").GetRawText());
        Assert.Equal(["status", "forecast", "summary"], told.EnumerateObject().Select(p => p.Name));
        var months = told.GetProperty("forecast").EnumerateArray().ToArray();
        Assert.All(months, m => Assert.True(m.GetProperty("worst_case").GetDecimal() <= m.GetProperty("weighted_forecast").GetDecimal() && m.GetProperty("weighted_forecast").GetDecimal() <= m.GetProperty("best_case").GetDecimal() && m.GetProperty("confidence").GetInt32() is > 0 and < 100));
        // About fifteen deals of about a thousand are won a month.
        Assert.InRange(months[1].GetProperty("weighted_forecast").GetDecimal(), 10_000, 20_000);
        Assert.Equal(ruled.GetProperty("forecast")[0].GetProperty("deal_count").GetInt32(), months[0].GetProperty("deal_count").GetInt32());

        var basis = await Get(caller, "forecast/basis");
        Assert.Equal("learned", basis.GetProperty("basis").GetString());
        Assert.InRange(basis.GetProperty("error").GetDouble(), 0, 30);
        Assert.Contains("past months it was off by", basis.GetProperty("why").GetString(), StringComparison.Ordinal);
        var page = await caller.GetStringAsync("/dashboards/sales/forecast", Stop);
        Assert.Contains("past months it was off by", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rep_is_told_the_part_of_the_reps_own_deals()
    {
        await using var app = await TestApp.Start(server);
        var (admin, rep) = (await app.As(Role.Admin), await app.As(Role.SalesRep));
        var book = await DealBook.Of(app);
        await Past(book);
        await LearnOutlooks.Handle(app.Tenant, app.Database, Stop);
        await Until(async () => (await Get(admin, "forecast/basis")).GetProperty("basis").GetString() == "learned");

        Assert.Equal(0, (await Get(rep, "forecast")).GetProperty("summary").GetProperty("total_weighted_forecast").GetDecimal());
        Assert.Equal("rule", (await Get(rep, "forecast/basis")).GetProperty("basis").GetString());
    }

    [Fact]
    public async Task Too_short_a_past_leaves_the_rule()
    {
        await using var app = await TestApp.Start(server);
        var book = await DealBook.Of(app);
        await book.Add([book.Deal("Now", "proposal", 1000, closes: Today), book.Deal("Old", "won", 500, closedOn: Today)]);

        Assert.Equal(0, await LearnOutlooks.Handle(app.Tenant, app.Database, Stop));
        Assert.Equal("rule", (await Get(await app.As(Role.Admin), "forecast/basis")).GetProperty("basis").GetString());
    }

    static async Task Until(Func<Task<bool>> holds)
    {
        for (var tries = 0; tries < 100; tries++)
        {
            if (await holds())
                return;
            await Task.Delay(100, Stop);
        }
        Assert.Fail("It did not come to hold within ten seconds.");
    }
}

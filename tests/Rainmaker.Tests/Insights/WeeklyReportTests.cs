using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Rainmaker.Deals;
using Rainmaker.Insights.Weekly;

namespace Rainmaker.Tests.Insights;

public sealed class WeeklyReportTests(TestServer server)
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;
    static DateOnly Today => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
    static WeekOf Last => new(WeekOf.Of(Today).Monday.AddDays(-7));

    static async Task<JsonElement> Report(HttpClient caller, string week = "") => await caller.GetFromJsonAsync<JsonElement>("/analytics/weekly-report" + week, Stop);

    static string Headline(JsonElement report) => string.Concat(report.GetProperty("headline").GetProperty("pieces").EnumerateArray().Select(p => p.GetProperty("text").GetString()));

    static Task<int> Keep(TestApp app) => KeepWeeks.Handle(app.Tenant, app.Database, app.Get<PipelineBooks>(), Stop);

    static DateTimeOffset At(DateOnly day) => new(day.ToDateTime(new TimeOnly(10, 0)), TimeSpan.Zero);

    [Fact]
    public async Task A_week_that_is_over_is_kept_for_each_sight_and_stays_what_it_was_told_as()
    {
        await using var app = await TestApp.Start(server);
        var (ann, bo, book) = (await app.User("Ann Berg", Role.SalesRep), await app.User("Bo Dahl", Role.SalesRep), await DealBook.Of(app));
        var (won, small) = (book.Deal("Harbor rollout", "won", 5000, ann.Id, created: At(Last.Monday.AddDays(-30)), closedOn: Last.Monday), book.Deal("Small", "won", 700, bo.Id, created: At(Last.Monday.AddDays(1)), closedOn: Last.Sunday));
        await book.Add([won, small]);
        var (admin, rep) = (await app.As(Role.Admin), await app.As(Role.SalesRep, ann));

        var before = await Report(admin);
        Assert.True(await Keep(app) > 0);
        Assert.Equal(0, await Keep(app));
        await app.Store.Ask<int>("update deal set base_value = 1, value = 1");
        var kept = await Report(admin, "?week=" + Last.Name);

        Assert.Equal(("rewritten", "kept"), (before.GetProperty("state").GetString(), kept.GetProperty("state").GetString()));
        Assert.Equal(Headline(before), Headline(kept));
        Assert.StartsWith("2 deals were won for €5,700 in the week of ", Headline(kept), StringComparison.Ordinal);
        Assert.StartsWith("1 deal was won for €5,000 in the week of ", Headline(await Report(rep, $"?week={Last.Monday.AddDays(3):yyyy-MM-dd}")), StringComparison.Ordinal);
        Assert.Equal("own", (await Report(rep)).GetProperty("sight").GetString());
        Assert.Equal("so_far", (await Report(admin, "?week=" + WeekOf.Of(Today).Name)).GetProperty("state").GetString());
        Assert.Equal(JsonValueKind.String, kept.GetProperty("figures")[0].GetProperty("rows").ValueKind);
        foreach (var act in (string[])["update weekly_report set week = week", "delete from weekly_report"])
        {
            await using var asApp = NpgsqlDataSource.Create(app.Store.App);
            await Assert.ThrowsAsync<PostgresException>(() => asApp.CreateCommand(act).ExecuteNonQueryAsync(Stop));
            await Assert.ThrowsAsync<PostgresException>(() => app.Store.Ask<int>(act));
        }
    }

    [Fact]
    public async Task The_page_tells_it_leads_to_the_rows_and_says_what_is_no_week()
    {
        await using var app = await TestApp.Start(server);
        var (ann, book) = (await app.User("Ann Berg", Role.SalesRep), await DealBook.Of(app));
        var admin = await app.As(Role.Admin);
        Assert.Contains("Nothing is on record", await admin.GetStringAsync("/reports/weekly", Stop), StringComparison.Ordinal);
        await book.Add([book.Deal("Harbor rollout", "won", 5000, ann.Id, created: At(Last.Monday.AddDays(2)), closedOn: Last.Sunday), book.Deal("Lying", "proposal", 9000, ann.Id, created: At(Last.Monday.AddDays(-60)))]);

        var (page, now) = (await admin.GetStringAsync($"/reports/weekly?week={Last.Name}", Stop), await admin.GetStringAsync($"/reports/weekly?week={WeekOf.Of(Today).Name}", Stop));

        Assert.Contains($"/deals?status=won&amp;closed_from={Last.Monday:yyyy-MM-dd}&amp;closed_to={Last.Sunday:yyyy-MM-dd}", page, StringComparison.Ordinal);
        Assert.Contains("The largest win was", page, StringComparison.Ordinal);
        Assert.Contains("needs=stalled", now, StringComparison.Ordinal);
        Assert.Contains("needs=stalled", page, StringComparison.Ordinal);
        Assert.Contains("What waited at the end of that week is not on record", await admin.GetStringAsync($"/reports/weekly?week={new WeekOf(Last.Monday.AddDays(-7)).Name}", Stop), StringComparison.Ordinal);
        Assert.Contains("Harbor rollout", await admin.GetStringAsync($"/reports/weekly/rows?week={Last.Name}&of=opened", Stop), StringComparison.Ordinal);
        Assert.Contains("Nothing in this week", await admin.GetStringAsync($"/reports/weekly/rows?week={Last.Name}&of=call&owner={ann.Id}", Stop), StringComparison.Ordinal);
        foreach (var wrong in (string[])["/reports/weekly?week=2026-W60", "/reports/weekly?week=never", "/reports/weekly?week=2199-W01", "/reports/weekly/rows?of=secrets", "/analytics/weekly-report?week=0000-W00"])
            Assert.Equal(HttpStatusCode.BadRequest, (await admin.GetAsync(wrong, Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As(Role.CustomerSuccess)).GetAsync("/analytics/weekly-report", Stop)).StatusCode);
    }
}

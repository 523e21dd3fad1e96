using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Rainmaker.Activities;
using Rainmaker.Crm;
using Rainmaker.Insights.Unusual;
using Activity = Rainmaker.Activities.Activity;

namespace Rainmaker.Tests.Insights;

public sealed class FindingTests(TestServer server)
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;
    static DateTimeOffset Now => TimeProvider.System.GetUtcNow();
    static DateOnly Today => DateOnly.FromDateTime(Now.UtcDateTime);

    static async Task<JsonElement[]> Insights(HttpClient caller) =>
        [.. (await caller.GetFromJsonAsync<JsonElement>("/api/sales/insights", Stop)).GetProperty("insights").EnumerateArray().Where(i => !i.GetProperty("action_payload").TryGetProperty("deal_id", out _))];

    [Fact]
    public async Task A_pipeline_that_shrinks_beyond_a_fifth_raises_an_insight_that_can_be_dismissed()
    {
        await using var app = await TestApp.Start(server);
        var (book, admin, rep) = (await DealBook.Of(app), await app.As(Role.Admin), await app.As(Role.SalesRep));
        await book.Add(book.Deal("Small", "proposal", 1000));
        await using (var db = await app.Database.Open(Actor.System(app.Tenant), Stop))
        {
            for (var day = 1; day <= 6; day++)
                db.Add(new PipelineSnapshot { TenantId = app.Tenant, Id = Guid.CreateVersion7(), PipelineId = book.Stages[0].PipelineId, TakenOn = Today.AddDays(-day), Deals = 5, Total = 9000, Weighted = 500, CreatedAt = Now });
            await db.Finish(Stop, save: true);
        }

        await WatchPipelines.Handle(app.Tenant, app.Database, Stop);
        await WatchPipelines.Handle(app.Tenant, app.Database, Stop);

        var insight = Assert.Single(await Insights(admin));
        Assert.StartsWith("Pipeline is down 89 %", insight.GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.Equal("warning", insight.GetProperty("severity").GetString());
        Assert.Empty(await Insights(rep));
        Assert.Equal(7, await app.Store.Ask<long>("select count(*) from pipeline_snapshot"));
        var path = $"/api/sales/insights/{insight.GetProperty("anomaly_id").GetString()}/dismiss";
        Assert.Equal(HttpStatusCode.NotFound, (await rep.PostAsync(path, null, Stop)).StatusCode);
        (await admin.PostAsync(path, null, Stop)).EnsureSuccessStatusCode();
        Assert.Equal(HttpStatusCode.Conflict, (await admin.PostAsync(path, null, Stop)).StatusCode);
        await WatchPipelines.Handle(app.Tenant, app.Database, Stop);
        Assert.Empty(await Insights(admin));
    }

    [Fact]
    public async Task A_reps_quiet_week_after_twenty_busy_ones_is_told_to_who_sees_the_rep_in_words()
    {
        await using var app = await TestApp.Start(server);
        var (book, admin) = (await DealBook.Of(app), await app.As(Role.Admin));
        var rep = await app.User("Ann Berg", Role.SalesRep);
        var monday = Today.AddDays(-((int)Today.DayOfWeek + 6) % 7);
        await using (var db = await app.Database.Open(Actor.System(app.Tenant), Stop))
        {
            var deal = book.Deal("Any");
            db.Add(deal);
            var calls = new List<Activity>();
            for (var week = 1; week <= 21; week++)
                for (var call = 0; call < (week == 1 ? 3 : 19 + week * 5 % 7); call++)
                {
                    var at = new DateTimeOffset(monday.AddDays(-7 * week).ToDateTime(new TimeOnly(9 + call % 8, call)), TimeSpan.Zero).AddDays(call % 5);
                    calls.Add(new() { TenantId = app.Tenant, Id = Ids.At(Now), EntityType = EntityType.Opportunity, EntityId = deal.Id, Kind = ActivityKind.Call, Description = "Call", At = at, CompletedAt = at, CreatedBy = rep.Id, CreatedAt = at, UpdatedAt = at });
                }
            db.AddRange(calls);
            await db.Finish(Stop, save: true);
        }

        await WatchSeries.Handle(app.Tenant, app.Database, Stop);

        var insight = Assert.Single(await Insights(admin));
        Assert.Matches("^Calls by Ann Berg: 3 last week, usually (19|20)-(24|25)\\.$", insight.GetProperty("description").GetString());
        Assert.Single(insight.GetProperty("affected_entities").EnumerateArray());
    }
}

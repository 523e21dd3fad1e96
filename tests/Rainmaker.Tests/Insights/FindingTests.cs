using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Rainmaker.Activities;
using Rainmaker.Crm;
using Rainmaker.Deals;
using Rainmaker.Insights;
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

        // Twice as far off, and the other way: another case.
        await app.Store.Ask<int>("update deal set value = 30000, base_value = 30000");
        await WatchPipelines.Handle(app.Tenant, app.Database, Stop);
        Assert.Contains(await Insights(admin), i => i.GetProperty("anomaly_id").GetString() == insight.GetProperty("anomaly_id").GetString() && i.GetProperty("title").GetString()!.StartsWith("Pipeline is up", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Snapshots_of_all_deals_say_what_a_pipeline_usually_was()
    {
        await using var app = await TestApp.Start(server);
        var (book, admin) = (await DealBook.Of(app), await app.As(Role.Admin));
        await book.Add(book.Deal("Small", "proposal", 1000));
        for (var week = 1; week <= 6; week++)
        {
            var id = Guid.CreateVersion7();
            await app.Store.Ask<int>("insert into deal_snapshot (tenant_id, id, taken_at, stands_for, origin, changed, created_at) values ($1, $2, $3, $4, 'rebuilt', 1, now())", app.Tenant, id, Now.AddDays(-7 * week), Today.AddDays(-7 * week));
            await app.Store.Ask<int>("insert into deal_snapshot_sum (tenant_id, snapshot_id, stage_id, owner_id, pipeline_id, deals, total, weighted) values ($1, $2, $3, gen_random_uuid(), $4, 5, 9000, 500)", app.Tenant, id, book.Stage("proposal").Id, book.Stages[0].PipelineId);
        }

        await WatchPipelines.Handle(app.Tenant, app.Database, Stop);

        Assert.StartsWith("Pipeline is down 89 %", Assert.Single(await Insights(admin)).GetProperty("title").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_panel_shows_what_is_unusual_among_the_insights_about_deals_and_somebody_can_see_to_it()
    {
        await using var app = await TestApp.Start(server);
        var (book, ina) = (await DealBook.Of(app), await app.User("Ina Falk", Role.Admin));
        var admin = await app.SignedIn(ina);
        await book.Add(book.Deal("Small", "proposal", 1000));
        await using (var db = await app.Database.Open(Actor.System(app.Tenant), Stop))
        {
            for (var day = 1; day <= 6; day++)
                db.Add(new PipelineSnapshot { TenantId = app.Tenant, Id = Guid.CreateVersion7(), PipelineId = book.Stages[0].PipelineId, TakenOn = Today.AddDays(-day), Deals = 5, Total = 9000, Weighted = 500, CreatedAt = Now });
            await db.Finish(Stop, save: true);
        }
        await WatchPipelines.Handle(app.Tenant, app.Database, Stop);

        var panel = await admin.GetStringAsync("/dashboards/sales/insights", Stop);

        Assert.Contains("Pipeline is down 89 %", panel, StringComparison.Ordinal);
        Assert.Contains("Median of the latest snapshots", panel, StringComparison.Ordinal);
        Assert.Contains("/history?pipeline=", panel, StringComparison.Ordinal);
        using var acted = await admin.PostAsync($"/api/sales/insights/pipeline_total_{book.Stages[0].PipelineId}/act", null, Stop);
        Assert.Equal(JsonValueKind.Null, (await acted.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("activity_id").ValueKind);
        Assert.DoesNotContain("Pipeline is down 89 %", await admin.GetStringAsync("/dashboards/sales", Stop), StringComparison.Ordinal);
        Assert.Equal("acted", await app.Store.Ask<string>("select state from finding where key like 'pipeline_total%'"));
    }

    [Fact]
    public async Task A_deal_that_stays_longer_than_nine_of_ten_is_an_insight_that_counts_for_its_risk()
    {
        await using var app = await TestApp.Start(server);
        var (book, admin) = (await DealBook.Of(app), await app.As(Role.Admin));
        var (fresh, old) = (book.Deal("Fresh", "proposal", 1000, created: Now.AddDays(-2)), book.Deal("Lying", "proposal", 1000, created: Now.AddDays(-25)));
        // Somebody is in touch: the stalled rule has nothing to say.
        (fresh.LastActivityAt, old.LastActivityAt) = (Now, Now);
        await book.Add([fresh, old]);
        await using (var db = await app.Database.Open(Actor.System(app.Tenant), Stop))
        {
            db.AddRange(Enumerable.Range(1, 10).Select(days => new DealStageChange
            {
                TenantId = app.Tenant, Id = Ids.At(Now), DealId = fresh.Id, FromStageId = book.Stage("proposal").Id, ToStageId = book.Stage("negotiation").Id, FromProbability = 50, ToProbability = 75, At = Now.AddDays(-days), SecondsInStage = days * 86_400,
            }));
            await db.Finish(Stop, save: true);
        }

        await LearnPaces.Handle(app.Tenant, app.Database, Stop);
        await JudgeRisks.Handle(app.Tenant, app.Database, app.Get<PipelineBooks>(), Stop);

        var insight = Assert.Single((await admin.GetFromJsonAsync<JsonElement>("/api/sales/insights", Stop)).GetProperty("insights").EnumerateArray());
        Assert.Equal($"unusual_stay_{old.Id}", insight.GetProperty("anomaly_id").GetString());
        Assert.Contains("nine of ten deals that went on stayed at most 9", insight.GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.Equal("info", await app.Store.Ask<string>("select risk_level from deal where name = 'Lying'"));
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

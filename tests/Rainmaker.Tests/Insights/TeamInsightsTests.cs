using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Rainmaker.Activities;
using Rainmaker.Crm;
using Activity = Rainmaker.Activities.Activity;

namespace Rainmaker.Tests.Insights;

public sealed class TeamInsightsTests(TestServer server)
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;
    static DateTimeOffset Now => TimeProvider.System.GetUtcNow();
    static DateOnly Today => DateOnly.FromDateTime(Now.UtcDateTime);

    static async Task<JsonElement> Get(HttpClient caller, string path) => await caller.GetFromJsonAsync<JsonElement>(path, Stop);

    [Fact]
    public async Task Each_rep_has_a_quality_score_with_its_parts_pipeline_health_and_what_to_do_next_with_the_evidence()
    {
        await using var app = await TestApp.Start(server);
        var (ann, bo) = (await app.User("Ann Berg", Role.SalesRep), await app.User("Bo Dahl", Role.SalesRep));
        var book = await DealBook.Of(app);
        var (moving, lying) = (book.Deal("Moving", "negotiation", 5000, ann.Id), book.Deal("Lying", "proposal", 9000, ann.Id, created: Now.AddDays(-60)));
        await book.Add([moving, lying, book.Deal("Won", "won", 1000, ann.Id, closedOn: Today)]);
        await using (var db = await app.Database.Open(Actor.System(app.Tenant), Stop))
        {
            db.AddRange(Enumerable.Range(0, 8).Select(i => new Activity
            {
                TenantId = app.Tenant, Id = Ids.At(Now), EntityType = EntityType.Opportunity, EntityId = moving.Id, Kind = ActivityKind.Call, Description = "Call", At = Now.AddDays(-i * 3), CompletedAt = Now.AddDays(-i * 3),
                CreatedBy = ann.Id, Metadata = i % 2 == 0 ? """{"outcome":"connected"}""" : """{"outcome":"no_answer"}""", CreatedAt = Now, UpdatedAt = Now,
            }));
            await db.Finish(Stop, save: true);
        }
        var admin = await app.As(Role.Admin);

        var answer = await Get(admin, "/analytics/salespeople/insights?org_id=" + app.Tenant);

        Assert.Equal(["Ann Berg", "Bo Dahl"], answer.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("owner_name").GetString()));
        var rep = answer.GetProperty("results")[0];
        Assert.Equal(["owner_id", "owner_name", "owner_email", "quality", "anomalies", "pipeline_health", "unusual_stages", "late_booked", "coaching", "summary"], rep.EnumerateObject().Select(p => p.Name));
        Assert.InRange(rep.GetProperty("quality").GetProperty("score").GetDouble(), 1, 100);
        Assert.Equal(["recency", "reply", "outcome", "deal_impact"], rep.GetProperty("quality").GetProperty("parts").EnumerateArray().Select(p => p.GetProperty("part").GetString()));
        Assert.Equal("4 of 8 calls and meetings reached somebody", rep.GetProperty("quality").GetProperty("parts")[2].GetProperty("text").GetString());
        Assert.Equal((2, 14000m, 1), (rep.GetProperty("pipeline_health").GetProperty("open").GetInt32(), rep.GetProperty("pipeline_health").GetProperty("value").GetDecimal(), rep.GetProperty("pipeline_health").GetProperty("stale").GetInt32()));
        Assert.Contains(rep.GetProperty("coaching").EnumerateArray(), c => c.GetProperty("action").GetString() == "Take up 1 deal again" && c.GetProperty("deals")[0].GetString() == lying.Id.ToString());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("results")[1].GetProperty("quality").GetProperty("score").ValueKind);

        var hers = await Get(await app.As(Role.SalesRep, bo), "/analytics/salespeople/insights");
        Assert.Equal("Bo Dahl", Assert.Single(hers.GetProperty("results").EnumerateArray()).GetProperty("owner_name").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As(Role.SalesRep, bo)).GetAsync($"/analytics/salespeople/insights?owner_id={ann.Id}", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.GetAsync("/analytics/salespeople/insights?days=0", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await admin.GetAsync("/analytics/salespeople/insights?org_id=other", Stop)).StatusCode);
    }

    [Fact]
    public async Task The_page_shows_it_and_so_does_an_empty_workspace()
    {
        await using var app = await TestApp.Start(server);
        var caller = await app.As(Role.Admin);
        Assert.Contains("Nobody to show", await caller.GetStringAsync("/insights/team", Stop), StringComparison.Ordinal);
        var ann = await app.User("Ann Berg", Role.SalesRep);
        var book = await DealBook.Of(app);
        await book.Add(book.Deal("Lying", "proposal", 9000, ann.Id, created: Now.AddDays(-60)));

        var page = await caller.GetStringAsync("/insights/team?days=90", Stop);

        Assert.Contains("Take up 1 deal again", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_is_reckoned_back_by_own_rates_and_says_unknown_where_there_are_none()
    {
        await using var app = await TestApp.Start(server);
        var (book, caller) = (await DealBook.Of(app), await app.As(Role.Admin));
        await book.Add([book.Deal("A", "won", 2000, closedOn: Today), book.Deal("B", "lost", 900, closedOn: Today), book.Deal("C", "lost", 900, closedOn: Today), book.Deal("D", "won", 4000, closedOn: Today)]);
        await book.AddLead("New", LeadStatus.New);
        await book.AddLead("Known", LeadStatus.Contacted);
        await book.AddLead("Good", LeadStatus.Qualified);
        await book.AddLead("Better", LeadStatus.Qualified);

        var answer = await Get(caller, "/api/sales/targets?target=60000");

        decimal?[] Required(JsonElement of) => [.. of.GetProperty("plan").GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("required")).Select(r => r.ValueKind == JsonValueKind.Null ? (decimal?)null : r.GetDecimal())];
        Assert.Equal([60_000m, 20, 40, null, null, null], Required(answer));
        Assert.Equal("At a SQL-to-opportunity rate of 0 no number is enough.", answer.GetProperty("plan").GetProperty("steps")[3].GetProperty("why").GetString());
        Assert.Equal((4, 3, 2, 0, 0), (Of(answer, "leads"), Of(answer, "mqls"), Of(answer, "sqls"), Of(answer, "opportunities"), Of(answer, "customers")));
        Assert.Equal([60_000m, 20, 40, 80, 120, 160], Required(await Get(caller, "/api/sales/targets?target=60000&sql_to_opportunity=50&mql_to_sql=66.7&lead_to_mql=75")));
        Assert.Equal(HttpStatusCode.BadRequest, (await caller.GetAsync("/api/sales/targets?win_rate=101", Stop)).StatusCode);
        var page = await caller.GetStringAsync("/targets?sql_to_opportunity=50&period=quarter", Stop);
        Assert.Contains("SQL-to-opportunity rate of 50 %", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await caller.GetAsync("/targets?win_rate=many", Stop)).StatusCode);

        static int Of(JsonElement answer, string step) => answer.GetProperty("funnel").GetProperty(step).GetInt32();
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Rainmaker.Deals;
using Rainmaker.Deals.Snapshots;
using Rainmaker.Platform.Audit;
using Rainmaker.Tests.Insights;

namespace Rainmaker.Tests.Deals;

/// <summary>Days of the past are made by moving the clock's rows: a snapshot is taken, then its moments are what the test says, as the owner of the database with triggers off.</summary>
public sealed class SnapshotTests(TestServer server)
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;
    static DateOnly Today => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    static async Task<JsonElement> Get(HttpClient caller, string path) => await caller.GetFromJsonAsync<JsonElement>(path, Stop);

    static Task<Result<TakeSnapshot.View>> Take(TestApp app) => TakeSnapshot.Handle(Actor.System(app.Tenant), SnapshotOrigin.Daily, app.Database, Stop);

    /// <summary>All that was written down lies so many days further back.</summary>
    static Task Age(TestApp app, int days) => app.Store.Ask<int>($"""
        set session_replication_role = replica;
        update deal_snapshot set taken_at = taken_at - interval '{days} days', stands_for = stands_for - {days};
        update deal_state set from_at = from_at - interval '{days} days', until_at = until_at - interval '{days} days', opened_at = opened_at - interval '{days} days';
        set session_replication_role = origin;
        """);

    static async Task Change(TestApp app, string set, string name) => await app.Store.Ask<int>($"update deal set {set} where name = '{name}'");

    [Fact]
    public async Task A_snapshot_keeps_only_what_changed_and_shows_every_day_as_it_stood()
    {
        await using var app = await TestApp.Start(server);
        var (book, admin) = (await DealBook.Of(app), await app.As(Role.Admin));
        await book.Add([book.Deal("Still", "discovery", 1000), book.Deal("Moving", "discovery", 500), book.Deal("Gone", "proposal", 70)]);
        var first = (await Take(app)).Value;
        Assert.Equal((3, first.Id), (first.Changed, (await Take(app)).Value.Id));
        await Age(app, 10);
        await Change(app, $"stage_id = '{book.Stage("proposal").Id}', probability = 50, value = 900, base_value = 900", "Moving");
        await Change(app, "deleted_at = now()", "Gone");
        await book.Add(book.Deal("Late", "discovery", 40));

        var second = (await Take(app)).Value;

        Assert.Equal(3, second.Changed);
        Assert.Equal(5L, await app.Store.Ask<long>("select count(*) from deal_state"));
        string[] Names(JsonElement of) => [.. of.GetProperty("data").EnumerateArray().Select(d => $"{d.GetProperty("deal_name").GetString()} {d.GetProperty("deal_stage").GetString()} {d.GetProperty("base_value").GetDecimal():0}")];
        Assert.Equal(["Still discovery 1000", "Moving discovery 500", "Gone proposal_sent 70"], Names(await Get(admin, $"/api/snapshots/deals?on={Today.AddDays(-10):yyyy-MM-dd}")).Select(n => n.Replace("proposal 70", "proposal_sent 70", StringComparison.Ordinal)));
        Assert.Equal(["Still discovery 1000", "Late discovery 40"], Names(await Get(admin, "/api/snapshots/deals?stage=discovery")));
        var between = await Get(admin, $"/api/snapshots/deals?on={Today.AddDays(-4):yyyy-MM-dd}");
        Assert.False(between.GetProperty("is_exact").GetBoolean());
        Assert.StartsWith("No snapshot was taken on ", between.GetProperty("notes")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.GetAsync($"/api/snapshots/deals?on={Today.AddDays(-40):yyyy-MM-dd}", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.GetAsync("/api/snapshots/deals?on=yesterday", Stop)).StatusCode);
        var piece = await Get(admin, "/api/snapshots/deals?limit=1");
        Assert.Equal(["Moving proposal 900"], Names(await Get(admin, "/api/snapshots/deals?limit=1&cursor=" + piece.GetProperty("next_cursor").GetString())).Select(n => n.Replace("proposal_sent", "proposal", StringComparison.Ordinal)));
        Assert.Equal(2, (await Get(admin, "/api/snapshots")).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task What_a_snapshot_shows_can_be_changed_by_nobody()
    {
        await using var app = await TestApp.Start(server);
        var book = await DealBook.Of(app);
        await book.Add(book.Deal("Any", "discovery", 1000));
        await Take(app);
        await using var asApp = NpgsqlDataSource.Create(app.Store.App);
        foreach (var act in (string[])["update deal_snapshot set changed = 0", "delete from deal_snapshot", "update deal_snapshot_sum set total = 0", "delete from deal_snapshot_sum", "update deal_state set base_value = 1",
            "delete from deal_state", "truncate deal_state",
            "insert into deal_state (tenant_id, deal_id, from_at, name, pipeline_id, stage_id, status, probability, currency, source, opened_at) select tenant_id, gen_random_uuid(), from_at - interval '1 day', name, pipeline_id, stage_id, status, probability, currency, source, opened_at from deal_state limit 1"])
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => app.Store.Ask<int>(act));
            Assert.Equal(PostgresErrorCodes.IntegrityConstraintViolation, refused.SqlState);
        }
        // A version ends once.
        await app.Store.Ask<int>("update deal_state set until_at = clock_timestamp()");
        await Assert.ThrowsAsync<PostgresException>(() => app.Store.Ask<int>("update deal_state set until_at = 'infinity'"));
        foreach (var act in (string[])["update deal_snapshot set changed = 0", "delete from deal_state", "update deal_state set base_value = 1"])
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => asApp.CreateCommand(act).ExecuteNonQueryAsync(Stop))).SqlState);
    }

    [Fact]
    public async Task A_manager_takes_one_when_asked_and_a_rep_sees_only_what_was_hers_then()
    {
        await using var app = await TestApp.Start(server);
        var (ann, bo, book) = (await app.User("Ann Berg", Role.SalesRep), await app.User("Bo Dahl", Role.SalesRep), await DealBook.Of(app));
        var (admin, rep) = (await app.As(Role.Admin), await app.As(Role.SalesRep, ann));
        await book.Add([book.Deal("Hers", "discovery", 1000, ann.Id), book.Deal("His", "discovery", 500, bo.Id)]);

        Assert.Equal(HttpStatusCode.Forbidden, (await rep.PostAsync("/api/snapshots", null, Stop)).StatusCode);
        using var taken = await admin.PostAsync("/api/snapshots", null, Stop);

        Assert.Equal(HttpStatusCode.Created, taken.StatusCode);
        Assert.Equal("on_demand", (await taken.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("origin").GetString());
        Assert.Equal(1, (await Get(rep, "/api/snapshots/deals")).GetProperty("data").GetArrayLength());
        Assert.Equal(1500m, (await Get(admin, "/api/sales/history/trend")).GetProperty("points")[0].GetProperty("total").GetDecimal());
        Assert.Equal(1000m, (await Get(rep, "/api/sales/history/trend")).GetProperty("points")[0].GetProperty("total").GetDecimal());
        Assert.Equal(0, (await Get(await app.As(Role.CustomerSuccess), "/api/snapshots/deals")).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task The_waterfall_adds_up_and_each_part_names_its_deals()
    {
        await using var app = await TestApp.Start(server);
        var (book, admin) = (await DealBook.Of(app), await app.As(Role.Admin));
        var (soon, later) = (Today.AddDays(5), Today.AddDays(200));
        await book.Add([book.Deal("Wins", "negotiation", 1000, closes: soon), book.Deal("Loses", "proposal", 300, closes: soon), book.Deal("Grows", "proposal", 100, closes: soon), book.Deal("Slips", "proposal", 50, closes: soon), book.Deal("Back", "lost", 70, closedOn: Today), book.Deal("Deleted", "proposal", 9)]);
        await Take(app);
        await Age(app, 20);
        await Change(app, $"status = 'won', stage_id = '{book.Stage("won").Id}', closed_on = now()::date, value = 1100, base_value = 1100", "Wins");
        await Change(app, $"status = 'lost', stage_id = '{book.Stage("lost").Id}', closed_on = now()::date", "Loses");
        await Change(app, "value = 130, base_value = 130", "Grows");
        await Change(app, $"expected_close_date = '{later:yyyy-MM-dd}'", "Slips");
        await Change(app, $"status = 'open', stage_id = '{book.Stage("proposal").Id}', closed_on = null", "Back");
        await Change(app, "deleted_at = now()", "Deleted");
        await book.Add(book.Deal("Fresh", "discovery", 40));
        await Take(app);

        var fall = await Get(admin, "/api/sales/history/waterfall");
        var byDay = await Get(admin, $"/api/sales/history/waterfall?close_by={Today.AddDays(30):yyyy-MM-dd}");

        Dictionary<string, decimal> Bars(JsonElement of) => of.GetProperty("bars").EnumerateArray().Where(b => b.GetProperty("deals").GetInt32() > 0).ToDictionary(b => b.GetProperty("part").GetString()!, b => b.GetProperty("amount").GetDecimal());
        Assert.Equal((1459m, 290m), (fall.GetProperty("start").GetDecimal(), fall.GetProperty("end").GetDecimal()));
        Assert.Equal(new Dictionary<string, decimal> { ["new"] = 40, ["reopened"] = 70, ["grown"] = 130, ["pushed"] = 0, ["won"] = -1100, ["lost"] = -300, ["left_out"] = -9 }, Bars(fall));
        Assert.Equal((1450m, 130m), (byDay.GetProperty("start").GetDecimal(), byDay.GetProperty("end").GetDecimal()));
        Assert.Equal(-50m, Bars(byDay)["pushed"]);
        Assert.Equal(await app.Store.Ask<decimal>("select sum(base_value) from deal where status = 'open' and deleted_at is null"), fall.GetProperty("end").GetDecimal());
        var won = Assert.Single((await Get(admin, "/api/sales/history/waterfall?part=won")).GetProperty("rows").EnumerateArray());
        Assert.Equal(("Wins", "Negotiation", "Won"), (won.GetProperty("deal_name").GetString(), won.GetProperty("stage_then").GetString(), won.GetProperty("stage_now").GetString()));
        foreach (var wrong in (string[])["part=none", "from=soon", "close_by=0", $"from={Today:yyyy-MM-dd}", $"to={Today.AddDays(-90):yyyy-MM-dd}"])
            Assert.Equal(HttpStatusCode.BadRequest, (await admin.GetAsync("/api/sales/history/waterfall?" + wrong, Stop)).StatusCode);
    }

    [Fact]
    public async Task The_past_before_the_first_snapshot_is_rebuilt_from_the_journal_and_says_so()
    {
        await using var app = await TestApp.Start(server);
        var (book, admin) = (await DealBook.Of(app), await app.As(Role.Admin));
        var began = TimeProvider.System.GetUtcNow().AddDays(-60);
        var deal = book.Deal("Old", "proposal", 900, created: began, closes: Today.AddDays(30));
        await book.Add(deal);
        await using (var db = await app.Database.Open(Actor.System(app.Tenant), Stop))
        {
            db.AddRange(
                new DealStageChange { TenantId = app.Tenant, Id = Ids.At(began), DealId = deal.Id, ToStageId = book.Stage("discovery").Id, ToProbability = 10, At = began },
                new DealStageChange { TenantId = app.Tenant, Id = Ids.At(began.AddDays(30)), DealId = deal.Id, FromStageId = book.Stage("discovery").Id, ToStageId = book.Stage("proposal").Id, FromProbability = 10, ToProbability = 50, At = began.AddDays(30) },
                AuditEntry.Of(Actor.System(app.Tenant), began.AddDays(40), "deal.update", "deal", deal.Id, AuditOutcome.Success, """{"before":{"value":500,"base_value":500.00,"expected_close_date":"2026-01-31"},"after":{"value":900,"base_value":900}}"""));
            await db.Finish(Stop, save: true);
        }

        Assert.InRange(await RebuildSnapshots.Handle(app.Tenant, app.Database, Stop), 8, 9);
        Assert.Equal(0, await RebuildSnapshots.Handle(app.Tenant, app.Database, Stop));

        async Task<(string?, decimal, string?)> On(int days)
        {
            var then = await Get(admin, $"/api/snapshots/deals?on={DateOnly.FromDateTime(began.UtcDateTime).AddDays(days):yyyy-MM-dd}");
            Assert.False(then.GetProperty("is_exact").GetBoolean());
            Assert.StartsWith("Rebuilt from the journal", then.GetProperty("notes").EnumerateArray().Last().GetString(), StringComparison.Ordinal);
            var row = Assert.Single(then.GetProperty("data").EnumerateArray());
            return (row.GetProperty("deal_stage").GetString(), row.GetProperty("base_value").GetDecimal(), row.GetProperty("expected_close_date").GetString());
        }
        Assert.Equal(("discovery", 500m, "2026-01-31"), await On(20));
        Assert.Equal(900m, (await On(52)).Item2);
        var points = (await Get(admin, "/api/sales/history/trend?days=90")).GetProperty("points").EnumerateArray().Select(p => p.GetProperty("weighted").GetDecimal()).ToList();
        Assert.Equal((50m, 450m), (points[0], points[^1]));
    }

    [Fact]
    public async Task Board_command_center_table_and_history_show_a_day_that_is_over_and_lead_back_to_now()
    {
        await using var app = await TestApp.Start(server);
        var (book, admin) = (await DealBook.Of(app), await app.As(Role.Admin));
        Assert.Contains("No snapshot yet", await admin.GetStringAsync("/history", Stop), StringComparison.Ordinal);
        await book.Add([book.Deal("Harbor rollout", "discovery", 1000, closes: Today.AddDays(3)), book.Deal("Moves on", "discovery", 500)]);
        await Take(app);
        await Age(app, 9);
        Assert.Contains("One snapshot is not enough", await admin.GetStringAsync("/history", Stop), StringComparison.Ordinal);
        await Change(app, $"stage_id = '{book.Stage("proposal").Id}'", "Moves on");
        await Take(app);
        var day = $"{Today.AddDays(-8):yyyy-MM-dd}";

        foreach (var path in (string[])[$"/pipeline?on={day}", $"/dashboards/sales?on={day}", $"/?on={day}", $"/deals/then?on={day}"])
        {
            var page = await admin.GetStringAsync(path, Stop);
            Assert.Contains("To read, not to change.", page, StringComparison.Ordinal);
            Assert.Contains("Back to now", page, StringComparison.Ordinal);
            Assert.Contains("No snapshot was taken on", page, StringComparison.Ordinal);
            Assert.Contains("Harbor rollout", page, StringComparison.Ordinal);
            Assert.DoesNotContain("data-board", page, StringComparison.Ordinal);
        }
        Assert.Contains("No snapshot of that day", await admin.GetStringAsync($"/pipeline?on={Today.AddDays(-90):yyyy-MM-dd}", Stop), StringComparison.Ordinal);
        Assert.Contains("No snapshot of that day", await admin.GetStringAsync($"/dashboards/sales?on={Today.AddDays(-90):yyyy-MM-dd}", Stop), StringComparison.Ordinal);
        Assert.DoesNotContain("Back to now", await admin.GetStringAsync($"/pipeline?on={Today:yyyy-MM-dd}", Stop), StringComparison.Ordinal);
        foreach (var path in (string[])["/pipeline?on=x", "/dashboards/sales?on=x", "/deals/then?on=x"])
            Assert.Equal(HttpStatusCode.BadRequest, (await admin.GetAsync(path, Stop)).StatusCode);
        var history = await admin.GetStringAsync("/history", Stop);
        Assert.Contains("Start plus every part is the end", history, StringComparison.Ordinal);
        Assert.Contains("Forecast as it stood", history, StringComparison.Ordinal);
    }
}

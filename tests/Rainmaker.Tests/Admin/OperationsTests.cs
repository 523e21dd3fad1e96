using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Rainmaker.Platform.Events;
using Rainmaker.Platform.Identity;
using Rainmaker.Tests.Support;

namespace Rainmaker.Tests.Admin;

public sealed class OperationsTests(TestServer server)
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_administrator_reads_who_did_what_to_a_record_and_nobody_else_does()
    {
        await using var app = await TestApp.Start(server);
        var admin = await app.As(Role.Admin);
        var lead = await (await admin.PostAsJsonAsync("/api/leads", new { name = "Ada Lovelace", email = "ada@acme.test" }, Stop)).Content.ReadFromJsonAsync<JsonElement>(Stop);
        var id = lead.GetProperty("id").GetGuid();
        (await admin.PutAsJsonAsync($"/api/leads/{id}", new { notes = "Met at the fair." }, Stop)).EnsureSuccessStatusCode();

        var entries = (await admin.GetFromJsonAsync<JsonElement>($"/api/audit?resource_id={id}", Stop)).GetProperty("data").EnumerateArray().ToList();

        Assert.Equal("lead.capture", entries[^1].GetProperty("action").GetString());
        Assert.Equal("Met at the fair.", entries[0].GetProperty("detail").GetProperty("after").GetProperty("notes").GetString());
        Assert.Equal("token", entries[0].GetProperty("actor_kind").GetString());
        Assert.DoesNotContain("ada@acme.test", entries[^1].ToString(), StringComparison.Ordinal);
        foreach (var role in new[] { Role.SalesManager, Role.SalesRep, Role.CustomerSuccess })
            Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As(role)).GetAsync($"/api/audit?resource_id={id}", Stop)).StatusCode);
    }

    [Fact]
    public async Task The_audit_goes_on_behind_a_cursor_and_knows_days_outcomes_and_kinds()
    {
        await using var app = await TestApp.Start(server);
        var admin = await app.As(Role.Admin);
        for (var n = 0; n < 5; n++)
            (await admin.PostAsJsonAsync("/api/leads", new { name = $"Lead {n}" }, Stop)).EnsureSuccessStatusCode();
        await (await app.As(Role.SalesRep)).GetAsync("/api/audit", Stop);

        var (seen, cursor) = (new List<Guid>(), "");
        do
        {
            var page = await admin.GetFromJsonAsync<JsonElement>($"/api/audit?action=lead&limit=2&cursor={cursor}", Stop);
            seen.AddRange(page.GetProperty("data").EnumerateArray().Select(e => e.GetProperty("id").GetGuid()));
            cursor = page.GetProperty("next_cursor").GetString() ?? "";
        }
        while (cursor.Length > 0);

        Assert.Equal(5, seen.Distinct().Count());
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().Date);
        Assert.Equal(5, await Count($"action=lead&from={today.AddDays(-1):yyyy-MM-dd}&to={today.AddDays(1):yyyy-MM-dd}"));
        Assert.Equal(0, await Count($"action=lead&to={today.AddDays(-2):yyyy-MM-dd}"));
        Assert.True(await Count("outcome=denied") >= 1);
        foreach (var odd in new[] { "outcome=maybe", "from=yesterday", "to=2026-02-31", "cursor=xyz", "limit=0" })
            Assert.Equal(HttpStatusCode.BadRequest, (await admin.GetAsync($"/api/audit?{odd}", Stop)).StatusCode);

        async Task<int> Count(string query) => (await admin.GetFromJsonAsync<JsonElement>($"/api/audit?{query}", Stop)).GetProperty("data").GetArrayLength();
    }

    [Fact]
    public async Task An_entry_changed_in_the_database_is_named_by_the_check()
    {
        await using var app = await TestApp.Start(server);
        var admin = await app.As(Role.Admin);
        (await admin.PostAsJsonAsync("/api/leads", new { name = "Ada" }, Stop)).EnsureSuccessStatusCode();
        JsonElement found;
        do
            found = await admin.GetFromJsonAsync<JsonElement>("/api/audit/check", Stop);
        while (found.GetProperty("unsealed").GetInt64() > 0);
        Assert.Empty(found.GetProperty("faults").EnumerateArray());

        await app.Store.Ask<int>("with one as (select tenant_id, id from audit where action = 'lead.capture' limit 1) update audit set detail = '{}' from one where audit.tenant_id = one.tenant_id and audit.id = one.id returning 1");

        Assert.Contains("was changed", (await admin.GetFromJsonAsync<JsonElement>("/api/audit/check", Stop)).GetProperty("faults")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_given_up_is_tried_again_once_and_only_within_the_workspace()
    {
        await using var app = await TestApp.Start(server);
        var other = await app.NewTenant("globex");
        var (ours, theirs) = (await Dead(app, app.Tenant), await Dead(app, other));
        var admin = await app.As(Role.Admin);

        var listed = (await admin.GetFromJsonAsync<JsonElement>("/api/deliveries", Stop)).GetProperty("data");
        Assert.Equal([ours], listed.EnumerateArray().Select(d => d.GetProperty("id").GetGuid()));
        Assert.Equal("Down.", listed[0].GetProperty("last_error").GetString());

        Assert.Equal(0, await Replay(new { ids = new[] { theirs } }));
        Assert.Equal(1, await Replay(new { ids = new[] { ours } }));
        Assert.NotEqual(10, await app.Store.Ask<int>("select attempts from delivery where id = $1", ours));
        Assert.Equal("dead", await app.Store.Ask<string>("select state from delivery where id = $1", theirs));
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As(Role.SalesManager)).PostAsJsonAsync("/api/deliveries/replay", new { }, Stop)).StatusCode);

        async Task<int> Replay(object request)
        {
            var answer = await admin.PostAsJsonAsync("/api/deliveries/replay", request, Stop);
            return (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("replayed").GetInt32();
        }
    }

    [Fact]
    public async Task What_only_a_former_version_would_take_is_given_up_at_once_and_says_so()
    {
        await using var app = await TestApp.Start(server);

        var id = await Put(app, app.Tenant, DeliveryState.Due);

        for (var tries = 0; tries < 200 && await app.Store.Ask<string>("select state from delivery where id = $1", id) != "dead"; tries++)
            await Task.Delay(50, Stop);
        Assert.Contains("has no 'gone'", await app.Store.Ask<string>("select last_error from delivery where id = $1 and state = 'dead' and attempts = 1", id), StringComparison.Ordinal);
    }

    static Task<Guid> Dead(TestApp app, Guid tenant) => Put(app, tenant, DeliveryState.Dead);

    static async Task<Guid> Put(TestApp app, Guid tenant, DeliveryState state)
    {
        await using var db = await app.Database.Open(Actor.System(tenant), Stop);
        var delivery = new Delivery
        {
            TenantId = tenant, Id = Guid.CreateVersion7(db.Now), EventId = Guid.CreateVersion7(db.Now), Subscriber = "gone", State = state, LastError = state == DeliveryState.Dead ? "Down." : null,
            Attempts = state == DeliveryState.Dead ? 10 : 0, NextTryAt = db.Now, CreatedAt = db.Now,
        };
        db.Add(delivery);
        await db.Finish(Stop, save: true);
        return delivery.Id;
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Rainmaker.Crm;
using Rainmaker.Deals;
using Rainmaker.Platform.Identity;
using Rainmaker.Tests.Support;

namespace Rainmaker.Tests.Deals.Learned;

public sealed class LearnedChanceTests(TestServer server)
{
    [Fact]
    public async Task Closed_deals_teach_what_an_open_one_is_worth_and_a_chance_set_by_hand_stays()
    {
        await using var app = await TestApp.Start(server);
        var admin = await app.As(Role.Admin);
#pragma warning disable CA5394 // repeatable on purpose
        var chance = new Random(5);
        for (var i = 0; i < 120; i++)
        {
            // Large ones are won, as a rule.
            var large = chance.Next(2) == 0;
            var won = large == (chance.Next(10) < 9);
            var deal = await Open(admin, new { deal_name = $"Past {i}", value_estimate = large ? 90_000 + i : 5_000 + i, deal_stage = "discovery" });
            await Close(admin, deal, won);
        }
#pragma warning restore CA5394
        var open = await Open(admin, new { deal_name = "Large and open", value_estimate = 91_000, deal_stage = "discovery" });
        var byHand = await Open(admin, new { deal_name = "By hand", value_estimate = 91_000, deal_stage = "discovery", probability = 33 });

        var trained = await admin.PostAsync("/api/scoring/deal/train", null);
        Assert.True(trained.IsSuccessStatusCode, await trained.Content.ReadAsStringAsync());
        var version = (await admin.GetFromJsonAsync<JsonElement>("/api/scoring/models"))[1].GetProperty("versions")[0];
        Assert.True(version.GetProperty("verdict").GetString() == "evidence", version.ToString());
        Assert.Equal(10, (await Of(app, open)).Probability);
        Assert.Contains("Learned chance", await admin.GetStringAsync($"/deals/{open}"), StringComparison.Ordinal);

        Assert.True((await admin.PostAsJsonAsync("/api/scoring/deal/switch", new { on = true })).IsSuccessStatusCode);
        Assert.InRange((await Of(app, open)).Probability, 55, 95);
        Assert.Equal((33, ProbabilityOrigin.Manual), ((await Of(app, byHand)).Probability, (await Of(app, byHand)).ProbabilityOrigin));

        Assert.True((await admin.PostAsJsonAsync("/api/scoring/deal/switch", new { on = false })).IsSuccessStatusCode);
        Assert.Equal(10, (await Of(app, open)).Probability);
        Assert.Contains("Scoring models", await admin.GetStringAsync("/admin/scoring"), StringComparison.Ordinal);
    }

    static async Task<Rainmaker.Deals.Deal> Of(TestApp app, Guid id)
    {
        await using var db = await app.Database.Open(Actor.System(app.Tenant), CancellationToken.None);
        return await db.Deals.AsNoTracking().SingleAsync(d => d.Id == id);
    }

    static async Task Close(HttpClient admin, Guid deal, bool won)
    {
        HttpResponseMessage closed;
        // What follows a new deal may still be writing its health.
        do
            closed = await admin.PostAsJsonAsync($"/api/opportunities/{deal}/close", new { outcome = won ? "won" : "lost", reason = "As it came." });
        while (closed.StatusCode == HttpStatusCode.PreconditionFailed);
        Assert.True(closed.IsSuccessStatusCode, await closed.Content.ReadAsStringAsync());
    }

    static async Task<Guid> Open(HttpClient admin, object body)
    {
        var made = await admin.PostAsJsonAsync("/api/opportunities", body);
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
        return (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }
}

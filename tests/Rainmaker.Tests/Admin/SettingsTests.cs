using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rainmaker.Admin;
using Rainmaker.Intelligence.Insights;
using Rainmaker.Platform.Web;

namespace Rainmaker.Tests.Admin;

public sealed class SettingsTests(TestServer server)
{
    static readonly SaveSettings.View Now = new("acme", "Acme", "EUR", "Europe/Berlin", "DE", "de-DE", "unlimited", false, new Dictionary<string, decimal>(), []);

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    static Dictionary<string, JsonElement> Section(string name, string json) => new() { [name] = JsonElement.Parse(json) };

    static string[] Faults(SaveSettings.Request request) => [.. Assert.IsType<Faults>(SaveSettings.Decide(Now, request).Refusal).All.Select(f => f.Field)];

    [Fact]
    public void What_cannot_be_a_setting_is_named() => Assert.Equal(
        ["currency", "time_zone", "region", "culture", "plan"],
        Faults(new() { Currency = "Euro", TimeZone = "Mars/Olympus", Region = "de", Culture = "xx-YY", Plan = "gold" }));

    [Fact]
    public void A_rate_is_positive_and_for_another_currency() =>
        Assert.Equal(["rates.EUR", "rates.USD"], Faults(new() { Rates = new Dictionary<string, decimal> { ["EUR"] = 1, ["USD"] = -1, ["CHF"] = 1.05m } }).Order());

    [Theory]
    [InlineData("risk", """{"stalled_after_days":-1}""", "judgement.risk.stalled_after_days")]
    [InlineData("risk", """{"unheard_of":1}""", "judgement.risk")]
    [InlineData("risk", "[]", "judgement.risk")]
    [InlineData("nonsense", "{}", "judgement.nonsense")]
    [InlineData("score_card", """{"hot_from":30}""", "judgement.score_card.warm_from")]
    public void A_judgement_that_cannot_be_made_is_refused(string name, string section, string field) =>
        Assert.Equal([field], Faults(new() { Judgement = Section(name, section) }));

    [Fact]
    public void A_section_of_null_goes_back_to_its_defaults()
    {
        var told = Now with { Judgement = new JsonObject { ["risk"] = new JsonObject { ["stalled_after_days"] = 30 } } };

        Assert.Empty(SaveSettings.Decide(told, new() { Judgement = Section("risk", "null") }).Value.Judgement);
    }

    [Fact]
    public async Task A_changed_threshold_holds_on_the_next_request_and_is_audited()
    {
        await using var app = await TestApp.Start(server);
        var admin = await app.As(Role.Admin);

        var answer = await admin.PutAsJsonAsync("/api/settings", new { name = "Acme & Co", judgement = new { risk = new { stalled_after_days = 30 } } }, Stop);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var tenant = await app.Get<Tenants>().Get(app.Tenant, Stop);
        Assert.Equal(("Acme & Co", 30), (tenant.Name, tenant.Setting<RiskSettings>("risk").StalledAfterDays));
        var told = JsonElement.Parse((await app.Store.Ask<string>("select detail::text from audit where action = 'settings.update'"))!);
        Assert.Equal("Acme & Co", told.GetProperty("after").GetProperty("name").GetString());
        Assert.False(told.GetProperty("after").TryGetProperty("currency", out _));
    }

    [Fact]
    public async Task An_older_page_of_settings_does_not_overwrite_a_newer_one()
    {
        await using var app = await TestApp.Start(server);
        var admin = await app.As(Role.Admin);
        var tag = (await admin.GetAsync("/api/settings", Stop)).Headers.ETag!;
        await admin.PutAsJsonAsync("/api/settings", new { name = "One" }, Stop);

        using var late = new HttpRequestMessage(HttpMethod.Put, "/api/settings") { Content = JsonContent.Create(new { name = "Two" }), Headers = { IfMatch = { tag } } };

        Assert.Equal(HttpStatusCode.PreconditionFailed, (await admin.SendAsync(late, Stop)).StatusCode);
    }

    [Theory]
    [InlineData("GET", "/api/settings")]
    [InlineData("PUT", "/api/settings")]
    [InlineData("GET", "/api/forms")]
    [InlineData("GET", "/admin/users")]
    [InlineData("GET", "/admin/settings")]
    public async Task Only_administrators_come_in(string method, string route)
    {
        await using var app = await TestApp.Start(server);
        using var request = new HttpRequestMessage(new(method), route) { Content = method == "PUT" ? JsonContent.Create(new { name = "x" }) : null };

        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As(Role.SalesManager)).SendAsync(request, Stop)).StatusCode);
    }

    [Fact]
    public async Task A_form_gets_a_key_and_is_held_to_real_sites_and_sources()
    {
        await using var app = await TestApp.Start(server);
        var admin = await app.As(Role.Admin);

        var made = await admin.PostAsJsonAsync("/api/forms", new { name = "Contact us", source = "website", allowed_origins = (string[])["https://example.com/"] }, Stop);
        var form = await made.Content.ReadFromJsonAsync<JsonElement>(Stop);
        var refused = await admin.PostAsJsonAsync("/api/forms", new { source = "nowhere", allowed_origins = (string[])["javascript:alert(1)"], redirect_urls = (string[])["/relative"] }, Stop);
        var faults = (await refused.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("field").GetString());

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.StartsWith("f_", form.GetProperty("key").GetString(), StringComparison.Ordinal);
        Assert.Equal("https://example.com", form.GetProperty("allowed_origins")[0].GetString());
        Assert.Equal(["name", "allowed_origins", "redirect_urls", "source"], faults);
    }

    [Fact]
    public async Task What_has_had_its_time_is_cleared_away()
    {
        await using var app = await TestApp.Start(server);
        var admin = await app.As(Role.Admin);
        foreach (var key in (string[])["old", "new"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/tokens") { Content = JsonContent.Create(new { name = key, role = "sales_rep" }), Headers = { { "Idempotency-Key", key } } };
            await admin.SendAsync(request, Stop);
        }
        await app.Store.Ask<int>("update idempotency_key set created_at = now() - interval '3 days' where key = 'old'");
        using var housekeeping = new Housekeeping(app.Database, app.Get<Tenants>(), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<Housekeeping>.Instance);

        await housekeeping.Clear(app.Tenant, Stop);

        Assert.Equal("new", await app.Store.Ask<string>("select string_agg(key, ',') from idempotency_key"));
    }
}

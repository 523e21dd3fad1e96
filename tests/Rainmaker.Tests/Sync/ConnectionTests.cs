using System.Text.Json;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Rainmaker.Simulators;
using Microsoft.Extensions.Logging;
using Rainmaker.Tests.Trust;

namespace Rainmaker.Tests.Sync;

/// <summary>A CRM is connected, tried and taken away, through HTTP, against a CRM that answers.</summary>
public sealed class ConnectionTests(TestServer server)
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("hubspot"), InlineData("salesforce"), InlineData("pipedrive"), InlineData("nutshell")]
    public async Task A_tested_connection_tells_what_its_key_allows(string source)
    {
        await using var world = await CrmWorld.Start(server, source);
        var id = await world.Connect(source);

        var tested = await world.Post($"/api/connections/{id}/test");

        Assert.True(tested["works"]!.GetValue<bool>(), tested.ToJsonString());
        var connection = tested["connection"]!;
        Assert.Equal("working", connection["state"]!.GetValue<string>());
        Assert.Contains(connection["abilities"]!.AsArray(), a => a!["what"]!.GetValue<string>() == "contacts" && a["answer"]!.GetValue<string>() == "yes");
    }

    [Fact]
    public async Task A_wrong_key_is_told_in_words_and_mended_by_a_new_one()
    {
        await using var world = await CrmWorld.Start(server, "hubspot");
        var id = await world.Connect("hubspot", new { key = "pat-wrong-wrong-wrong" });

        var tested = await world.Post($"/api/connections/{id}/test");
        Assert.False(tested["works"]!.GetValue<bool>());
        Assert.StartsWith("HubSpot does not accept the key.", tested["why"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("failing", tested["connection"]!["state"]!.GetValue<string>());

        using (var changed = await world.Admin.PutAsJsonAsync($"/api/connections/{id}", new { credentials = world.Credentials }, Stop))
            Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.True((await world.Post($"/api/connections/{id}/test"))["works"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_missing_permission_is_named_and_the_rest_works()
    {
        await using var world = await CrmWorld.Start(server, "hubspot", hubspot: o => o with { Scopes = new HashSet<string> { "crm.objects.owners.read", "crm.objects.contacts.read", "crm.objects.companies.read", "crm.objects.deals.read" } });
        var id = await world.Connect("hubspot");

        var tested = await world.Post($"/api/connections/{id}/test");

        Assert.True(tested["works"]!.GetValue<bool>());
        Assert.Contains("sales-email-read", tested["connection"]!["scopes_missing"]!.AsArray().Select(s => s!.GetValue<string>()));
    }

    [Fact]
    public async Task An_address_inside_the_network_is_refused_unless_the_operator_allows_it()
    {
        await using var app = await TestApp.Start(server);
        using var admin = await app.As(Role.Admin);

        foreach (var address in (string[])["https://127.0.0.1/", "https://localhost/", "https://169.254.169.254/latest/meta-data", "https://[::1]/", "https://0x7f.1/"])
        {
            using var answer = await admin.PostAsJsonAsync("/api/connections", new { provider = "hubspot", base_url = address, credentials = new { key = "k" } }, Stop);
            Assert.Equal((HttpStatusCode.BadRequest, "base_url"), (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!["field"]!.GetValue<string>()));
        }
    }

    [Fact]
    public async Task Somebody_elses_change_is_not_overwritten_unseen()
    {
        await using var world = await CrmWorld.Start(server, "hubspot");
        var id = await world.Connect("hubspot");
        using var read = await world.Admin.GetAsync($"/api/connections/{id}", Stop);
        var tag = read.Headers.ETag!.Tag;
        // A test is no change that a person made.
        await world.Post($"/api/connections/{id}/test");

        async Task<HttpStatusCode> Rename(string name)
        {
            using var put = new HttpRequestMessage(HttpMethod.Put, $"/api/connections/{id}") { Content = JsonContent.Create(new { name }) };
            put.Headers.TryAddWithoutValidation("If-Match", tag);
            using var answer = await world.Admin.SendAsync(put, Stop);
            return answer.StatusCode;
        }
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.PreconditionFailed), (await Rename("Ours"), await Rename("Theirs")));
    }

    [Fact]
    public async Task Two_connections_cannot_share_a_name_and_one_can_be_taken_away()
    {
        await using var world = await CrmWorld.Start(server, "hubspot");
        var id = await world.Connect("hubspot", name: "Main");
        using (var second = await world.Admin.PostAsJsonAsync("/api/connections", new { provider = "pipedrive", name = "Main", credentials = new { key = "k" } }, Stop))
            Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);

        using (var gone = await world.Admin.DeleteAsync($"/api/connections/{id}", Stop))
            Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);

        Assert.Empty((await world.Get("/api/connections"))["data"]!.AsArray());
        using var again = await world.Admin.DeleteAsync($"/api/connections/{id}", Stop);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    [Fact]
    public async Task Nobody_but_the_tenants_administrator_sees_a_connection()
    {
        await using var world = await CrmWorld.Start(server, "hubspot");
        var id = await world.Connect("hubspot");
        using var stranger = await world.App.As(Role.Admin, tenant: await world.App.NewTenant("globex"));
        using var rep = await world.App.As(Role.SalesManager);

        using (var theirs = await stranger.GetAsync($"/api/connections/{id}", Stop))
            Assert.Equal(HttpStatusCode.NotFound, theirs.StatusCode);
        Assert.Empty(JsonNode.Parse(await stranger.GetStringAsync("/api/connections", Stop))!["data"]!.AsArray());
        using var forbidden = await rep.GetAsync("/api/connections", Stop);
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
    }

    [Fact]
    public async Task A_secret_goes_in_and_never_comes_out()
    {
        var log = new LogBook();
        await using var world = await CrmWorld.Start(server, "hubspot", adjust: b => b.Logging.AddProvider(log));
        const string Canary = "canary-secret-0123456789";
        var id = await world.Connect("hubspot", new { key = Canary, client_secret = Canary });
        // The CRM repeats the key in its refusal.
        world.Crm.Faults.Add(new Fault("echo", Times: -1));
        var answers = new List<string> { (await world.Post($"/api/connections/{id}/test")).ToJsonString(), (await world.Get($"/api/connections/{id}")).ToJsonString(), (await world.Get("/api/connections")).ToJsonString() };
        using (var odd = await world.Admin.PutAsJsonAsync($"/api/connections/{id}", new { currency = "nope", credentials = new { key = Canary + "2" } }, Stop))
            answers.Add(await odd.Content.ReadAsStringAsync(Stop));
        using (var browser = await world.App.SignedIn(await world.App.User("Ina Falk", Role.Admin)))
            foreach (var page in (string[])["/connections", $"/connections/{id}", $"/connections/{id}/edit"])
                answers.Add(await browser.GetStringAsync(page, Stop));
        answers.AddRange(log.Lines);

        Assert.DoesNotContain(answers, a => a.Contains(Canary, StringComparison.Ordinal));
        foreach (var table in (string[])["connection", "audit", "event", "delivery"])
            Assert.Equal(0, await world.App.Store.Ask<long>($"select count(*) from {table} t where t::text like '%{Canary}%'"));
    }

    [Fact]
    public async Task A_crm_is_added_on_a_page_in_three_steps_without_script()
    {
        await using var world = await CrmWorld.Start(server, "salesforce");
        using var browser = await world.App.SignedIn(await world.App.User("Ina Falk", Role.Admin));
        Assert.Contains("No CRM connected yet", await browser.GetStringAsync("/connections", Stop), StringComparison.Ordinal);
        Assert.Contains("/connections/new/salesforce", await browser.GetStringAsync("/connections/new", Stop), StringComparison.Ordinal);

        using var refused = await browser.Submit("/connections/new/salesforce", "/connections/new/salesforce", ("name", "Sales"), ("base_url", world.Crm.Address.ToString()));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("Salesforce needs", await refused.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);

        var secrets = JsonSerializer.SerializeToNode(world.Credentials)!;
        using var saved = await browser.Submit("/connections/new/salesforce", "/connections/new/salesforce", ("name", "Sales"), ("base_url", world.Crm.Address.ToString()),
            ("client_id", secrets["client_id"]!.GetValue<string>()), ("client_secret", secrets["client_secret"]!.GetValue<string>()));
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);

        var page = await browser.GetStringAsync(saved.Headers.Location, Stop);
        Assert.Contains("Working", page, StringComparison.Ordinal);
        Assert.Contains("Test it, and begin", page, StringComparison.Ordinal);
    }
}

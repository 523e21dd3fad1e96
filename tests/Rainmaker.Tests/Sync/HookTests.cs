using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Rainmaker.Tests.Sync;

/// <summary>A CRM tells of changes; what is not from it is turned away and tells nothing.</summary>
public sealed class HookTests(TestServer server)
{
    const string Secret = "app-secret-of-hubspot-0123456789", Told = """[{"eventId":1,"subscriptionType":"deal.propertyChange","objectId":5,"occurredAt":1700000000000,"propertyName":"amount","propertyValue":"12"}]""";

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    static object HubSpotKeys => new { key = new Rainmaker.Simulators.HubSpot.HubSpotOptions().Token, client_secret = Secret };

    [Fact]
    public async Task A_signed_message_of_hubspot_has_what_changed_read_once()
    {
        await using var world = await CrmWorld.Start(server, "hubspot");
        var id = await world.Connect("hubspot", HubSpotKeys);
        var address = new Uri((await world.Get($"/api/connections/{id}/hook"))["address"]!.GetValue<string>());

        for (var message = 0; message < 10; message++)
            Assert.Equal(HttpStatusCode.NoContent, await Send(world, address, Told.Replace("\"eventId\":1", $"\"eventId\":{message}", StringComparison.Ordinal), Signed));

        var runs = await Runs(world, id, 1);
        Assert.Equal("incremental", Assert.Single(runs)!["mode"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_is_forged_old_or_played_again_is_turned_away_and_nothing_is_read()
    {
        await using var world = await CrmWorld.Start(server, "hubspot");
        var id = await world.Connect("hubspot", HubSpotKeys);
        var address = new Uri((await world.Get($"/api/connections/{id}/hook"))["address"]!.GetValue<string>());
        var asked = world.Crm.Requests;

        Assert.Equal(HttpStatusCode.Unauthorized, await Send(world, address, Told, null));
        Assert.Equal(HttpStatusCode.Unauthorized, await Send(world, address, Told, (m, a, b) => Sign(m, a, b, "another-secret", TimeProvider.System.GetUtcNow())));
        Assert.Equal(HttpStatusCode.Unauthorized, await Send(world, address, Told, (m, a, b) => Sign(m, a, b, Secret, TimeProvider.System.GetUtcNow().AddMinutes(-6))));
        Assert.Equal(HttpStatusCode.Unauthorized, await Send(world, address, Told, (m, a, b) => Sign(m, a, b + " ", Secret, TimeProvider.System.GetUtcNow())));
        foreach (var wrong in (string[])[$"{address}x", $"{address.ToString()[..^1]}{(address.ToString()[^1] == 'A' ? 'B' : 'A')}", address.ToString().Replace("/hooks/hubspot/", "/hooks/nutshell/", StringComparison.Ordinal), $"{world.App.Address}hooks/hubspot/none", $"{world.App.Address}hooks/salesforce/none"])
            Assert.Equal(HttpStatusCode.NotFound, await Send(world, new(wrong), Told, Signed));

        await Task.Delay(5_000, Stop);
        Assert.Equal((0, asked), ((await world.Get($"/api/connections/{id}/runs"))["data"]!.AsArray().Count, world.Crm.Requests));
    }

    [Fact]
    public async Task Hubspot_without_the_secret_of_its_app_and_salesforce_have_no_address()
    {
        await using var world = await CrmWorld.Start(server, "hubspot");
        var id = await world.Connect("hubspot");

        using var answer = await world.Admin.GetAsync($"/api/connections/{id}/hook", Stop);

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal("needs_client_secret", JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task Pipedrive_says_its_password_and_nutshell_knows_the_address_alone()
    {
        await using var world = await CrmWorld.Start(server, "pipedrive");
        var pipedrive = await world.Connect("pipedrive");
        var told = await world.Get($"/api/connections/{pipedrive}/hook");
        var address = new Uri(told["address"]!.GetValue<string>());
        void Basic(HttpRequestMessage message, Uri _, string __) => message.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{told["user"]}:{told["password"]}")));

        Assert.Equal(HttpStatusCode.Unauthorized, await Send(world, address, "{}", null));
        Assert.Equal(HttpStatusCode.Unauthorized, await Send(world, address, "{}", (m, _, _) => m.Headers.Authorization = new AuthenticationHeaderValue("Basic", "cmFpbm1ha2VyOmd1ZXNz")));
        Assert.Equal(HttpStatusCode.NoContent, await Send(world, address, """{"meta":{"action":"change","entity":"deal","entity_id":5,"id":"abc"},"data":null,"previous":null}""", Basic));
        Assert.Single(await Runs(world, pipedrive, 1));

        await using var other = await CrmWorld.Start(server, "nutshell");
        var nutshell = await other.Connect("nutshell");
        var secret = new Uri((await other.Get($"/api/connections/{nutshell}/hook"))["address"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.NoContent, await Send(other, secret, """{"meta":{},"events":[]}""", null));
        Assert.Single(await Runs(other, nutshell, 1));
    }

    [Fact]
    public async Task A_message_of_a_megabyte_is_taken_a_longer_one_and_what_is_no_json_are_not()
    {
        await using var world = await CrmWorld.Start(server, "nutshell");
        var id = await world.Connect("nutshell");
        var address = new Uri((await world.Get($"/api/connections/{id}/hook"))["address"]!.GetValue<string>());
        var text = $"\"{new string('x', (1024 * 1024) - 2)}\"";

        Assert.Equal(HttpStatusCode.NoContent, await Send(world, address, text, null));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await Send(world, address, text + " ", null));
        Assert.Equal(HttpStatusCode.BadRequest, await Send(world, address, "[{", null));
        Assert.Equal(HttpStatusCode.BadRequest, await Send(world, address, new string('[', 5_000), null));
    }

    static async Task<JsonArray> Runs(CrmWorld world, Guid id, int least)
    {
        for (var waited = 0; ; waited++)
        {
            var runs = (await world.Get($"/api/connections/{id}/runs"))["data"]!.AsArray();
            if (runs.Count >= least)
                return runs;
            Assert.True(waited < 150, "Nothing was read.");
            await Task.Delay(100, Stop);
        }
    }

    static async Task<HttpStatusCode> Send(CrmWorld world, Uri address, string body, Action<HttpRequestMessage, Uri, string>? prove)
    {
        using var crm = world.App.Anyone();
        using var message = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        prove?.Invoke(message, address, body);
        using var answer = await crm.SendAsync(message, Stop);
        if (!answer.IsSuccessStatusCode)
            Assert.DoesNotContain("HubSpot", await answer.Content.ReadAsStringAsync(Stop), StringComparison.OrdinalIgnoreCase);
        return answer.StatusCode;
    }

    static void Signed(HttpRequestMessage message, Uri address, string body) => Sign(message, address, body, Secret, TimeProvider.System.GetUtcNow());

    static void Sign(HttpRequestMessage message, Uri address, string body, string secret, DateTimeOffset at)
    {
        var time = at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        message.Headers.Add("X-HubSpot-Request-Timestamp", time);
        message.Headers.Add("X-HubSpot-Signature-v3", Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"POST{address}{body}{time}"))));
    }
}

using System.Net;
using System.Text.Json.Nodes;
using Rainmaker.Tests.Support;

namespace Rainmaker.Tests.Platform;

public sealed class HealthTests(TestServer server)
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/health/live"), InlineData("/healthz"), InlineData("/health/ready"), InlineData("/readyz")]
    public async Task A_supervisor_learns_without_signing_in_that_all_is_well(string address)
    {
        await using var app = await TestApp.Start(server);

        using var answer = await app.Anyone().GetAsync(address, Stop);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("ok", (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!["status"]);
    }

    [Fact]
    public async Task Ready_says_what_is_missing_where_a_migration_has_not_run()
    {
        await using var app = await TestApp.Start(server);
        await app.Store.Ask<int>("delete from schema_migration where name = (select max(name) from schema_migration)");

        using var answer = await app.Anyone().GetAsync("/health/ready", Stop);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("migrations have run", await answer.Content.ReadAsStringAsync(Stop));
        Assert.Equal(HttpStatusCode.OK, (await app.Anyone().GetAsync("/health/live", Stop)).StatusCode);
    }

    [Fact]
    public async Task The_api_describes_itself_in_OpenAPI_3_1()
    {
        await using var app = await TestApp.Start(server);

        var document = JsonNode.Parse(await app.Anyone().GetStringAsync("/openapi/v1.json", Stop))!;

        Assert.StartsWith("3.1", (string?)document["openapi"]);
        Assert.Equal(HttpStatusCode.OK, (await app.Anyone().GetAsync("/api/docs/index.html", Stop)).StatusCode);
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Rainmaker.Connectors.Files;
using Rainmaker.Connectors.Tests.Support;
using Rainmaker.Crm;

namespace Rainmaker.Connectors.Tests.Custom;

public sealed class CustomTests
{
    [Fact]
    public async Task Deals_of_any_address_are_read_by_their_common_names()
    {
        await using var place = await Place.Open("""{"count":2,"deals":[{"id":7,"name":"Rollout","company":"Harbor Foods","stage":"Proposal","value":"12,500","probability":0.3,"owner":"Rep A","created_at":"2026-01-02T10:00:00Z"},{"id":8,"title":"Old","amount":10,"status":"Closed Won"}]}""");

        var deals = await place.Crm().Deals(Reading.All).Records().ToListAsync();

        Assert.Equal(("7", "Rollout", "Harbor Foods", "Proposal", 12_500m, 30m, "Rep A"), (deals[0].Id, deals[0].Name, deals[0].CompanyName, deals[0].Stage.Label, deals[0].Value!.Value, deals[0].Probability, deals[0].OwnerId));
        Assert.Equal((StageKind.Won, 10m), (deals[1].Stage.Kind, deals[1].Value!.Value));
    }

    [Fact]
    public async Task The_field_map_says_what_stands_elsewhere()
    {
        await using var place = await Place.Open("""[{"id":"a","worth":5,"phase":"Talk","zone":"South"}]""");

        var deal = Assert.Single(await place.Crm(FieldMap.Read("""{"deals":{"value":"worth","stage":"phase","region":"zone"}}""")).Deals(Reading.All).Records().ToListAsync());

        Assert.Equal((5m, "Talk", "South"), (deal.Value!.Value, deal.Stage.Key, deal.Custom["region"]));
    }

    [Fact]
    public async Task What_it_does_not_have_is_a_gap_and_not_made_up()
    {
        await using var place = await Place.Open("""[{"id":"a","stage":"Talk"}]""");

        var book = await place.Crm().Pull();

        Assert.Single(book.Deals);
        Assert.Superset(new HashSet<string> { "contacts", "companies", "calls" }, book.Gaps.Select(g => g.What).ToHashSet());
    }

    [Fact]
    public async Task A_next_page_elsewhere_is_not_sent_the_key()
    {
        await using var place = await Place.Open("""{"deals":[{"id":"a"}],"next":"https://elsewhere.example/deals?page=2"}""");

        var thrown = await Assert.ThrowsAsync<CrmFault>(async () => await place.Crm().Deals(Reading.All).Records().ToListAsync());

        Assert.Contains("elsewhere.example", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"message":"hello"}"""), InlineData("42"), InlineData("""[{"name":"without an id"}]""")]
    public async Task What_is_no_list_of_deals_has_a_name(string body)
    {
        await using var place = await Place.Open(body);

        Assert.Equal(CrmFaultKind.UnexpectedAnswer, (await Assert.ThrowsAsync<CrmFault>(async () => await place.Crm().Deals(Reading.All).Records().ToListAsync())).Kind);
    }

    sealed class Place(WebApplication app) : IAsyncDisposable
    {
        readonly HttpClient _client = new();

        public static async Task<Place> Open(string body)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var app = builder.Build();
            app.MapGet("/api/deals", (HttpRequest request) => request.Headers.Authorization == "Bearer own-key-1234" ? Results.Text(body, "application/json") : Results.StatusCode(401));
            await app.StartAsync();
            return new(app);
        }

        public ICrm Crm(FieldMap? fields = null) => CrmSources.Open(new() { Source = "custom", BaseAddress = new(app.Urls.First() + "/api/deals"), Credentials = new() { Key = "own-key-1234" }, Fields = fields ?? FieldMap.None }, _client, new HurryingClock());

        public async ValueTask DisposeAsync()
        {
            _client.Dispose();
            await app.DisposeAsync();
        }
    }
}

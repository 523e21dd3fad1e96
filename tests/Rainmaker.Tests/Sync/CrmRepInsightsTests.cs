using System.Net;
using System.Text.Json.Nodes;
using Rainmaker.Simulators.HubSpot;
using Rainmaker.Simulators.Salesforce;

namespace Rainmaker.Tests.Sync;

/// <summary>Seed 001's insights about salespeople, over the records of a connected CRM.</summary>
public sealed class CrmRepInsightsTests(TestServer server)
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("hubspot"), InlineData("salesforce"), InlineData("pipedrive"), InlineData("nutshell")]
    public async Task Every_crm_is_judged_in_the_shape_of_own_tables(string source)
    {
        await using var world = await CrmWorld.Start(server, source, 200);
        await world.Connect(source);
        await world.App.User("Kim", Role.SalesRep);

        var own = await world.Get("/analytics/salespeople/insights?org_id=acme&days=90");
        var told = await world.Get($"/analytics/salespeople/insights?org_id=acme&days=90&provider={source}");

        Assert.Equal(own.AsObject().Select(p => p.Key), told.AsObject().Select(p => p.Key));
        Assert.Equal(own["results"]![0]!.AsObject().Select(p => p.Key), told["results"]![0]!.AsObject().Select(p => p.Key));
        Assert.Contains(told["results"]!.AsArray(), r => r!["quality"]!["score"] is not null);
        Assert.Contains(told["results"]!.AsArray(), r => r!["pipeline_health"]!["open"]!.GetValue<int>() > 0);
        Assert.Contains(told["results"]!.AsArray(), r => r!["coaching"]!.AsArray().Count > 0);
    }

    [Fact]
    public async Task The_open_deals_of_each_rep_are_those_of_the_crm()
    {
        await using var world = await CrmWorld.Start(server, "salesforce", 200);
        await world.Connect("salesforce");
        var sample = ((SalesforceSimulator)world.Crm).Sample;

        var told = await world.Get("/analytics/salespeople/insights?provider=salesforce");

        foreach (var seller in sample.Sellers.Where(s => !s.Left))
        {
            var row = told["results"]!.AsArray().Single(r => r!["owner_email"]!.GetValue<string>() == seller.Email)!;
            Assert.Equal(sample.Sales.Count(s => s.Seller == seller.Number && s.IsOpen), row["pipeline_health"]!["open"]!.GetValue<int>());
        }
    }

    [Fact]
    public async Task A_week_without_a_call_is_unusual_for_who_calls_much()
    {
        await using var world = await CrmWorld.Start(server, "hubspot", 60);
        await world.Connect("hubspot");
        var portal = (HubSpotSimulator)world.Crm;
        var owner = HubSpotMade.Owners[0].Id;
        var now = TimeProvider.System.GetUtcNow();
        for (var day = 15; day < 175; day++)
        {
            for (var call = 0; call < 4; call++)
                portal.Write("calls", null, ("hs_timestamp", SimRecord.Stamp(now.AddDays(-day).AddMinutes(call))), ("hs_call_status", "COMPLETED"), ("hs_call_direction", "OUTBOUND"), ("hubspot_owner_id", owner));
        }
        foreach (var call in portal.Store.All("calls").Where(c => c["hubspot_owner_id"] == owner && string.CompareOrdinal(c["hs_timestamp"], SimRecord.Stamp(now.AddDays(-15))) > 0))
            call.ArchivedAt = now;
        foreach (var call in portal.Store.All("calls"))
            call.Indexed = now.AddMinutes(-1);

        var told = await world.Get($"/analytics/salespeople/insights?provider=hubspot&owner_id={owner}");

        var anomaly = Assert.Single(told["results"]![0]!["anomalies"]!.AsArray(), a => a!["anomaly_id"]!.GetValue<string>() == $"rep_calls_{owner}")!;
        Assert.Equal("warning", anomaly["severity"]!.GetValue<string>());
        Assert.Contains("usually", anomaly["description"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rep_sees_the_own_row_and_customer_success_none()
    {
        await using var world = await CrmWorld.Start(server, "hubspot");
        await world.Connect("hubspot");
        var owners = (await world.Get("/integrations/hubspot/salespeople/owners")).AsArray();
        var rep = await world.App.User("Kim", Role.SalesRep, email: owners[0]!["email"]!.GetValue<string>());
        using var reps = await world.App.As(Role.SalesRep, rep);
        using var success = await world.App.As(Role.CustomerSuccess);

        var told = JsonNode.Parse(await reps.GetStringAsync("/analytics/salespeople/insights?provider=hubspot", Stop))!;
        using var other = await reps.GetAsync($"/analytics/salespeople/insights?provider=hubspot&owner_id={owners[1]!["id"]}", Stop);
        using var none = await success.GetAsync("/analytics/salespeople/insights?provider=hubspot", Stop);

        Assert.Equal(owners[0]!["id"]!.GetValue<string>(), Assert.Single(told["results"]!.AsArray())!["owner_id"]!.GetValue<string>());
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.Forbidden), (other.StatusCode, none.StatusCode));
    }

    [Theory]
    [InlineData("provider=pipedrive", HttpStatusCode.Conflict), InlineData("provider=zoho", HttpStatusCode.NotFound), InlineData("owner_id=701001", HttpStatusCode.BadRequest), InlineData("provider=hubspot&days=0", HttpStatusCode.BadRequest), InlineData("provider=hubspot&org_id=elsewhere", HttpStatusCode.Forbidden)]
    public async Task What_cannot_be_asked_is_refused_by_name(string query, HttpStatusCode status)
    {
        await using var world = await CrmWorld.Start(server, "hubspot");
        await world.Connect("hubspot");

        using var answer = await world.Admin.GetAsync($"/analytics/salespeople/insights?{query}", Stop);

        Assert.Equal(status, answer.StatusCode);
    }
}

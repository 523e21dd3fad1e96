using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rainmaker.Leads;
using Rainmaker.Tests.Deals;

namespace Rainmaker.Tests.Leads;

public sealed class RematchTests(TestServer server)
{
    static async Task<string> Lead(HttpClient caller, object with) => (await caller.Post("/api/leads", with)).Body.Word("id");

    static async Task<string> Timeline(HttpClient caller, string lead) => (await caller.Get($"/api/leads/{lead}/activities")).Body!.ToJsonString();

    [Theory]
    [InlineData("""{"email": "grace@example.test"}"""), InlineData("""{"phone": "+49 30 5551234"}"""), InlineData("""{"name": "Grace Hopper", "company": "Hopper Ltd"}""")]
    public async Task A_lead_that_comes_to_look_like_another_is_linked_for_review_and_never_merged(string change)
    {
        await using var team = await LeadTeam.Start(server);
        var ada = await team.App.As(Role.SalesRep, team.Ada);
        var known = await Lead(ada, new { name = "Grace Hopper", email = "grace@example.test", phone = "+49305551234", company = "Hopper Ltd" });
        var other = await Lead(ada, new { name = "Grace H.", email = "g@gmail.com" });

        var (status, answer, _) = await ada.Put($"/api/leads/{other}", JsonNode.Parse(change)!);

        Assert.Equal((HttpStatusCode.OK, known), (status, Assert.Single(answer!["likely_duplicates"]!.AsArray())!.ToString()));
        Assert.Equal(2, await team.Read(db => db.Leads.CountAsync()));
        var match = await team.Read(db => db.LeadMatches.SingleAsync());
        Assert.Equal((Guid.Parse(other), Guid.Parse(known), false), (match.LeadId, match.OtherLeadId, match.IsHidden));
        Assert.Contains("linked for review", await Timeline(ada, other), StringComparison.Ordinal);
        var (_, again, _) = await ada.Put($"/api/leads/{other}", new { job_title = "Admiral" });
        Assert.Null(again!["likely_duplicates"]);
        Assert.Equal(HttpStatusCode.OK, (await ada.Put($"/api/leads/{other}", answer)).Status);
    }

    [Fact]
    public async Task A_colleagues_lead_does_not_show_to_who_makes_the_same_and_its_manager_sees_the_link()
    {
        await using var team = await LeadTeam.Start(server);
        var (ada, ben, admin) = (await team.App.As(Role.SalesRep, team.Ada), await team.App.As(Role.SalesRep, team.Ben), await team.App.As(Role.Admin, team.Admin));
        var known = await Lead(ben, new { name = "Grace Hopper", email = "grace@example.test" });
        var (mine, plain) = (await Lead(ada, new { name = "Grace H.", email = "g@gmail.com" }), await Lead(ada, new { name = "Otto Brand", email = "otto@brand.test" }));

        var (status, hit, _) = await ada.Put($"/api/leads/{mine}", new { email = "grace@example.test" });
        var (_, miss, _) = await ada.Put($"/api/leads/{plain}", new { email = "nobody@example.test" });

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(miss!.AsObject().Select(p => p.Key), hit!.AsObject().Select(p => p.Key));
        Assert.DoesNotContain("review", await Timeline(ada, mine), StringComparison.Ordinal);
        Assert.Empty((await ada.Get($"/api/leads/{mine}/explanation")).Body!["matches"]!.AsArray());
        Assert.True((await team.Read(db => db.LeadMatches.SingleAsync())).IsHidden);
        Assert.Equal(known, (await admin.Get($"/api/leads/{mine}/explanation")).Body!["matches"]![0].Word("lead_id"));
    }

    [Fact]
    public async Task What_a_manager_finds_between_two_reps_is_told_to_the_manager_alone()
    {
        await using var team = await LeadTeam.Start(server);
        var (ada, ben, manager) = (await team.App.As(Role.SalesRep, team.Ada), await team.App.As(Role.SalesRep, team.Ben), await team.App.As(Role.SalesManager, team.Manager));
        var known = await Lead(ben, new { name = "Grace Hopper", email = "grace@example.test" });
        var hers = await Lead(ada, new { name = "Grace H.", email = "g@gmail.com" });

        var (_, answer, _) = await manager.Put($"/api/leads/{hers}", new { email = "grace@example.test" });

        Assert.Equal(known, answer!["likely_duplicates"]![0]!.ToString());
        Assert.DoesNotContain("review", await Timeline(ada, hers), StringComparison.Ordinal);
    }
}

using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rainmaker.Crm;
using Rainmaker.Intelligence.Assignment;
using Rainmaker.Leads;
using Rainmaker.Tests.Deals;
using Lead = Rainmaker.Leads.Lead;
using Rule = Rainmaker.Intelligence.Assignment.AssignmentRule;

namespace Rainmaker.Tests.Leads;

public sealed class RuleTests(TestServer server)
{
    static readonly DateTimeOffset Monday = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    static Lead Of(string country, int hours) => new()
    {
        TenantId = Guid.Empty, Id = Guid.CreateVersion7(), Name = country + hours, Country = country, Source = "website", CreatedAt = Monday.AddHours(hours), UpdatedAt = Monday,
    };

    [Fact]
    public void A_rehearsed_rule_says_who_would_have_got_what_and_begins_each_day_anew()
    {
        var (ada, ben) = (new Assignee { Id = Guid.CreateVersion7(), Name = "Ada", CapacityPerDay = 1, AssignedToday = 1 }, new Assignee { Id = Guid.CreateVersion7(), Name = "Ben", CapacityPerDay = 9 });
        var rule = new Rule { Id = Guid.CreateVersion7(), Name = "Germany to Ada", When = [new("country", Comparison.Is, ["DE"])], Users = [ada.Id] };

        var tried = RehearseRule.Decide(rule, [Of("DE", 0), Of("FR", 1), Of("DE", 2), Of("DE", 24)], [ada, ben], at => DateOnly.FromDateTime(at.DateTime));

        Assert.Equal((4, 3, 1), (tried.Leads, tried.Fitting, tried.Unplaced));
        Assert.Equal([("Ada", 2)], tried.Shares.Select(s => (s.User, s.Leads)));
        Assert.Equal(["DE24", "DE2", "FR1", "DE0"], tried.Lines.Select(l => l.Name));
        Assert.Equal("country is not DE", tried.Lines[2].Why);
    }

    [Fact]
    public async Task A_rule_decides_from_the_next_lead_on_until_it_is_switched_off()
    {
        await using var team = await LeadTeam.Start(server);
        var admin = await team.App.As(Role.Admin, team.Admin);
        async Task<string?> Goes(string mail)
        {
            await team.Public(new { email = mail, country = "DE" });
            var lead = await team.Read(db => db.Leads.OrderByDescending(l => l.CreatedAt).ThenByDescending(l => l.Id).FirstAsync());
            return lead.Trace.Assignment?.Rule;
        }
        Assert.Null(await Goes("one@a.test"));

        var (status, rule, tag) = await admin.Post("/api/assignment-rules", JsonNode.Parse($$"""
            { "name": "Germany", "conditions": [{ "field": "country", "is": "in", "values": ["DE", "AT"] }], "user_ids": ["{{team.Ben.Id}}"] }
            """));

        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal("Germany", await Goes("two@b.test"));
        var (off, _, _) = await admin.Put($"/api/assignment-rules/{rule.Word("id")}", new { is_active = false }, tag);
        Assert.Equal(HttpStatusCode.OK, off);
        Assert.Null(await Goes("three@c.test"));
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await admin.Put($"/api/assignment-rules/{rule.Word("id")}", new { is_active = true }, tag)).Status);
        Assert.Equal(1, await team.App.Store.Ask<long>("select count(*) from audit where action = 'assignment_rule.update' and detail->'after'->>'is_active' = 'false'"));
    }

    [Fact]
    public async Task Rules_are_asked_in_the_order_they_are_put_in()
    {
        await using var team = await LeadTeam.Start(server);
        var admin = await team.App.As(Role.Admin, team.Admin);
        var ids = new List<string>();
        foreach (var name in new[] { "First", "Second", "Third" })
            ids.Add((await admin.Post("/api/assignment-rules", new { name })).Body.Word("id"));

        static IEnumerable<string> Names(JsonNode? list) => list!["data"]!.AsArray().Select(r => r.Word("name"));
        var moved = await admin.Post($"/api/assignment-rules/{ids[2]}/move", new { position = 0 });

        Assert.Equal(["Third", "First", "Second"], Names(moved.Body));
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.Post($"/api/assignment-rules/{ids[2]}/move", new { position = 3 })).Status);
        await team.Public(new { email = "grace@example.test" });
        Assert.Equal("Third", (await team.Read(db => db.Leads.SingleAsync())).Trace.Assignment!.Rule);
        await Task.WhenAll(ids.Select((id, i) => admin.Post($"/api/assignment-rules/{id}/move", new { position = i })));
        Assert.Equal([0, 1, 2], (await admin.Get("/api/assignment-rules")).Body!["data"]!.AsArray().Select(r => r!["position"]!.GetValue<int>()));
        Assert.Equal(HttpStatusCode.NoContent, (await admin.Say(HttpMethod.Delete, $"/api/assignment-rules/{ids[0]}")).Status);
        Assert.Equal([0, 1], (await admin.Get("/api/assignment-rules")).Body!["data"]!.AsArray().Select(r => r!["position"]!.GetValue<int>()));
    }

    [Fact]
    public async Task A_rule_that_can_never_work_is_refused_with_the_place_of_its_fault()
    {
        await using var team = await LeadTeam.Start(server);
        var admin = await team.App.As(Role.Admin, team.Admin);

        var (status, body, _) = await admin.Post("/api/assignment-rules", JsonNode.Parse($$"""
            { "name": "", "team_id": "{{Guid.CreateVersion7()}}", "user_ids": ["{{Guid.CreateVersion7()}}"],
              "conditions": [{ "field": "country", "is": "is", "values": ["DE"] }, { "field": "shoe_size", "is": "is", "values": ["44"] }, { "field": "score", "is": "at_least", "values": ["much"] }] }
            """));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(["name", "conditions.1", "conditions.2", "team_id", "user_ids"], body!["errors"]!.AsArray().Select(e => e.Word("field")));
        Assert.Equal(HttpStatusCode.Forbidden, (await (await team.App.As(Role.SalesManager, team.Manager)).Post("/api/assignment-rules", new { name = "Mine" })).Status);
    }

    [Fact]
    public async Task A_rehearsal_gives_nothing_to_anybody()
    {
        await using var team = await LeadTeam.Start(server);
        var admin = await team.App.As(Role.Admin, team.Admin);
        foreach (var mail in new[] { "one@a.test", "two@b.test" })
            await team.Public(new { email = mail, country = "DE" });
        var before = await team.Read(db => db.LeadAssignments.CountAsync());

        var (status, tried, _) = await admin.Post("/api/assignment-rules/rehearsal", new { user_ids = new[] { team.Ada.Id } });

        Assert.Equal((HttpStatusCode.OK, 2, 2), (status, tried!["leads"]!.GetValue<int>(), tried["fitting"]!.GetValue<int>()));
        Assert.Equal("Ada Rep", tried["shares"]![0].Word("user"));
        Assert.Equal(before, await team.Read(db => db.LeadAssignments.CountAsync()));
        Assert.Equal(0, await team.Read(db => db.AssignmentRules.CountAsync()));
    }
}

using System.Net;
using Rainmaker.Activities;
using Rainmaker.Crm;
using Rainmaker.Leads;
using Rainmaker.People;
using Activity = Rainmaker.Activities.Activity;
using Lead = Rainmaker.Leads.Lead;

namespace Rainmaker.Tests.Deals;

public sealed class ConvertLeadTests(DealsWorld world) : IClassFixture<DealsWorld>
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    async Task<Lead> ALead(string name = "Noor Haddad", string company = "Trey Research GmbH", LeadStatus status = LeadStatus.Qualified, Guid? owner = null, string email = "noor@trey.example")
    {
        await using var db = await world.App.Database.Open(Actor.System(world.App.Tenant), Stop);
        var lead = new Lead
        {
            TenantId = db.TenantId, Id = Ids.At(db.Now), Name = name, Company = company, Source = "website", Status = status, OwnerId = owner ?? world.Ada.Id, Notes = "Wants a pilot.", Tags = ["pilot"],
            EmailSealed = db.Vault.Seal("lead.email", email), EmailHash = db.Vault.HashEmail(email), CreatedAt = db.Now, UpdatedAt = db.Now,
        };
        db.Add(lead);
        await db.Commit("lead.create", Stop);
        return lead;
    }

    [Fact]
    public async Task A_qualified_lead_becomes_a_deal_with_its_company_and_its_person()
    {
        var lead = await ALead(email: "noor.h@trey.example");

        var (status, deal, _) = await world.Rep.Post($"/api/leads/{lead.Id}/convert", new { value_estimate = 12_000 });

        Assert.True(status == HttpStatusCode.Created, deal?.ToJsonString());
        Assert.Equal((lead.Id.ToString(), "Trey Research GmbH", "discovery", "website", "Wants a pilot.", world.Ada.Id.ToString()),
            (deal.Word("lead_id"), deal.Word("deal_name"), deal.Word("deal_stage"), deal.Word("source"), deal.Word("notes"), deal.Word("assigned_to")));
        await using var db = await world.App.Database.Open(Actor.System(world.App.Tenant), Stop);
        var (leads, contacts, contactId, companyId) = (db.Leads, db.Contacts, Guid.Parse(deal.Word("contact_id")), Guid.Parse(deal.Word("company_id")));
        var converted = await leads.SingleAsync(l => l.Id == lead.Id, Stop);
        Assert.Equal((LeadStatus.Converted, deal.Word("id")), (converted.Status, converted.DealId.ToString()));
        var person = await contacts.SingleAsync(c => c.Id == contactId, Stop);
        Assert.Equal(("Noor Haddad", "noor.h@trey.example", (Guid?)companyId), (person.Name, db.Vault.Open("contact.email", person.EmailSealed), person.CompanyId));
    }

    [Fact]
    public async Task The_person_and_the_company_that_are_known_are_found_again()
    {
        var (first, second) = (await ALead(email: "kim@lucerne.example", company: "Lucerne Dairy AG"), await ALead(name: "Kim Lang", email: "kim@lucerne.example", company: "LUCERNE dairy"));

        var (_, one, _) = await world.Rep.Post($"/api/leads/{first.Id}/convert");
        var (_, two, _) = await world.Rep.Post($"/api/leads/{second.Id}/convert");

        Assert.Equal((one.Word("contact_id"), one.Word("company_id")), (two.Word("contact_id"), two.Word("company_id")));
    }

    [Fact]
    public async Task A_second_conversion_is_told_the_first_ones_deal()
    {
        var lead = await ALead();
        var (_, deal, _) = await world.Rep.Post($"/api/leads/{lead.Id}/convert", new { });

        var (status, problem, _) = await world.Rep.Post($"/api/leads/{lead.Id}/convert", new { });

        Assert.Equal((HttpStatusCode.Conflict, "converted_before", deal.Word("id")), (status, problem.Word("code"), problem.Word("deal_id")));
    }

    [Fact]
    public async Task Of_fifty_conversions_at_once_one_makes_a_deal()
    {
        var lead = await ALead(name: "Rae Storm");

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => world.Rep.Post($"/api/leads/{lead.Id}/convert", new { deal_name = "Only one" })));

        Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
        Assert.Equal(49, answers.Count(a => a.Status == HttpStatusCode.Conflict));
        Assert.Single(answers.Select(a => a.Body!["deal_id"]?.ToString() ?? a.Body.Word("id")).Distinct());
        Assert.Equal(1, await world.App.Store.Ask<long>("select count(*) from deal where lead_id = $1", lead.Id));
    }

    [Fact]
    public async Task A_lead_that_is_not_qualified_is_refused_with_the_reason()
    {
        var lead = await ALead(status: LeadStatus.New);

        var (status, problem, _) = await world.Rep.Post($"/api/leads/{lead.Id}/convert", new { value_estimate = -5 });

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(["value_estimate", "status"], problem!["errors"]!.AsArray().Select(e => e.Word("field")));
        Assert.Equal(0, await world.App.Store.Ask<long>("select count(*) from deal where lead_id = $1", lead.Id));
    }

    [Fact]
    public async Task A_colleagues_and_another_tenants_lead_cannot_be_converted()
    {
        var lead = await ALead();

        Assert.Equal(HttpStatusCode.NotFound, (await world.Colleague.Post($"/api/leads/{lead.Id}/convert", new { })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Stranger.Post($"/api/leads/{lead.Id}/convert", new { })).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.Success.Post($"/api/leads/{lead.Id}/convert", new { })).Status);
    }

    [Fact]
    public async Task A_deal_opened_for_a_lead_converts_it()
    {
        var lead = await ALead();

        var (status, deal, _) = await world.Rep.Post("/api/opportunities", new { deal_name = "Pilot", lead_id = lead.Id });

        Assert.Equal((HttpStatusCode.Created, "Pilot"), (status, deal.Word("deal_name")));
        Assert.Equal("converted", await world.App.Store.Ask<string>("select status from lead where id = $1", lead.Id));
    }

    [Fact]
    public async Task A_call_on_a_deal_shows_in_its_health_at_once_and_so_does_one_on_the_lead_it_came_from()
    {
        var lead = await ALead();
        var id = (await world.Rep.Post("/api/opportunities", new { deal_name = "Gets calls", lead_id = lead.Id })).Body.Word("id");

        await world.Rep.Post("/api/activities", new { entity_type = "opportunity", entity_id = id, activity_type = "call", description = "Talked it over" });
        var called = (await world.Rep.Get($"/api/opportunities/{id}")).Body!;
        await world.Rep.Post("/api/activities", new { entity_type = "lead", entity_id = lead.Id, activity_type = "meeting", scheduled_at = TimeProvider.System.GetUtcNow().AddDays(3) });
        var met = (await world.Rep.Get($"/api/opportunities/{id}")).Body!;

        Assert.NotNull(called["last_activity_at"]);
        Assert.Contains("today", called["health_reasons"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Null(called["next_activity_at"]);
        Assert.NotNull(met["next_activity_at"]);
        Assert.Equal(called.Word("last_activity_at"), met.Word("last_activity_at"));
    }

    [Fact]
    public async Task Of_calls_noted_at_the_same_moment_the_latest_stands_on_the_deal()
    {
        var id = await world.Rep.Opens("Gets many calls");
        var now = TimeProvider.System.GetUtcNow();

        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => world.Rep.Post("/api/activities", new { entity_type = "opportunity", entity_id = id, activity_type = "call", completed_at = now.AddHours(-(i * 7 % 12)) })));

        Assert.Equal(now, (await world.Rep.Get($"/api/opportunities/{id}")).Body!["last_activity_at"]!.GetValue<DateTimeOffset>(), TimeSpan.FromMilliseconds(1));
    }
}

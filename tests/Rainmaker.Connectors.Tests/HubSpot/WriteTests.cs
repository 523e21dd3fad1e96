using Rainmaker.Connectors.Tests.Support;
using Rainmaker.Simulators.HubSpot;

namespace Rainmaker.Connectors.Tests.HubSpot;

public sealed class WriteTests
{
    static readonly ContactToWrite _kim = new() { Email = "kim@harbor.example", FirstName = "Kim", LastName = "Sommer", Company = "Harbor Foods" };

    [Fact]
    public async Task A_contact_is_made_then_found_then_changed()
    {
        await using var portal = await Portal.Open();
        var crm = portal.Crm();

        var made = await crm.UpsertContact(_kim);
        var same = await crm.UpsertContact(_kim);
        var changed = await crm.UpsertContact(_kim with { Phone = "+41 44 555 01 00" });

        Assert.Equal([UpsertOutcome.Created, UpsertOutcome.Unchanged, UpsertOutcome.Updated], new[] { made, same, changed }.Select(u => u.Outcome));
        Assert.Single(new[] { made, same, changed }.Select(u => u.Id).Distinct());
        Assert.Equal("+41 44 555 01 00", portal.Simulator.Store.Find("contacts", made.Id, null)!["phone"]);
    }

    [Fact]
    public async Task What_a_stranger_sends_fills_gaps_and_changes_nothing()
    {
        await using var portal = await Portal.Open();
        var crm = portal.Crm();
        var made = await crm.UpsertContact(_kim);

        var sent = await crm.UpsertContact(_kim with { LastName = "Winter", Phone = "555-0100", OnlyEmpty = true });

        var kept = portal.Simulator.Store.Find("contacts", made.Id, null)!;
        Assert.Equal((UpsertOutcome.Updated, "Sommer", "555-0100"), (sent.Outcome, kept["lastname"], kept["phone"]));
    }

    [Fact]
    public async Task Ten_who_write_one_contact_at_once_make_one_contact()
    {
        await using var portal = await Portal.Open();
        var crm = portal.Crm();

        var written = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => crm.UpsertContact(_kim)));

        Assert.Single(written.Select(w => w.Id).Distinct());
        Assert.Single(portal.Simulator.Store.All("contacts"), c => c["email"] == _kim.Email);
    }

    [Fact]
    public async Task A_call_whose_fate_is_unknown_is_repeated_only_where_that_is_harmless()
    {
        await using var portal = await Portal.Open();
        portal.Fails("reset", "/contacts", times: 2);

        await Assert.ThrowsAsync<CrmFault>(() => portal.Crm().UpsertContact(new() { FirstName = "Nobody" }));

        Assert.Equal(1, portal.Simulator.Requests);
    }

    [Fact]
    public async Task Test_deals_stand_in_the_ledger_with_their_stages_and_leave_it_again()
    {
        await using var portal = await Portal.Open();
        var crm = portal.Crm();
        var before = portal.Simulator.Store.All("deals").Count(d => d.ArchivedAt is null);

        var ids = await TestDeals.Write(crm, 9, new(2026, 11, 20), "701001").ToListAsync();

        var made = ids.ConvertAll(id => portal.Simulator.Store.Find("deals", id, null)!);
        Assert.All(made, d => Assert.Equal(("701001", "default", "false"), (d["hubspot_owner_id"], d["pipeline"], d["hs_is_closed"])));
        Assert.Equal(7, made.Select(d => d["dealstage"]).Distinct().Count());
        await TestDeals.Remove(crm).ToListAsync();
        Assert.Equal(before, portal.Simulator.Store.All("deals").Count(d => d.ArchivedAt is null));
    }

    [Fact]
    public async Task Test_deals_without_the_right_to_write_deals_are_refused_by_its_name()
    {
        await using var portal = await Portal.Open(new() { Volume = Volume.Of(20), Scopes = new HashSet<string> { "crm.objects.owners.read", "crm.objects.deals.read" } });

        var thrown = await Assert.ThrowsAsync<CrmFault>(async () => await TestDeals.Write(portal.Crm(), 3, new(2026, 11, 20)).ToListAsync());

        Assert.Equal(CrmFaultKind.MissingScope, thrown.Kind);
        Assert.Equal(["crm.objects.deals.write"], thrown.Scopes);
    }

    [Fact]
    public async Task A_test_deal_whose_answer_was_lost_is_removed_too()
    {
        await using var portal = await Portal.Open();
        var crm = portal.Crm();
        portal.Fails("lost_answer", "/deals", skip: 0);

        await Assert.ThrowsAsync<CrmFault>(async () => await crm.CreateDeal(new($"{TestDeals.Mark} lost")));

        Assert.Single(await TestDeals.Remove(crm).ToListAsync());
    }

    [Fact]
    public async Task What_the_key_may_is_told_with_the_scopes_that_are_missing()
    {
        await using var portal = await Portal.Open(new() { Volume = Volume.Of(20), Scopes = new HashSet<string> { "crm.objects.owners.read", "crm.objects.contacts.read", "crm.objects.deals.read", "crm.objects.companies.read" } });

        var about = await portal.Crm().Describe();

        Assert.Equal(Knowledge.Yes, about.Can.Single(a => a.What == "contacts").Answer);
        Assert.Equal(Knowledge.No, about.Can.Single(a => a.What == "emails").Answer);
        Assert.Equal(Knowledge.Unknown, about.Can.Single(a => a.What == "contacts.write").Answer);
        Assert.Equal(["crm.objects.appointments.read", "sales-email-read"], about.ScopesMissing.Order());
        Assert.True(about.CallsLeftToday > 200_000);
    }
}

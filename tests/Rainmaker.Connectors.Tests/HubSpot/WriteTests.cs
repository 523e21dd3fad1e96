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

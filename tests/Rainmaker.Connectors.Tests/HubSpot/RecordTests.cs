using Rainmaker.Connectors.Files;
using Rainmaker.Connectors.Tests.Support;
using Rainmaker.Crm;
using Rainmaker.Simulators.HubSpot;

namespace Rainmaker.Connectors.Tests.HubSpot;

public sealed class RecordTests
{
    [Fact]
    public async Task A_deal_in_a_stage_that_was_removed_keeps_its_key_and_what_is_known_of_it()
    {
        await using var portal = await Portal.Open();
        var id = portal.Simulator.Write("deals", null, ("dealname", "Old one"), ("dealstage", "4711"), ("pipeline", "default"), ("amount", "1,250.50"), ("hs_is_closed", "true"), ("hs_is_closed_won", "true"));

        var deal = await portal.Crm().Deals(Reading.All).Records().SingleAsync(d => d.Id == id);

        Assert.Equal(("4711", "4711 (removed)", StageKind.Won, 1250.50m), (deal.Stage.Key, deal.Stage.Label, deal.Stage.Kind, deal.Value!.Value));
    }

    [Fact]
    public async Task A_contact_without_an_address_or_a_name_is_still_someone()
    {
        await using var portal = await Portal.Open();
        var id = portal.Simulator.Write("contacts", null, ("phone", "555-0100"), ("createdate", "2024-09-09T20:41:31.000+0530"), ("jobtitle", new string('x', 1 << 20)));

        var contact = await portal.Crm().Contacts(Reading.All).Records().SingleAsync(c => c.Id == id);

        Assert.Equal(($"Contact {id}", null, "555-0100", 1 << 20), (contact.Name, contact.Email, contact.Phone, contact.JobTitle!.Length));
        Assert.Equal(new DateTimeOffset(2024, 9, 9, 15, 11, 31, TimeSpan.Zero), contact.CreatedAt);
    }

    [Fact]
    public async Task The_stages_of_a_deal_and_of_a_contact_are_told_with_their_days()
    {
        await using var portal = await Portal.Open();
        var book = await portal.Crm().Pull(portal.Clock);

        Assert.All(book.Deals, d => Assert.Equal((d.Stage.Key, d.StageEnteredAt), (d.History[^1].Stage, d.History[^1].At)));
        var customer = book.Contacts.First(c => c.Lifecycle?.Stage == LifecycleStage.Customer);
        Assert.Equal([LifecycleStage.Lead, LifecycleStage.MarketingQualified, LifecycleStage.SalesQualified, LifecycleStage.Opportunity, LifecycleStage.Customer], customer.Lifecycle!.Entered.Select(e => e.Stage));
        Assert.Contains(book.Contacts, c => c.Web is { PageViews: > 0, Sessions: > 0, FirstVisitAt: not null });
    }

    [Fact]
    public async Task A_book_knows_who_stands_behind_a_deal()
    {
        await using var portal = await Portal.Open();

        var book = await portal.Crm().Pull(portal.Clock);

        var made = portal.Simulator.Store.All("deals").ToDictionary(d => d["hs_object_id"]!);
        Assert.All(book.Deals, d => Assert.Equal(portal.Simulator.Store.Joined("deals", "contacts", made[d.Id].Id).Select(j => HubSpotMadeText(j.Id)), d.ContactIds));
        Assert.Contains(book.Deals, d => d is { CompanyId: not null, CompanyName: not null });
        Assert.Equal(2, book.Owners.Count(o => !o.IsActive));
        Assert.Equal(portal.Simulator.Store.All("deals").Where(d => d["hs_is_closed_won"] == "true").Sum(d => decimal.Parse(d["amount"] ?? "0", System.Globalization.CultureInfo.InvariantCulture)), book.Deals.Where(d => d.Stage.Kind == StageKind.Won).Sum(d => d.Value ?? 0));
    }

    [Fact]
    public async Task What_is_both_a_meeting_and_an_appointment_counts_once()
    {
        await using var portal = await Portal.Open(new() { Volume = Volume.Of(50), HasAppointments = true });
        portal.Simulator.Write("meetings", null, ("hs_meeting_title", "Kick-off"), ("hs_meeting_start_time", "2026-11-02T09:00:00Z"), ("hubspot_owner_id", "701001"));
        portal.Simulator.Write("appointments", null, ("hs_appointment_name", "Kick-off"), ("hs_appointment_start", "1793610000000"), ("hubspot_owner_id", "701001"));
        portal.Simulator.Write("appointments", null, ("hs_appointment_name", "On site"), ("hs_appointment_start", "2026-11-03T09:00:00Z"), ("hubspot_owner_id", "701001"));

        var meetings = await portal.Crm().Activities(ActivityKind.Meeting, Reading.All).Records().ToListAsync();

        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1793610000000), new DateTimeOffset(2026, 11, 2, 9, 0, 0, TimeSpan.Zero));
        Assert.Single(meetings, m => m.Subject == "Kick-off");
        Assert.Single(meetings, m => m.Subject == "On site" && m.Id.StartsWith("appointment-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Meetings_of_some_days_are_found_in_both_places_and_counted_once()
    {
        await using var portal = await Portal.Open(new() { Volume = Volume.Of(250), HasAppointments = true });
        var (from, to) = (portal.Clock.GetUtcNow().AddDays(-60), portal.Clock.GetUtcNow());

        var found = await portal.Crm().SearchActivities(new(ActivityKind.Meeting, from, to)).Records().ToListAsync();

        var all = (await portal.Crm().Activities(ActivityKind.Meeting, Reading.All).Records().ToListAsync()).Where(m => m.ScheduledAt >= from && m.ScheduledAt <= to);
        Assert.NotEmpty(found);
        Assert.Equal(all.Select(m => m.Id).Order(), found.Select(m => m.Id).Order());
    }

    [Fact]
    public async Task All_partners_of_a_record_come_also_where_they_need_several_answers()
    {
        await using var portal = await Portal.Open(new() { Volume = Volume.Of(100), AssociationPage = 2 });
        foreach (var contact in Enumerable.Range(0, 7))
            portal.Simulator.Store.Join("deals", HubSpotMade.FirstDeal, "contacts", HubSpotMade.FirstContact + contact, 3, null);

        var pairs = await portal.Crm().Associations(AssociationKind.DealContact, new() { Ids = [HubSpotMadeText(HubSpotMade.FirstDeal)] }).Records().ToListAsync();

        Assert.Equal(portal.Simulator.Store.Joined("deals", "contacts", HubSpotMade.FirstDeal).Count, pairs.Count);
        Assert.True(pairs.Count >= 7);
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task So_many_fields_of_ones_own_that_the_address_is_too_long_still_all_come(bool onlyChanges)
    {
        await using var portal = await Portal.Open();
        var own = Enumerable.Range(0, 400).ToDictionary(n => $"field_{n}", n => $"a_long_name_of_a_field_of_this_account_number_{n}");
        var changed = portal.Simulator.Write("deals", portal.Simulator.Store.All("deals")[0]["hs_object_id"], ("a_long_name_of_a_field_of_this_account_number_399", "here"));
        portal.Clock.Pass(TimeSpan.FromMinutes(2));
        var crm = portal.Crm(fields: FieldMap.Read(System.Text.Json.JsonSerializer.Serialize(new { deals = own, contacts = own })));
        Reading reading = onlyChanges ? new() { Since = portal.Clock.GetUtcNow().AddMinutes(-3) } : Reading.All;

        var deals = await crm.Deals(reading).Records().ToListAsync();
        var contacts = await crm.Contacts(reading).Records().ToListAsync();

        Assert.Equal("here", deals.Single(d => d.Id == changed).Custom["field_399"]);
        Assert.Equal(onlyChanges ? (1, 0) : (portal.Simulator.Store.All("deals").Count, 250), (deals.Count, contacts.Count));
        Assert.All(deals, d => Assert.NotEmpty(d.History));
        Assert.Equal(contacts.Count, contacts.Select(c => c.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_text_of_a_megabyte_and_characters_of_all_kinds_arrive_whole()
    {
        await using var portal = await Portal.Open();
        var text = string.Concat(Enumerable.Repeat("Grüezi \"quoted\" \\ 🚀 <b>\n", 40_000));
        var id = portal.Simulator.Write("contacts", null, ("email", "long@mail.example"), ("lastname", text));
        var note = portal.Simulator.Write("notes", null, ("hs_note_body", text), ("hs_timestamp", "2026-11-20T08:00:00Z"));

        var contact = await portal.Crm().Contacts(Reading.All).Records().SingleAsync(c => c.Id == id);
        await portal.Fetch();

        Assert.Equal(text.Trim(), contact.Name);
        using var notes = System.Text.Json.JsonDocument.Parse(await System.IO.File.ReadAllBytesAsync(portal.File("notes")));
        Assert.Equal(text, notes.RootElement.EnumerateArray().Single(n => n.GetProperty("id").GetString() == note).GetProperty("properties").GetProperty("hs_note_body").GetString());
    }

    [Fact]
    public async Task Fields_of_the_accounts_own_come_under_our_name_for_them()
    {
        await using var portal = await Portal.Open();
        var id = portal.Simulator.Write("deals", null, ("dealname", "Mapped"), ("dealstage", "985140"), ("pipeline", "default"), ("home_amount", "77"), ("region__c", "South"));
        var fields = FieldMap.Read("""{"deals":{"value":"home_amount","region":"region__c"}}""");

        var deal = await portal.Crm(fields: fields).Deals(Reading.All).Records().SingleAsync(d => d.Id == id);

        Assert.Equal((77m, "South"), (deal.Value!.Value, deal.Custom["region"]));
    }

    static string HubSpotMadeText(long id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

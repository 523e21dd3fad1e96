using Rainmaker.Connectors.Tests.Support;
using Rainmaker.Crm;
using Rainmaker.Simulators.HubSpot;

namespace Rainmaker.Connectors.Tests.HubSpot;

public sealed class ChangeTests
{
    [Fact]
    public async Task More_than_ten_thousand_changes_all_come()
    {
        await using var portal = await Portal.Open(new() { Volume = new(12_050, 1, 1, 1, 1, 1, 1, 1) });

        var changed = await portal.Crm().Contacts(new() { Since = DateTimeOffset.UnixEpoch }).Records().ToListAsync();

        Assert.Equal((12_050, 12_050), (changed.Count, changed.DistinctBy(c => c.Id).Count()));
    }

    [Fact]
    public async Task A_change_that_search_does_not_find_yet_comes_with_the_next_reading()
    {
        await using var portal = await Portal.Open();
        var crm = portal.Crm();
        var since = (await crm.Contacts(Reading.All).ToListAsync())[^1].Through!.Value;
        portal.Clock.Pass(TimeSpan.FromHours(1));
        var id = portal.Simulator.Write("contacts", null, ("email", "late@mail.example"));

        var first = await crm.Contacts(new() { Since = since }).ToListAsync();
        portal.Clock.Pass(TimeSpan.FromMinutes(5));
        var second = await crm.Contacts(new() { Since = first[^1].Through }).Records().ToListAsync();

        Assert.DoesNotContain(first.SelectMany(p => p.Records), c => c.Id == id);
        Assert.Contains(second, c => c.Id == id);
    }

    [Fact]
    public async Task A_reading_of_changes_goes_on_where_it_stopped()
    {
        await using var portal = await Portal.Open(new() { Volume = Volume.Of(650) });
        var since = DateTimeOffset.UnixEpoch;
        var first = await portal.Crm().Contacts(new() { Since = since }).FirstAsync();

        var rest = await portal.Crm().Contacts(new() { Since = since, Resume = first.Resume }).Records().ToListAsync();

        Assert.Equal(650, first.Records.Concat(rest).DistinctBy(c => c.Id).Count());
        Assert.Equal(450, rest.Count);
    }

    [Fact]
    public async Task A_deal_that_changed_comes_with_its_history()
    {
        await using var portal = await Portal.Open();
        var id = portal.Simulator.Store.All("deals")[0]["hs_object_id"]!;
        portal.Simulator.Write("deals", id, ("dealstage", "closedwon"));
        portal.Clock.Pass(TimeSpan.FromMinutes(5));

        var deal = Assert.Single(await portal.Crm().Deals(new() { Since = portal.Clock.GetUtcNow().AddMinutes(-2) }).Records().ToListAsync());

        Assert.Equal((id, "closedwon", StageKind.Won), (deal.Id, deal.History[^1].Stage, deal.Stage.Kind));
    }

    [Fact]
    public async Task Deleted_and_merged_contacts_are_told()
    {
        await using var portal = await Portal.Open();
        using var client = new HttpClient { BaseAddress = portal.Simulator.Address, DefaultRequestHeaders = { Authorization = new("Bearer", new HubSpotOptions().Token) } };
        var contacts = portal.Simulator.Store.All("contacts");
        await client.DeleteAsync(new Uri($"crm/objects/2026-09/contacts/{contacts[0].Id}", UriKind.Relative));
        using var merge = new StringContent($$"""{"primaryObjectId":"{{contacts[1].Id}}","objectIdToMerge":"{{contacts[2].Id}}"}""", System.Text.Encoding.UTF8, "application/json");
        await client.PostAsync(new Uri("crm/objects/2026-09/contacts/merge", UriKind.Relative), merge);
        portal.Clock.Pass(TimeSpan.FromMinutes(2));

        var gone = await portal.Crm().Removals(RecordKind.Contact, new() { Since = portal.Clock.GetUtcNow().AddHours(-1) }).Records().ToListAsync();

        Assert.Contains(gone, r => r.Id == contacts[0]["hs_object_id"] && r.MergedInto is null);
        Assert.Contains(gone, r => r.Id == contacts[2]["hs_object_id"] && r.MergedInto == contacts[1]["hs_object_id"]);
    }

    [Fact]
    public async Task New_deals_are_found_by_day_and_owner_and_activities_are_counted()
    {
        await using var portal = await Portal.Open();
        var since = portal.Clock.GetUtcNow().AddDays(-120);
        var store = portal.Simulator.Store;

        var found = await portal.Crm().SearchDeals(new(since, "701001")).Records().ToListAsync();
        var tasks = await portal.Crm().CountActivity(ActivityKind.Task, since);

        Assert.Equal(store.All("deals").Where(d => d.Created >= since && d["hubspot_owner_id"] == "701001").Select(d => d["hs_object_id"]), found.Select(d => d.Id));
        Assert.Equal(store.All("tasks").Count(t => DateTimeOffset.Parse(t["hs_timestamp"]!, System.Globalization.CultureInfo.InvariantCulture) >= since), tasks);
    }
}

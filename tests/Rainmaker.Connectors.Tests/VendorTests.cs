using System.Text.Json;
using Rainmaker.Connectors.Files;
using Rainmaker.Connectors.Tests.Support;
using Rainmaker.Crm;

namespace Rainmaker.Connectors.Tests;

/// <summary>What holds for every CRM, whoever makes it.</summary>
public abstract class VendorTests
{
    static readonly ContactToWrite _kim = new() { Email = "kim@harbor.example", FirstName = "Kim", LastName = "Sommer", Phone = "555-0100" };

    private protected abstract Task<Vendor> Open(int people = 120);

    [Fact]
    public async Task A_book_holds_what_the_crm_was_filled_with()
    {
        await using var vendor = await Open();

        var book = await vendor.Crm().Pull(vendor.Clock);

        var sample = vendor.Sample;
        Assert.Equal((sample.People.Count, sample.Firms.Count, sample.Sales.Count, sample.Sellers.Count), (book.Contacts.Count, book.Companies.Count, book.Deals.Count, book.Owners.Count));
        Assert.Equal(sample.Sales.Where(s => s.IsWon).Sum(s => s.Value ?? 0), book.Deals.Where(d => d.Stage.Kind == StageKind.Won).Sum(d => d.Value ?? 0));
        Assert.Equal(sample.Sales.Where(s => s.IsOpen).Sum(s => s.Value ?? 0), book.Deals.Where(d => d.IsOpen).Sum(d => d.Value ?? 0));
        Assert.Equal(sample.Sales.Count(s => s.IsLost), book.Deals.Count(d => d.Stage.Kind == StageKind.Lost));
        Assert.Equal(sample.People.Select(p => p.Email).OfType<string>().Order(), book.Contacts.Select(c => c.Email).OfType<string>().Order());
        Assert.Equal(sample.Sales.Select(s => sample.Firms[s.Firm].Name).Order(), book.Deals.Select(d => d.CompanyName).Order());
        Assert.All(book.Deals, d => Assert.NotNull(d.OwnerId));
    }

    [Fact]
    public async Task Activities_arrive_by_kind_with_their_people_and_times()
    {
        await using var vendor = await Open();
        var book = await vendor.Crm().Pull(vendor.Clock);

        foreach (var kind in (ActivityKind[])[ActivityKind.Call, ActivityKind.Meeting, ActivityKind.Task, ActivityKind.Note, ActivityKind.Email])
        {
            var word = kind.ToString().ToLowerInvariant();
            var made = vendor.Sample.Doings.Count(d => d.Kind == word);
            if (book.Gaps.Any(g => g.What == word + "s"))
                continue;
            Assert.Equal((kind, made), (kind, book.Activities.Count(a => a.Kind == kind)));
        }
        Assert.Equal(vendor.Sample.Doings.Where(d => d.Kind == "call" && d.Done).Select(d => d.At.UtcDateTime.Date).Order(), book.Activities.Where(a => a.Kind == ActivityKind.Call && a.CompletedAt is not null).Select(a => a.At!.Value.UtcDateTime.Date).Order());
        Assert.All(book.Activities, a => Assert.NotNull(a.OwnerId));
        Assert.Contains(book.Activities, a => a.ContactId is not null);
        Assert.Contains(book.Activities, a => a.DealId is not null);
    }

    [Fact]
    public async Task Its_raw_files_have_the_one_shape_of_all()
    {
        await using var vendor = await Open();
        var folder = Directory.CreateTempSubdirectory("rainmaker-fetch-").FullName;

        var report = await Fetch.Run(vendor.Crm(), new(folder, "sim"), null, vendor.Clock);

        var files = RawFile.Newest(Directory.GetFiles(folder));
        Assert.Superset(RawFile.Kinds.Except(["emails"]).ToHashSet(), files.Keys.ToHashSet());
        using var deals = JsonDocument.Parse(await File.ReadAllBytesAsync(files["deals"]));
        Assert.Equal(vendor.Sample.Sales.Where(s => s.IsWon).Sum(s => s.Value ?? 0), deals.RootElement.EnumerateArray().Select(d => d.GetProperty("properties")).Where(p => p.GetProperty("hs_is_closed_won").GetString() == "true")
            .Sum(p => p.GetProperty("amount").GetString() is { } amount ? decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture) : 0));
        using var firms = JsonDocument.Parse(await File.ReadAllBytesAsync(files["deals-companies"]));
        Assert.Equal(vendor.Sample.Sales.Count, firms.RootElement.GetArrayLength());
        Assert.Equal(vendor.Sample.People.Count, report.Counts["contacts"]);
        Assert.True(report.Counts["deals-contacts"] > 0 && report.Counts["contacts-companies"] > 0);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("throttle"), InlineData("error"), InlineData("half_json"), InlineData("reset")]
    public async Task What_passes_is_waited_out(string fault)
    {
        await using var vendor = await Open();
        vendor.Fails(fault, vendor.PeoplePath, times: 2, status: 503);

        Assert.Equal(vendor.Sample.People.Count, (await vendor.Crm().Contacts(Reading.All).Records().ToListAsync()).Count);
    }

    [Theory]
    [InlineData("throttle", CrmFaultKind.RateLimited), InlineData("error", CrmFaultKind.Unavailable), InlineData("half_json", CrmFaultKind.BrokenAnswer), InlineData("reset", CrmFaultKind.Unavailable)]
    [InlineData("html", CrmFaultKind.NotJson), InlineData("missing_scope", CrmFaultKind.MissingScope)]
    public async Task What_does_not_pass_has_a_name(string fault, CrmFaultKind kind)
    {
        await using var vendor = await Open();
        vendor.Fails(fault, vendor.PeoplePath, times: -1, status: 503);

        var thrown = await Assert.ThrowsAsync<CrmFault>(async () => await vendor.Crm().Contacts(Reading.All).Records().ToListAsync());

        Assert.Equal(kind, thrown.Kind);
    }

    [Fact]
    public async Task A_wrong_key_is_named_and_not_told()
    {
        await using var vendor = await Open();
        var wrong = vendor.Good with { Key = vendor.Good.Key is null ? null : "wrong-key-of-mine", ClientSecret = vendor.Good.ClientSecret is null ? null : "wrong-key-of-mine" };

        var thrown = await Assert.ThrowsAsync<CrmFault>(async () => await vendor.Crm(wrong).Contacts(Reading.All).Records().ToListAsync());

        Assert.Equal(CrmFaultKind.NotAuthorised, thrown.Kind);
        Assert.DoesNotContain("wrong-key-of-mine", thrown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reading_goes_on_behind_any_page()
    {
        await using var vendor = await Open(900);
        var first = await vendor.Crm().Contacts(Reading.All).FirstAsync();
        Assert.NotNull(first.Resume);

        var rest = await vendor.Crm().Contacts(new() { Resume = first.Resume }).Records().ToListAsync();

        Assert.Equal(vendor.Sample.People.Count, first.Records.Concat(rest).DistinctBy(c => c.Id).Count());
        Assert.True(rest.Count < vendor.Sample.People.Count);
    }

    [Fact]
    public async Task Of_what_changed_only_that_comes()
    {
        await using var vendor = await Open();
        var since = (await vendor.Crm().Deals(Reading.All).ToListAsync())[^1].Through!.Value;
        vendor.Clock.Pass(TimeSpan.FromHours(2));
        var id = vendor.ChangeADeal();
        vendor.Clock.Pass(TimeSpan.FromMinutes(5));

        var changed = await vendor.Crm().Deals(new() { Since = since }).Records().ToListAsync();

        Assert.Equal([id], changed.Select(d => d.Id));
    }

    [Fact]
    public async Task What_was_deleted_is_told()
    {
        await using var vendor = await Open();
        var since = vendor.Clock.GetUtcNow();
        vendor.Clock.Pass(TimeSpan.FromHours(1));
        var id = vendor.DeleteADeal();

        var gone = await vendor.Crm().Removals(RecordKind.Deal, new() { Since = since }).Records().ToListAsync();

        Assert.Equal([id], gone.Select(r => r.Id));
        Assert.DoesNotContain(await vendor.Crm().Deals(Reading.All).Records().ToListAsync(), d => d.Id == id);
    }

    [Fact]
    public async Task A_contact_is_made_then_found_then_changed()
    {
        await using var vendor = await Open();
        var crm = vendor.Crm();

        var made = await crm.UpsertContact(_kim);
        var same = await crm.UpsertContact(_kim);
        var changed = await crm.UpsertContact(_kim with { Phone = "+41 44 555 01 00" });
        var kept = await crm.UpsertContact(_kim with { LastName = "Winter", Phone = "1", OnlyEmpty = true });

        Assert.Equal([UpsertOutcome.Created, UpsertOutcome.Unchanged, UpsertOutcome.Updated, UpsertOutcome.Unchanged], new[] { made, same, changed, kept }.Select(u => u.Outcome));
        var back = Assert.Single(await crm.Contacts(Reading.All).Records().Where(c => c.Email == _kim.Email).ToListAsync());
        Assert.Equal((made.Id, "Kim Sommer", "+41 44 555 01 00"), (back.Id, back.Name, back.Phone));
    }

    [Fact]
    public async Task New_deals_of_one_owner_are_found()
    {
        await using var vendor = await Open();
        var since = vendor.Clock.GetUtcNow().AddDays(-300);

        var found = await vendor.Crm().SearchDeals(new(since, vendor.OwnerId(1))).Records().ToListAsync();

        Assert.Equal(vendor.Sample.Sales.Where(s => s.Seller == 1 && s.Made >= since).Select(s => s.Name).Order(), found.Select(d => d.Name).Order());
    }

    [Fact]
    public async Task Calls_of_one_owner_are_counted_or_said_to_be_unknown()
    {
        await using var vendor = await Open();
        var since = vendor.Clock.GetUtcNow().AddDays(-100);

        var count = await vendor.Crm().CountActivity(ActivityKind.Call, since, vendor.OwnerId(1));

        Assert.True(count is null || count == vendor.Sample.Doings.Count(d => d.Kind == "call" && d.Seller == 1 && DateOnly.FromDateTime(d.At.UtcDateTime) >= DateOnly.FromDateTime(since.UtcDateTime)), $"{count}");
    }

    [Theory]
    [InlineData(ActivityKind.Call), InlineData(ActivityKind.Meeting), InlineData(ActivityKind.Email)]
    public async Task What_was_done_between_two_moments_is_found(ActivityKind kind)
    {
        await using var vendor = await Open();
        var (from, to) = (vendor.Clock.GetUtcNow().AddDays(-90), vendor.Clock.GetUtcNow().AddDays(-10));

        var found = (await vendor.Crm().SearchActivities(new(kind, from, to)).Records().ToListAsync()).Where(a => a.CompletedAt >= from && a.CompletedAt <= to).ToList();

        var word = kind.ToString().ToLowerInvariant();
        // Salesforce cannot say that a meeting which is over was not held.
        var held = vendor.Simulator.Name == "salesforce" && kind == ActivityKind.Meeting;
        var made = vendor.Sample.Doings.Where(d => d.Kind == word && (d.Done || held) && d.At >= from && d.At <= to).ToList();
        Assert.NotEmpty(made);
        Assert.Equal(made.Select(d => vendor.OwnerId(d.Seller)).Order(), found.Select(a => a.OwnerId!).Order());
    }

    [Fact]
    public async Task It_tells_what_it_can_and_cannot()
    {
        await using var vendor = await Open();

        var about = await vendor.Crm().Describe();

        Assert.Equal(vendor.Simulator.Name, about.Source);
        Assert.All(["owners", "contacts", "companies", "deals", "pipelines", "calls", "meetings"], what => Assert.Equal(Knowledge.Yes, about.Can.Single(a => a.What == what).Answer));
    }

    [Fact]
    public async Task Test_deals_are_written_and_removed_and_no_other_deal_is_touched()
    {
        await using var vendor = await Open();
        var crm = vendor.Crm();
        var before = (await crm.Deals(Reading.All).Records().ToListAsync()).Select(d => d.Id).Order().ToList();
        var today = DateOnly.FromDateTime(vendor.Clock.GetUtcNow().UtcDateTime);

        var ids = await TestDeals.Write(crm, 12, today).ToListAsync();
        var written = (await vendor.Crm().Deals(Reading.All).Records().ToListAsync()).Where(d => ids.Contains(d.Id)).ToList();
        var removed = await TestDeals.Remove(crm).ToListAsync();

        Assert.Equal((12, 12), (ids.Distinct().Count(), written.Count));
        Assert.All(written, d => Assert.StartsWith(TestDeals.Mark, d.Name, StringComparison.Ordinal));
        Assert.All(written, d => Assert.True(d is { IsOpen: true, Value: > 0 } && d.ExpectedClose > today));
        Assert.Equal(Enumerable.Range(1, 12).Sum(n => n * 1_000m), written.Sum(d => d.Value));
        Assert.Equal(vendor.Sample.Sellers.Where(s => !s.Left).Select(s => vendor.OwnerId(s.Number)).Order(), written.Select(d => d.OwnerId!).Distinct().Order());
        Assert.Equal(ids.Order(), removed.Order());
        Assert.Equal(before, (await vendor.Crm().Deals(Reading.All).Records().ToListAsync()).Select(d => d.Id).Order());
    }

    [Fact]
    public async Task A_deal_that_is_gone_already_is_deleted_without_a_fault()
    {
        await using var vendor = await Open();
        var gone = vendor.DeleteADeal();

        await vendor.Crm().DeleteDeal(gone);
    }

    [Fact]
    public async Task A_list_that_goes_round_in_circles_is_left()
    {
        await using var vendor = await Open(900);
        vendor.Fails("repeat_cursor", vendor.PeoplePath, skip: 1, times: -1);

        var thrown = await Assert.ThrowsAsync<CrmFault>(async () => await vendor.Crm().Contacts(Reading.All).Records().ToListAsync());

        Assert.Equal(CrmFaultKind.RepeatingCursor, thrown.Kind);
    }
}

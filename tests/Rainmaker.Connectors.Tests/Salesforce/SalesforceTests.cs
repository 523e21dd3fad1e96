using System.Security.Cryptography;
using Rainmaker.Connectors.Tests.Support;
using Rainmaker.Crm;
using Rainmaker.Simulators;
using Rainmaker.Simulators.Salesforce;

namespace Rainmaker.Connectors.Tests.Salesforce;

public sealed class SalesforceTests : VendorTests
{
    [Fact]
    public async Task A_signed_token_opens_the_door()
    {
        using var key = RSA.Create(2048);
        await using var org = await Org.Start(new() { Contacts = 20, PublicKey = key });

        var owners = await org.Crm(new() { ClientId = SalesforceSimulator.ClientId, User = SalesforceSimulator.User, PrivateKey = key.ExportPkcs8PrivateKeyPem() }).Owners(Reading.All).Records().ToListAsync();

        Assert.Equal(5, owners.Count);
    }

    [Fact]
    public async Task A_session_that_ends_in_mid_run_is_renewed_with_the_rotated_token()
    {
        await using var org = await Org.Start(new() { Contacts = 500 });
        var crm = org.Crm(new() { ClientId = SalesforceSimulator.ClientId, RefreshToken = org.Org_.RefreshToken });
        var read = 0;

        await foreach (var page in crm.Contacts(Reading.All))
        {
            read += page.Records.Count;
            org.Org_.ExpireTokens();
        }

        Assert.Equal(500, read);
    }

    [Fact]
    public async Task A_link_that_ran_out_is_gone_on_from_behind_the_last_id()
    {
        await using var org = await Org.Start(new() { Contacts = 700, PageSize = 100 });
        var read = new List<Contact>();

        await foreach (var page in org.Crm().Contacts(Reading.All))
        {
            read.AddRange(page.Records);
            org.Org_.ForgetLinks();
        }

        Assert.Equal((700, 700), (read.Count, read.DistinctBy(c => c.Id).Count()));
    }

    [Fact]
    public async Task A_long_list_comes_by_the_bulk_interface_and_goes_on_in_the_same_job()
    {
        await using var org = await Org.Start(new() { Contacts = 12_000, PageSize = 2_000 });
        var first = await org.Crm().Contacts(Reading.All).FirstAsync();

        var rest = await org.Crm().Contacts(new() { Resume = first.Resume }).Records().ToListAsync();

        Assert.StartsWith("bulk:", first.Resume, StringComparison.Ordinal);
        Assert.Equal(12_000, first.Records.Concat(rest).DistinctBy(c => c.Id).Count());
        Assert.Contains(first.Records, c => c is { Email: not null, CreatedAt: not null, OwnerId: not null, Name: not "" });
    }

    [Fact]
    public async Task Changes_at_one_moment_all_come_though_they_fill_more_than_a_page()
    {
        await using var org = await Org.Start(new() { Contacts = 5_000, PageSize = 2_000 });
        foreach (var contact in org.Org_.Store.All("Contact"))
            org.Org_.Change("Contact", (string)contact["Id"]!, org.Clock.GetUtcNow());

        var changed = await org.Crm().Contacts(new() { Since = org.Clock.GetUtcNow() }).Records().ToListAsync();

        Assert.Equal(org.Org_.Store.All("Contact").Count, changed.Count(c => !c.IsLead));
    }

    [Fact]
    public async Task Four_fifths_of_the_days_calls_are_ours_and_no_more()
    {
        await using var org = await Org.Start(new() { Contacts = 50, CallsUsed = 79_999 });

        var thrown = await Assert.ThrowsAsync<CrmFault>(async () => { await org.Crm().Contacts(Reading.All).Records().ToListAsync(); });

        Assert.Equal(CrmFaultKind.DailyLimit, thrown.Kind);
    }

    [Fact]
    public async Task A_limit_of_the_day_is_not_taken_for_a_missing_right()
    {
        await using var org = await Org.Start(new() { Contacts = 50 });
        org.Fails("daily_limit", "query", times: -1);

        var thrown = await Assert.ThrowsAsync<CrmFault>(async () => await org.Crm().Owners(Reading.All).Records().ToListAsync());

        Assert.Equal((CrmFaultKind.DailyLimit, "REQUEST_LIMIT_EXCEEDED"), (thrown.Kind, thrown.Code));
    }

    [Fact]
    public async Task An_object_the_user_does_not_see_is_a_gap()
    {
        await using var org = await Org.Start(new() { Contacts = 50, Hidden = new HashSet<string> { "Note" } });

        var book = await Files.PullBook.Pull(org.Crm(), org.Clock);

        Assert.Equal("notes", Assert.Single(book.Gaps).What);
        Assert.Equal(50, book.Contacts.Count);
    }

    [Fact]
    public async Task By_a_key_of_the_accounts_own_ten_at_once_make_one_lead()
    {
        await using var org = await Org.Start(new() { Contacts = 20 });
        var crm = org.Crm(fields: FieldMap.Read("""{"contacts":{"external_id":"Rainmaker_Email__c"}}"""));

        var written = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => crm.UpsertContact(new() { Email = "kim@harbor.example", LastName = "Sommer" })));

        Assert.Single(written.Select(w => w.Id).Distinct());
        Assert.Single(org.Org_.Store.All("Lead"), l => (string?)l.GetValueOrDefault("Email") == "kim@harbor.example");
    }

    [Fact]
    public async Task A_quote_in_an_address_does_not_leave_its_query()
    {
        await using var org = await Org.Start(new() { Contacts = 20 });
        var contact = new ContactToWrite { Email = "o'brien' OR Email != '@x.example", LastName = "O'Brien" };

        var made = await org.Crm().UpsertContact(contact);
        var again = await org.Crm().UpsertContact(contact);

        Assert.Equal((UpsertOutcome.Created, UpsertOutcome.Unchanged, made.Id), (made.Outcome, again.Outcome, again.Id));
    }

    [Fact]
    public async Task A_deals_way_through_the_stages_is_told()
    {
        await using var org = await Org.Start(new() { Contacts = 100 });

        var deals = await org.Crm().Deals(Reading.All).Records().ToListAsync();

        var sales = org.Sample.Sales.ToDictionary(s => SalesforceStore.Id("Opportunity", s.Number));
        Assert.All(deals, d => Assert.Equal(sales[d.Id].Stages.Select(s => Sample.Stages[s.Stage].Name), d.History.Select(h => h.Stage)));
        Assert.All(deals, d => Assert.Equal(d.Stage.Key, d.History[^1].Stage));
    }

    private protected override async Task<Vendor> Open(int people = 120) => await Org.Start(new() { Contacts = people });

    sealed class Org(SalesforceOptions options) : Vendor
    {
        public SalesforceSimulator Org_ => (SalesforceSimulator)Simulator;
        Simulator? _simulator;

        public override Simulator Simulator => _simulator ??= new SalesforceSimulator(options, Clock);
        public override Sample Sample => Org_.Sample;
        public override CrmCredentials Good => new() { ClientId = SalesforceSimulator.ClientId, ClientSecret = SalesforceSimulator.ClientSecret };
        public override string PeoplePath => "/query";

        public static async Task<Org> Start(SalesforceOptions options)
        {
            var org = new Org(options);
            await org.Simulator.Start();
            return org;
        }

        public override string ChangeADeal()
        {
            var id = SalesforceStore.Id("Opportunity", 3);
            Org_.Change("Opportunity", id, Clock.GetUtcNow(), ("Amount", 4711m));
            return id;
        }

        public override string DeleteADeal()
        {
            var id = SalesforceStore.Id("Opportunity", 4);
            Org_.Change("Opportunity", id, Clock.GetUtcNow(), ("IsDeleted", true));
            return id;
        }

        public override string OwnerId(int seller) => SalesforceStore.Id("User", seller);
    }
}

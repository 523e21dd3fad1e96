using Rainmaker.Connectors.Tests.Support;
using Rainmaker.Crm;
using Rainmaker.Simulators;
using Rainmaker.Simulators.Pipedrive;

namespace Rainmaker.Connectors.Tests.Pipedrive;

public sealed class PipedriveTests : VendorTests
{
    [Fact]
    public async Task Archived_deals_are_not_lost()
    {
        await using var company = await Company.Start(new());

        var deals = await company.Crm().Deals(Reading.All).Records().ToListAsync();

        Assert.Contains(company.Pipedrive.Store.All("deals"), d => d["is_archived"]!.GetValue<bool>());
        Assert.Equal(company.Sample.Sales.Count, deals.Count);
    }

    [Fact]
    public async Task A_web_page_with_403_is_a_gate_to_wait_at_and_not_a_missing_right()
    {
        await using var company = await Company.Start(new());
        company.Fails("gate", "persons", times: 2);
        var began = company.Clock.GetUtcNow();

        var people = await company.Crm().Contacts(Reading.All).Records().ToListAsync();

        Assert.Equal(company.Sample.People.Count, people.Count);
        Assert.True(company.Clock.GetUtcNow() - began >= TimeSpan.FromMinutes(3));
    }

    [Fact]
    public async Task The_burst_limit_is_kept_and_the_longest_page_asked_for()
    {
        await using var company = await Company.Start(new() { Contacts = 20_000 });

        await company.Crm().Contacts(Reading.All).Records().ToListAsync();

        Assert.DoesNotContain("\"429\"", System.Text.Json.JsonSerializer.Serialize(company.Pipedrive.Ledger()), StringComparison.Ordinal);
        Assert.InRange(company.Pipedrive.TokensSpent, 400, 500);
    }

    [Fact]
    public async Task A_day_whose_tokens_are_spent_is_named()
    {
        await using var company = await Company.Start(new() { DailyTokens = 25 });

        var thrown = await Assert.ThrowsAsync<CrmFault>(async () => await company.Crm().Contacts(Reading.All).Records().ToListAsync());

        Assert.Equal(CrmFaultKind.DailyLimit, thrown.Kind);
    }

    [Fact]
    public async Task A_token_by_oauth_is_renewed_and_kept()
    {
        await using var company = await Company.Start(new() { Contacts = 30 });

        var people = await company.Crm(new() { ClientId = PipedriveSimulator.ClientId, ClientSecret = PipedriveSimulator.ClientSecret, RefreshToken = company.Pipedrive.RefreshToken }).Contacts(Reading.All).Records().ToListAsync();

        Assert.Equal((30, "sim-refresh-2"), (people.Count, company.Pipedrive.RefreshToken));
    }

    [Fact]
    public async Task Stages_carry_their_chance_and_the_deals_own_holds_over_it()
    {
        await using var company = await Company.Start(new());

        var deals = await company.Crm().Deals(Reading.All).Records().ToListAsync();
        var pipeline = Assert.Single(await company.Crm().Pipelines(Reading.All).Records().ToListAsync());

        Assert.Equal([10, 20, 50, 75, 90, 100, 0], pipeline.Stages.Select(s => s.Probability));
        Assert.Equal(20, pipeline.Stages[1].StalledAfterDays);
        Assert.All(deals.Where(d => d.IsOpen), d => Assert.Equal((int.Parse(d.Id, System.Globalization.CultureInfo.InvariantCulture) - 1) % 7 == 0 ? 33 : d.Stage.Probability, d.Probability));
    }

    [Fact]
    public async Task People_with_a_lead_are_leads_and_fields_of_the_accounts_own_come_along()
    {
        await using var company = await Company.Start(new() { Contacts = 36 });

        var people = await company.Crm(fields: FieldMap.Read("""{"contacts":{"region":"0123456789abcdef0123456789abcdef01234567"}}""")).Contacts(Reading.All).Records().ToListAsync();

        Assert.Equal(["1", "13", "25"], people.Where(p => p.IsLead).Select(p => p.Id));
        Assert.All(people, p => Assert.Equal("South", p.Custom["region"]));
    }

    private protected override async Task<Vendor> Open(int people = 120) => await Company.Start(new() { Contacts = people });

    sealed class Company(PipedriveOptions options) : Vendor
    {
        Simulator? _simulator;

        public PipedriveSimulator Pipedrive => (PipedriveSimulator)Simulator;
        public override Simulator Simulator => _simulator ??= new PipedriveSimulator(options, Clock);
        public override Sample Sample => Pipedrive.Sample;
        public override CrmCredentials Good => new() { Key = options.Token };
        public override string PeoplePath => "/persons";

        public static async Task<Company> Start(PipedriveOptions options)
        {
            var company = new Company(options);
            await company.Simulator.Start();
            return company;
        }

        public override string ChangeADeal()
        {
            var id = Open();
            Pipedrive.Change("deals", id, Clock.GetUtcNow(), ("value", 4711));
            return Text(id);
        }

        public override string DeleteADeal()
        {
            var id = Open();
            Pipedrive.Change("deals", id, Clock.GetUtcNow(), ("is_deleted", true), ("status", "deleted"));
            return Text(id);
        }

        public override string OwnerId(int seller) => Text(PipedriveStore.FirstUser + seller);

        int Open() => Sample.Sales.First(s => s.IsOpen).Number + 1;

        static string Text(int id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}

using Rainmaker.Connectors.Tests.Support;
using Rainmaker.Crm;
using Rainmaker.Simulators;
using Rainmaker.Simulators.Nutshell;

namespace Rainmaker.Connectors.Tests.Nutshell;

public sealed class NutshellTests : VendorTests
{
    [Fact]
    public async Task Stages_have_no_chance_of_their_own_and_the_deals_confidence_holds()
    {
        await using var shell = await Shell.Start(new());

        var pipeline = Assert.Single(await shell.Crm().Pipelines(Reading.All).Records().ToListAsync());
        var deals = await shell.Crm().Deals(Reading.All).Records().ToListAsync();

        Assert.Equal([null, null, null, null, null, 100m, 0m], pipeline.Stages.Select(s => s.Probability));
        Assert.All(deals.Where(d => d.IsOpen), d => Assert.NotNull(d.OwnProbability));
    }

    [Fact]
    public async Task A_plain_text_error_has_a_name_and_a_number_to_quote()
    {
        await using var shell = await Shell.Start(new() { Contacts = 20 });
        shell.Fails("error_text", "contacts", times: -1);

        var thrown = await Assert.ThrowsAsync<CrmFault>(async () => await shell.Crm().Contacts(Reading.All).Records().ToListAsync());

        Assert.Equal(CrmFaultKind.Unavailable, thrown.Kind);
        Assert.Contains("Internal Error", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_company_that_is_new_is_made_once()
    {
        await using var shell = await Shell.Start(new() { Contacts = 20 });
        var crm = shell.Crm();

        var first = await crm.UpsertContact(new() { Email = "kim@harbor.example", LastName = "Sommer", Company = "Brand New Ltd" });
        await crm.UpsertContact(new() { Email = "lou@harbor.example", LastName = "Winter", Company = "Brand New Ltd" });

        Assert.Single(shell.Nutshell.Store.All("accounts"), a => (string?)a["name"] == "Brand New Ltd");
        Assert.NotNull((await crm.Contacts(Reading.All).Records().SingleAsync(c => c.Id == first.Id)).CompanyId);
    }

    [Fact]
    public async Task No_more_than_three_calls_a_second_are_made()
    {
        await using var shell = await Shell.Start(new());
        var began = shell.Clock.GetUtcNow();

        await Files.PullBook.Pull(shell.Crm(), shell.Clock);

        Assert.True(shell.Clock.GetUtcNow() - began >= TimeSpan.FromSeconds((shell.Nutshell.Requests - 1) / 3));
    }

    private protected override async Task<Vendor> Open(int people = 120) => await Shell.Start(new() { Contacts = people });

    sealed class Shell(NutshellOptions options) : Vendor
    {
        Simulator? _simulator;

        public NutshellSimulator Nutshell => (NutshellSimulator)Simulator;
        public override Simulator Simulator => _simulator ??= new NutshellSimulator(options, Clock);
        public override Sample Sample => Nutshell.Sample;
        public override CrmCredentials Good => new() { Key = options.Key, User = options.User };
        public override string PeoplePath => "/contacts";

        public static async Task<Shell> Start(NutshellOptions options)
        {
            var shell = new Shell(options);
            await shell.Simulator.Start();
            return shell;
        }

        public override string ChangeADeal()
        {
            var id = NutshellStore.Id("leads", 3);
            Nutshell.Change("leads", id, Clock.GetUtcNow(), "description", "changed");
            return id;
        }

        public override string DeleteADeal()
        {
            var id = NutshellStore.Id("leads", 4);
            Nutshell.Delete("leads", id, Clock.GetUtcNow());
            return id;
        }

        public override string OwnerId(int seller) => NutshellStore.Id("users", seller);
    }
}

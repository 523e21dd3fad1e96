using Rainmaker.Platform;
using Rainmaker.Platform.Data;
using Rainmaker.Tests.Support;

namespace Rainmaker.Tests.Platform;

public sealed class MigratorTests(TestServer server)
{
    static readonly MigrationScript First = new("0001_lead", "create table lead (id int); insert into lead values (1);");
    static readonly MigrationScript Second = new("0002_deal", "create table deal (id int);");

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Scripts_run_once_and_in_order()
    {
        await using var database = await server.Empty();

        Assert.Equal(2, await Migrator.Migrate(database.Owner, [Second, First], Stop));
        Assert.Equal(0, await Migrator.Migrate(database.Owner, [First, Second], Stop));
        Assert.Equal(1L, await database.Ask<long>("select count(*) from lead"));
    }

    [Fact]
    public async Task A_new_script_runs_on_top_of_the_old_ones()
    {
        await using var database = await server.Empty();
        await Migrator.Migrate(database.Owner, [First], Stop);

        Assert.Equal(1, await Migrator.Migrate(database.Owner, [First, Second], Stop));
    }

    [Fact]
    public async Task A_script_that_changed_after_it_ran_is_refused_before_anything_runs()
    {
        await using var database = await server.Empty();
        await Migrator.Migrate(database.Owner, [First], Stop);

        var why = await Refused(database, [First with { Sql = "create table lead (id bigint)" }, Second]);

        Assert.Equal("The migration 0001_lead was changed after it ran here. Restore it, and put the change into a new file.", why);
        Assert.False(await database.Ask<bool>("select to_regclass('deal') is not null"));
    }

    [Fact]
    public async Task Line_ends_of_a_checkout_are_not_a_change()
    {
        await using var database = await server.Empty();
        var script = new MigrationScript("0001_lead", "create table lead (\n id int\n)");
        await Migrator.Migrate(database.Owner, [script], Stop);

        Assert.Equal(0, await Migrator.Migrate(database.Owner, [script with { Sql = script.Sql.ReplaceLineEndings("\r\n") }], Stop));
    }

    [Fact]
    public async Task An_older_program_refuses_a_newer_schema()
    {
        await using var database = await server.Empty();
        await Migrator.Migrate(database.Owner, [First, Second], Stop);

        Assert.Equal("The database was migrated by a newer Rainmaker (0002_deal). Start that version, or restore a dump from before.", await Refused(database, [First]));
    }

    [Fact]
    public async Task A_script_put_before_one_that_ran_is_refused()
    {
        await using var database = await server.Empty();
        await Migrator.Migrate(database.Owner, [Second], Stop);

        Assert.Equal("The migration 0001_lead comes before 0002_deal, which ran already. Give it a number after it.", await Refused(database, [First, Second]));
    }

    [Fact]
    public async Task Two_scripts_of_one_number_are_refused()
    {
        await using var database = await server.Empty();

        Assert.Equal("The migrations 0001_lead and 0001_deal have the same number.", await Refused(database, [First, Second with { Name = "0001_deal" }]));
    }

    [Fact]
    public async Task A_script_that_fails_leaves_nothing_of_itself_and_says_why()
    {
        await using var database = await server.Empty();

        var why = await Refused(database, [First, new("0002_deal", "create table deal (id int);\nselect nothing_such;")]);

        Assert.Equal("The migration 0002_deal failed: column \"nothing_such\" does not exist (42703). Nothing of it was kept.", why);
        Assert.False(await database.Ask<bool>("select to_regclass('deal') is not null"));
        Assert.Equal(1, await Migrator.Migrate(database.Owner, [First, Second], Stop));
    }

    [Fact]
    public async Task Programs_that_migrate_at_once_wait_for_each_other()
    {
        await using var database = await server.Empty();
        MigrationScript[] scripts = [First, new("0002_slow", "select pg_sleep(0.2); create table deal (id int);")];

        var ran = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Migrator.Migrate(database.Owner, scripts, Stop)));

        Assert.Equal([0, 0, 0, 2], ran.Order());
    }

    [Fact]
    public async Task The_products_own_scripts_are_in_the_program_and_run()
    {
        await using var database = await server.Fresh();

        Assert.Equal(MigrationScript.All().Count, await database.Ask<long>("select count(*) from schema_migration"));
    }

    static async Task<string> Refused(TestDatabase database, IReadOnlyList<MigrationScript> scripts) =>
        (await Assert.ThrowsAsync<CannotContinue>(() => Migrator.Migrate(database.Owner, scripts, Stop))).Message;
}

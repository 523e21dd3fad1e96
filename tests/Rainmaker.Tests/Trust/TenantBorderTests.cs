using Microsoft.Extensions.DependencyInjection;

namespace Rainmaker.Tests.Trust;

/// <summary>Two things keep tenants apart, each alone: the filter on every query and the policy on every table.</summary>
public sealed class TenantBorderTests(TestServer server)
{
    [Fact]
    public async Task Without_the_filter_the_policy_holds_alone()
    {
        await using var world = await TwoTenants.Start(server);
        await using var db = await world.App.Database.Open(Actor.System(world.App.Tenant), CancellationToken.None);

        foreach (var type in Owned(db))
            Assert.True(await Foreign(db, type, ignoreFilters: true) == 0, $"{type.Name} shows rows of the other tenant without the filter.");
    }

    [Fact]
    public async Task Without_the_policy_the_filter_holds_alone()
    {
        await using var world = await TwoTenants.Start(server);
        await using var services = App.Services(world.App.Get<Installation>() with { AppConnection = world.App.Store.Owner });
        await using var db = await services.GetRequiredService<Database>().Open(Actor.System(world.App.Tenant), CancellationToken.None);
        var beyond = 0L;

        foreach (var type in Owned(db))
        {
            Assert.True(await Foreign(db, type, ignoreFilters: false) == 0, $"{type.Name} shows rows of the other tenant without the policy.");
            beyond += await Foreign(db, type, ignoreFilters: true);
        }
        Assert.True(beyond > 20, "The owner sees beyond the tenant, or this proves nothing.");
    }

    [Fact]
    public async Task Two_tenants_on_one_pool_never_get_each_others_rows()
    {
        await using var world = await TwoTenants.Start(server);
        (Visitor Caller, Whose Own, Whose Other)[] sides = [(world.Admin, Whose.Ada, Whose.Globex), (world.Visitor("admin of the other tenant"), Whose.Globex, Whose.Ada)];
        string[] addresses = ["/api/opportunities?limit=5", "/api/sales/activities?limit=5", "/api/sales/pipeline", "/api/sales/dashboard/stats"];
        var (foreign, own, cancelled, later) = (0, 0, 0, 0);

        await Parallel.ForAsync(0, 2_000, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (n, _) =>
        {
            var (caller, mine, other) = sides[n % 2];
            // One in twenty goes away at some point in between.
            using var leave = n % 20 == 7 ? new CancellationTokenSource(TimeSpan.FromMilliseconds(n % 9)) : new CancellationTokenSource();
            try
            {
                var text = await caller.Http.GetStringAsync(addresses[n / 2 % addresses.Length], leave.Token);
                Interlocked.Add(ref foreign, text.Contains(TwoTenants.Mark(other), StringComparison.Ordinal) ? 1 : 0);
                Interlocked.Add(ref own, text.Contains(TwoTenants.Mark(mine), StringComparison.Ordinal) ? 1 : 0);
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref cancelled);
            }
            catch (HttpRequestException ill) when (ill.StatusCode is System.Net.HttpStatusCode.ServiceUnavailable)
            {
                // A connection that somebody left in the middle of a batch is found broken by the next, who is asked to come again (Npgsql 10.0.0).
                Interlocked.Increment(ref later);
            }
        });

        Assert.Equal(0, foreign);
        Assert.True(own > 500 && cancelled < 150 && later < 20, $"{own} own, {cancelled} cancelled, {later} asked to come again");
    }

    [Fact]
    public async Task A_transaction_without_a_tenant_sees_nothing()
    {
        await using var world = await TwoTenants.Start(server);
        await using var source = Npgsql.NpgsqlDataSource.Create(world.App.Store.App);
        await using var db = await world.App.Database.Open(Actor.System(world.App.Tenant), CancellationToken.None);

        foreach (var table in Owned(db).Select(t => db.Model.FindEntityType(t)!.GetTableName()!).Distinct())
        {
            await using var command = source.CreateCommand($"select count(*) from {table}");
            Assert.True(await command.ExecuteScalarAsync() is 0L, $"{table} has rows for nobody.");
        }
    }

    static IEnumerable<Type> Owned(SalesDb db) => db.Model.GetEntityTypes().Select(t => t.ClrType).Where(t => typeof(ITenantOwned).IsAssignableFrom(t));

    static Task<long> Foreign(SalesDb db, Type type, bool ignoreFilters) =>
        (Task<long>)typeof(TenantBorderTests).GetMethod(nameof(Count), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!.MakeGenericMethod(type).Invoke(null, [db, ignoreFilters])!;

    static Task<long> Count<T>(SalesDb db, bool ignoreFilters) where T : class, ITenantOwned
    {
        var (rows, own) = (db.Set<T>(), db.TenantId);
        return (ignoreFilters ? rows.IgnoreQueryFilters() : rows).LongCountAsync(r => r.TenantId != own);
    }
}

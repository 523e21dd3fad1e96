using Microsoft.EntityFrameworkCore;
using Rainmaker.Activities;
using Rainmaker.Crm;
using Rainmaker.Deals;
using Rainmaker.Demo;
using Rainmaker.Insights;
using Rainmaker.Leads;
using Rainmaker.Platform.Identity;
using Rainmaker.Tests.Support;

namespace Rainmaker.Tests.Demo;

public sealed class SeedDemoTests(TestServer server)
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_panel_and_every_comparison_has_something_true_to_say()
    {
        await using var app = await TestApp.Start(server);

        var demo = (await app.Get<SeedDemo>().Handle(1, null, Stop)).Value;

        await using var db = await app.Database.Open(Actor.System(demo.Tenant), Stop);
        var (users, leads, deals) = (await db.Users.AsNoTracking().ToListAsync(Stop), await db.Leads.AsNoTracking().ToListAsync(Stop), await db.Deals.AsNoTracking().ToListAsync(Stop));
        Assert.Equal((12, 1, 3, 7, 1), (users.Count, users.Count(u => u.Role == Role.Admin), users.Count(u => u.Role == Role.SalesManager), users.Count(u => u.Role == Role.SalesRep), users.Count(u => u.Role == Role.CustomerSuccess)));
        Assert.Equal(3, users.Select(u => u.TeamId).OfType<Guid>().Distinct().Count());
        Assert.InRange(leads.Count, 2_000, 2_020);
        Assert.Equal(600, deals.Count);

        foreach (var status in Enum.GetValues<LeadStatus>())
            Assert.Contains(leads, l => l.Status == status);
        foreach (var priority in Enum.GetValues<LeadPriority>())
            Assert.Contains(leads, l => l.Priority == priority && l.Status is LeadStatus.New or LeadStatus.Contacted or LeadStatus.Qualified);
        Assert.True(leads.Select(l => (l.CreatedAt.Year, l.CreatedAt.Month)).Distinct().Count() >= 25);
        Assert.All(leads.Concat<object>(deals).Select(r => r is Rainmaker.Leads.Lead l ? l.CreatedAt : ((Rainmaker.Deals.Deal)r).CreatedAt), at => Assert.True(at < db.Now));

        var (from, today) = (new DateOnly(db.Today.Year, 1, 1), db.Today);
        decimal Won(DateOnly first, DateOnly last) => deals.Where(d => d.Status == StageKind.Won && d.ClosedOn >= first && d.ClosedOn <= last).Sum(d => d.BaseValue ?? 0);
        Assert.True(Won(from, today) > Won(from.AddYears(-1), today.AddYears(-1)) && Won(from.AddYears(-1), today.AddYears(-1)) > 0);
        Assert.InRange(deals.Count(d => d.IsOpen), 40, 140);
        Assert.Contains(deals, d => d.IsOpen && d.ExpectedCloseDate < today);
        Assert.Contains(deals, d => d.IsOpen && d.ExpectedCloseDate is null);
        Assert.Equal(3, deals.Select(d => d.Currency).Distinct().Count());

        var insights = await db.Insights.Where(i => i.State == InsightState.Open).ToListAsync(Stop);
        Assert.InRange(insights.Select(i => i.Rule).Distinct().Count(), 4, 5);
        Assert.True(await app.Store.Ask<long>("select count(*) from activity where metadata ->> 'replied' = 'true'") > 100);
        Assert.True(await db.LeadMatches.CountAsync(m => m.State == MatchState.Open, Stop) >= 5);
        Assert.Equal(2L, await app.Store.Ask<long>("select count(*) from activity where metadata ? 'transcript'"));
        Assert.True(await db.Activities.AnyAsync(a => !a.Completed && a.ScheduledAt > db.Now, Stop));
        Assert.Equal(1L, await app.Store.Ask<long>("select count(*) from absence a join app_user u on u.id = a.user_id where now()::date between from_day and to_day and u.tenant_id = $1", demo.Tenant));
    }

    [Fact]
    public async Task Seeding_twice_changes_nothing_and_the_demo_is_the_same_everywhere_on_one_day()
    {
        await using var app = await TestApp.Start(server);
        await using var other = await TestApp.Start(server);

        var first = (await app.Get<SeedDemo>().Handle(1, null, Stop)).Value;
        var before = await app.Store.Ask<long>("select (select count(*) from lead) + (select count(*) from deal) + (select count(*) from activity) + (select count(*) from audit)");
        var again = (await app.Get<SeedDemo>().Handle(1, null, Stop)).Value;
        await other.Get<SeedDemo>().Handle(1, null, Stop);

        Assert.Equal((true, false), (first.Seeded, again.Seeded));
        Assert.Equal(before, await app.Store.Ask<long>("select (select count(*) from lead) + (select count(*) from deal) + (select count(*) from activity) + (select count(*) from audit)"));
        const string leads = "select md5(string_agg(name || company || created_at::date, '|' order by external_id)) from lead where tenant_id = (select id from tenant where key = 'demo') and created_at < now() - interval '3 days'";
        Assert.Equal(await app.Store.Ask<string>(leads), await other.Store.Ask<string>(leads));
    }

    [Fact]
    public async Task A_tenant_called_demo_that_is_somebodys_own_is_left_alone()
    {
        await using var app = await TestApp.Start(server);
        await app.NewTenant(SeedDemo.Key);

        Assert.Equal("demo_is_taken", (await app.Get<SeedDemo>().Handle(1, null, Stop)).Refusal!.Code);
        Assert.Equal(0L, await app.Store.Ask<long>("select count(*) from lead"));
    }

    [Fact]
    public void The_dice_fall_the_same_way_every_time()
    {
        var dice = new Dice(7);

        Assert.Equal([38, 1, 90, 58, 45], Enumerable.Range(0, 5).Select(_ => dice.Below(100)));
    }
}

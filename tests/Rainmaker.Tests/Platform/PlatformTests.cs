using Microsoft.EntityFrameworkCore;
using Npgsql;
using Rainmaker.Platform;
using Rainmaker.Platform.Audit;
using Rainmaker.Platform.Events;
using Rainmaker.Tests.Support;

namespace Rainmaker.Tests.Platform;

public sealed class TenantIsolationTests(TestServer server)
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_one_tenant_records_another_does_not_see()
    {
        await using var app = await TestApp.Start(server);
        var other = await app.NewTenant("globex");
        await using (var db = await app.Database.Open(Actor.System(app.Tenant), Stop))
        {
            db.Record("test.happened", "lead", Guid.CreateVersion7(), null);
            await db.Commit("test.happen", Stop);
        }

        await using var theirs = await app.Database.Open(Actor.System(other), Stop);
        Assert.Empty(await theirs.Set<Event>().IgnoreQueryFilters().Where(e => e.Kind == "test.happened").ToListAsync(Stop));
        await using var ours = await app.Database.Open(Actor.System(app.Tenant), Stop);
        Assert.Single(await ours.Set<Event>().Where(e => e.Kind == "test.happened").ToListAsync(Stop));
    }

    [Fact]
    public async Task A_row_for_another_tenant_cannot_be_written()
    {
        await using var app = await TestApp.Start(server);
        var other = await app.NewTenant("globex");
        await using var db = await app.Database.Open(Actor.System(app.Tenant), Stop);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => db.Execute($"insert into team (tenant_id, id, name, created_at) values ({other}, {Guid.CreateVersion7()}, 'x', now())", Stop));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task The_audit_chain_names_a_row_that_was_changed()
    {
        await using var app = await TestApp.Start(server);
        for (var i = 0; i < 3; i++)
        {
            await using var db = await app.Database.Open(Actor.System(app.Tenant), Stop);
            db.Add(db.NewAudit("test.act", "lead", null, "{\"after\":{\"n\":" + i + "}}"));
            await db.Finish(Stop, wake: false, save: true);
        }
        // The server's own sealer may be at it, and an older transaction may still hold the horizon back.
        var whole = await VerifyAudit.Handle(Actor.System(app.Tenant), app.Database, Stop);
        for (var left = 200; whole.Unsealed > 0; left--)
        {
            Assert.True(left > 0, $"{whole.Unsealed} rows are still unsealed.");
            await Sealer.Seal(app.Database, app.Tenant, Stop);
            await Task.Delay(50, Stop);
            whole = await VerifyAudit.Handle(Actor.System(app.Tenant), app.Database, Stop);
        }
        Assert.Empty(whole.Faults);

        await app.Store.Ask<int>("update audit set detail = '{\"after\":{\"n\":7}}' where action = 'test.act' and detail::text like '%1%'");
        var broken = await VerifyAudit.Handle(Actor.System(app.Tenant), app.Database, Stop);
        Assert.Contains("was changed", Assert.Single(broken.Faults));
    }
}

using Microsoft.EntityFrameworkCore;
using Rainmaker.Deals;
using Rainmaker.Platform;
using Rainmaker.Tests.Support;

namespace Rainmaker.Tests.Deals;

public sealed class PipelineTests(TestServer server)
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_tenant_starts_with_six_stages()
    {
        await using var app = await TestApp.Start(server);
        await using var db = await app.Database.Open(Actor.System(app.Tenant), Stop);
        var stages = db.Stages;

        Assert.Equal(
            ["discovery 10", "qualification 25", "proposal 50", "negotiation 75", "won 100", "lost 0"],
            await stages.OrderBy(s => s.Position).Select(s => $"{s.Key} {s.Probability:0}").ToListAsync(Stop));
        Assert.True((await db.Pipelines.SingleAsync(Stop)).IsDefault);
    }

    [Fact]
    public async Task The_deal_tables_are_mapped_as_they_are()
    {
        await using var app = await TestApp.Start(server);
        await using var db = await app.Database.Open(Actor.System(app.Tenant), Stop);
        var stage = await db.Stages.FirstAsync(Stop);
        var deal = new Deal
        {
            TenantId = app.Tenant, Id = Guid.CreateVersion7(), Name = "Fleet rollout", PipelineId = stage.PipelineId, StageId = stage.Id, Status = stage.Kind,
            Probability = 10, Currency = "EUR", StageEnteredAt = db.Now, LastChangeAt = db.Now, CreatedAt = db.Now, UpdatedAt = db.Now,
        };
        db.Add(deal);
        db.Add(new DealStageChange { TenantId = app.Tenant, Id = Guid.CreateVersion7(), DealId = deal.Id, ToStageId = stage.Id, ToProbability = 10, At = db.Now });
        await db.Commit("deal.create", Stop);

        await using var again = await app.Database.Open(Actor.System(app.Tenant), Stop);
        Assert.Equal("Fleet rollout", (await again.Deals.SingleAsync(Stop)).Name);
        Assert.Single(await again.DealStageChanges.ToListAsync(Stop));
        Assert.Empty(await again.DealContacts.ToListAsync(Stop));
    }
}

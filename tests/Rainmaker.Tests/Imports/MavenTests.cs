using Microsoft.EntityFrameworkCore;
using Rainmaker.Crm;
using Rainmaker.Deals;
using Rainmaker.Platform.Files;
using Rainmaker.Tests.Support;

namespace Rainmaker.Tests.Imports;

/// <summary>A real company's pipeline as of a day, with all its oddities; beside the checkout where the data is there.</summary>
public sealed class MavenTests(TestServer server)
{
    static readonly string File = Path.GetFullPath(Repository.At("..", "shared", "data", "pipeline", "maven-crm", "sales_pipeline_asof.csv"));

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Mavens_7135_deals_come_in_with_every_oddity_kept_and_reported()
    {
        Assert.SkipUnless(System.IO.File.Exists(File), "The public data is not beside this checkout.");
        await using var app = await TestApp.Start(server);

        var run = await Import(app);

        Assert.Equal((7135, 7135, 0, 0, 0), (run.Total, run.Created, run.Updated, run.Unchanged, run.Rejected));
        await using var db = await app.Database.Open(Actor.System(app.Tenant), Stop);
        var deals = await db.Deals.AsNoTracking().ToListAsync(Stop);
        var won = deals.Where(d => d.Status == StageKind.Won).ToList();
        Assert.Equal((2409, 3042, 1684), (deals.Count(d => d.Status == StageKind.Open), won.Count, deals.Count(d => d.Status == StageKind.Lost)));
        Assert.Equal(7_203_038m, won.Sum(d => d.BaseValue));
        Assert.Equal(64.4, Math.Round(100.0 * won.Count / (won.Count + 1684), 1));

        Assert.DoesNotContain(deals, d => d.Product == "GTXPro");
        Assert.Contains(run.Notices, n => n is { Code: "written_as", Field: "product", Rows: 1205 } && n.Text == "\"GTXPro\" was written as \"GTX Pro\" in 1,205 rows.");
        Assert.Equal(2409, run.Notices.Single(n => n is { Code: "blank", Field: "company" }).Rows);
        Assert.Equal(2409, run.Notices.Single(n => n is { Code: "blank", Field: "value_estimate" }).Rows);
        Assert.Equal(2409, run.Notices.Single(n => n is { Code: "blank", Field: "expected_close_date" }).Rows);
        Assert.All(deals.Where(d => d.IsOpen), d => Assert.Equal((null, null, null), (d.Company, d.Value, d.ExpectedCloseDate)));

        var agents = await db.Users.Where(u => !u.CanSignIn).ToListAsync(Stop);
        Assert.Equal(30, agents.Count);
        Assert.All(deals, d => Assert.Contains(agents, a => a.Id == d.OwnerId));
        Assert.StartsWith("30 owners were unknown and are now users without sign-in: ", run.Notices.Single(n => n.Code == "user_made").Text, StringComparison.Ordinal);

        var first = deals.Single(d => d.ExternalId == "1C1I7A6R");
        var history = await db.DealStageChanges.Where(c => c.DealId == first.Id).OrderBy(c => c.At).ToListAsync(Stop);
        Assert.Equal((new DateOnly(2017, 3, 1), 1054m, "Cancity", "GTX Plus Basic, Cancity"), (first.ClosedOn, first.Value, first.Company, first.Name));
        Assert.Equal((new DateTimeOffset(2016, 10, 20, 0, 0, 0, TimeSpan.Zero), 132L * 86_400), (first.CreatedAt, history[1].SecondsInStage));
    }

    [Fact]
    public async Task A_dry_run_of_Maven_says_what_the_run_then_does_and_a_second_run_changes_nothing()
    {
        Assert.SkipUnless(System.IO.File.Exists(File), "The public data is not beside this checkout.");
        await using var app = await TestApp.Start(server);

        var dry = await Import(app, dry: true);
        Assert.Equal(0L, await app.Store.Ask<long>("select count(*) from deal"));
        Assert.Equal(0L, await app.Store.Ask<long>("select count(*) from app_user"));
        var run = await Import(app);
        var again = await Import(app);

        Assert.Equal(Figures(run), Figures(dry));
        Assert.Equal(run.Notices, dry.Notices);
        Assert.Equal((7135, 0, 0, 7135, 0), Figures(again));
    }

    static (int, int, int, int, int) Figures(ImportRun run) => (run.Total, run.Created, run.Updated, run.Unchanged, run.Rejected);

    static async Task<ImportRun> Import(TestApp app, bool dry = false)
    {
        var map = ImportMap.Parse(await System.IO.File.ReadAllTextAsync(Repository.At("samples", "maven-crm.map.json"), Stop)).Value;
        await using var file = System.IO.File.OpenRead(File);
        var run = await ImportDeals.Handle(new(Guid.CreateVersion7(), file, "sales_pipeline_asof.csv", map, ImportMode.Upsert, dry), Actor.System(app.Tenant), app.Database, app.Get<PipelineBooks>(), null, Stop);
        return run.Value;
    }
}

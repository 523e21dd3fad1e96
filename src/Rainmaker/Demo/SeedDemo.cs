using Rainmaker.Deals;
using Rainmaker.Deals.Snapshots;
using Rainmaker.Insights;
using Rainmaker.Insights.Forecasts;
using Rainmaker.Insights.Unusual;
using Rainmaker.Insights.Weekly;
using Rainmaker.Leads;

namespace Rainmaker.Demo;

/// <summary>
/// Fills the tenant <c>demo</c> with a made-up company: twelve people, and for each step of scale about 2,000 leads and 600 deals over 26 months.
/// What is there already is left alone, so running it again is harmless; a killed run goes on where it stopped.
/// </summary>
public sealed class SeedDemo(Database database, Installation installation, Tenants tenants, LeadDesks desks, PipelineBooks books, Accounts accounts, IEnumerable<ITenantBeginning> beginnings, TimeProvider time)
{
    public const string Key = "demo";


    /// <param name="Seeded">False where everything was there.</param>
    public sealed record Answer(Guid Tenant, bool Seeded, int Waves, IReadOnlyList<SignIn> SignIns);

    /// <param name="Password">The same for all of them.</param>
    public sealed record SignIn(string Email, string Name, Role Role, string Password);

    /// <summary>There is a tenant of that name that is nobody's demo: its data stays its own.</summary>
    public sealed record DemoIsTaken() : Conflict($"The tenant '{Key}' here is not the demo. Nothing was written.");

    /// <param name="scale">1 to 1,000: that many times 2,000 leads and 600 deals.</param>
    public async Task<Result<Answer>> Handle(int scale, IProgress<Progress>? progress, CancellationToken stop)
    {
        var tenant = await tenants.Find(Key, stop) ?? await Create(stop);
        if (!(await tenants.Get(tenant, stop)).IsDemo)
            return new DemoIsTaken();
        await Settle(tenant, stop);
        var (made, done) = (0, 0);
        // Each wave is a transaction of its own; while one is made up another is written.
        await Parallel.ForEachAsync(Enumerable.Range(0, scale), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = stop }, async (wave, end) =>
        {
            if (await Wave(tenant, wave, () => Tell(Volatile.Read(ref done)), end))
                Interlocked.Increment(ref made);
            // A demo that was there is nothing to speak of.
            if (Interlocked.Increment(ref done) is var sofar && made > 0)
                Tell(sofar);
        });
        if (made > 0)
        {
            await database.Analyze("analyze lead, deal, activity, company, contact, deal_stage_change", stop);
            await RebuildSnapshots.Handle(tenant, database, stop);
            await TakeSnapshot.Handle(Actor.System(tenant), SnapshotOrigin.Daily, database, stop);
            await LearnPaces.Handle(tenant, database, stop);
            await JudgeRisks.Handle(tenant, database, books, stop);
            await LearnOutlooks.Handle(tenant, database, stop);
            await TakeForecast.Handle(tenant, database, stop);
            await WatchPipelines.Handle(tenant, database, stop);
            await WatchSeries.Handle(tenant, database, stop);
            await KeepWeeks.Handle(tenant, database, books, stop);
        }
        return new Answer(tenant, made > 0, scale, [.. DemoTeam.SignIns.Select(s => new SignIn(s.Email, s.Name, s.Role, DemoTeam.Password))]);

        void Tell(int sofar) => progress?.Report(new("Making up the demo", sofar, scale));
    }

    async Task<Guid> Create(CancellationToken stop)
    {
        var created = await CreateTenant.Handle(new(Key, "Rainmaker Demo", "USD", "America/New_York", "US", "en-US", IsDemo: true), database, installation, beginnings, time, stop);
        // Somebody else may have been quicker.
        return created.Refused(out _) ? (await tenants.Find(Key, stop))!.Value : created.Value;
    }

    async Task Settle(Guid tenant, CancellationToken stop)
    {
        await using var db = await database.Open(Actor.System(tenant), stop);
        await db.Execute($"select pg_advisory_xact_lock(hashtextextended('demo', 0))", stop);
        if (await db.Users.AnyAsync(stop))
            return;
        await db.InsertAll(DemoTeam.Make(db, accounts), stop);
        await DemoTeam.Configure(db, stop);
        db.Add(db.NewAudit("demo.team", "tenant", tenant, Json.Write(new { after = new { users = DemoTeam.SignIns.Count } })));
        db.Record("settings.changed", "tenant", tenant, null);
        await db.Commit("demo.team", stop);
        tenants.Drop(tenant);
    }

    async Task<bool> Wave(Guid tenant, int wave, Action begins, CancellationToken stop)
    {
        var desk = await desks.Get(tenant, stop);
        await using var db = await database.Open(Actor.System(tenant), stop);
        await db.Execute($"select pg_advisory_xact_lock(hashtextextended('demo wave', {wave}))", stop);
        var (leads, first) = (db.Leads, $"demo-{wave}-0");
        if (await leads.IgnoreQueryFilters(["deleted"]).AnyAsync(l => l.ExternalId == first, stop))
            return false;

        begins();
        var (calendar, dice, rows) = (new DemoCalendar(db.Now, db.Tenant), new Dice(20_261_120UL + (ulong)wave), new DemoRows());
        rows.Companies.AddRange(DemoCompanies.Make(db, calendar, dice, wave));
        var people = new DemoLeads(db, desk, calendar, dice, rows, wave);
        people.Make();
        new DemoDeals(db, await books.Of(db, stop), calendar, dice, rows, [.. desk.People.Where(p => p.TakesLeads).OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => p.Id)]).Make(people.Converted);
        await rows.Write(db, stop);
        db.Add(db.NewAudit("demo.seed", "tenant", tenant, Json.Write(new { after = new { wave, leads = rows.Leads.Count, deals = rows.Deals.Count } })));
        db.Record("leads.imported", "import", tenant, null, new { created = rows.Leads.Count });
        db.Record("deals.imported", "import", tenant, null, new { created = rows.Deals.Count });
        await db.Commit("demo.seed", stop);
        return true;
    }
}

using System.Text;
using Microsoft.EntityFrameworkCore;
using Rainmaker.Activities;
using Rainmaker.Crm;
using Rainmaker.Leads;
using Rainmaker.Platform.Files;
using Rainmaker.Platform.Identity;
using Rainmaker.Tests.Support;

namespace Rainmaker.Tests.Imports;

public sealed class ImportLeadsTests(TestServer server)
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_row_becomes_a_lead_normalised_scored_and_on_the_timeline_at_its_own_date_and_given_to_nobody()
    {
        await using var app = await TestApp.Start(server);
        await app.User("Rita Rep", Role.SalesRep);

        var run = await Import(app, "Full Name,E-Mail,Phone,Company,Job Title,Date Captured,utm_source,Shoe size\nada LOVELACE, ADA@Acme.example ,030 1234567,Acme GmbH,CEO,2025-03-01,google,38\n");

        Assert.Equal((1, 1, 0), (run.Total, run.Created, run.Rejected));
        await using var db = await app.Database.Open(Actor.System(app.Tenant), Stop);
        var lead = await db.Leads.SingleAsync(Stop);
        Assert.Equal(("Ada Lovelace", "ada@acme.example", "+49301234567", "acme.example"), (lead.Name, db.Vault.Open("lead.email", lead.EmailSealed), db.Vault.Open("lead.phone", lead.PhoneSealed), lead.Domain));
        Assert.Equal((new DateTimeOffset(2025, 3, 1, 0, 0, 0, TimeSpan.Zero), null, "{\"Shoe size\": \"38\"}"), (lead.CreatedAt, lead.OwnerId, lead.Unmapped));
        Assert.Contains(lead.ScoreReasons!.Reasons, r => r.Field == "job_title" && r.Points > 0);
        var line = await db.Activities.SingleAsync(Stop);
        Assert.Equal((ActivityKind.LeadCreated, lead.Id, lead.CreatedAt), (line.Kind, line.EntityId, line.At));
        Assert.Equal(lead.CreatedAt, (await db.LeadTouches.SingleAsync(Stop)).At);
        Assert.Equal(1L, await app.Store.Ask<long>("select count(*) from audit where action = 'leads.import' and resource_id = $1", lead.Id));
        Assert.Equal("leads.imported", await app.Store.Ask<string>("select kind from event where entity_type in ('lead', 'import')"));
        Assert.Equal(0L, await app.Store.Ask<long>("select count(*) from notification"));
    }

    [Fact]
    public async Task Importing_the_same_file_again_changes_nothing()
    {
        await using var app = await TestApp.Start(server);
        const string file = "name,email,phone,company,notes\nAda Lovelace,ada@acme.example,,Acme,hello\nBob Noyce,,+49 30 7654321,,\nCleo Nile,,,Nile Ltd,\nDora Only,,,,\nEve Unreadable,,call me,,\n";

        var first = await Import(app, file);
        var again = await Import(app, file);

        Assert.Equal((5, 5, 0, 0, 0), Figures(first));
        Assert.Equal((5, 0, 0, 5, 0), Figures(again));
        Assert.Equal(5L, await app.Store.Ask<long>("select count(*) from lead"));
        Assert.Equal(5L, await app.Store.Ask<long>("select count(*) from activity"));
    }

    [Fact]
    public async Task A_dry_run_predicts_what_the_run_does_and_writes_nothing_but_its_figures()
    {
        await using var app = await TestApp.Start(server);
        await Import(app, "name,email,company\nAda Lovelace,ada@acme.example,\n");
        const string file = "name,email,company,owner\nAda Lovelace,ada@acme.example,Acme,Nora New\nBob,bob@acme.example,,Nora New\nBob twice,BOB@acme.example,,\nBad,not an address,,\n";

        var dry = await Import(app, file, dry: true);
        Assert.Equal((1L, 0L), (await app.Store.Ask<long>("select count(*) from lead"), await app.Store.Ask<long>("select count(*) from app_user")));
        Assert.Null(await app.Store.Ask<string>("select company from lead"));
        var run = await Import(app, file);

        Assert.Equal((4, 1, 1, 0, 2), Figures(run));
        Assert.Equal(Figures(run), Figures(dry));
        Assert.Equal(run.Notices, dry.Notices);
    }

    [Fact]
    public async Task A_rejected_row_is_given_back_with_its_reason_and_comes_in_once_mended()
    {
        await using var app = await TestApp.Start(server);
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

        var run = await Import(app, "name,email,created_at\nAda,ada@acme.example,2025-03-01\nBob,bob at acme,2025-03-01\n=cmd(),eve@acme.example,someday\n", rejected: path);

        var given = await File.ReadAllLinesAsync(path, Stop);
        Assert.Equal(2, run.Rejected);
        Assert.Equal("name,email,created_at,_row,_reason", given[0]);
        Assert.Equal("Bob,bob at acme,2025-03-01,3,\"email: \"\"bob at acme\"\" is no e-mail address: it has no @.\"", given[1]);
        Assert.StartsWith("'=cmd(),eve@acme.example,someday,4,", given[2], StringComparison.Ordinal);

        var mended = await Import(app, string.Join('\n', given).Replace("bob at acme", "bob@acme.example", StringComparison.Ordinal).Replace("someday", "2025-03-02", StringComparison.Ordinal));
        File.Delete(path);
        Assert.Equal((2, 2, 0, 0, 0), Figures(mended));
        Assert.Equal(1L, await app.Store.Ask<long>("select count(*) from lead where name = '=cmd()'"));
        Assert.Equal(0L, await app.Store.Ask<long>("select count(*) from lead where unmapped is not null"));
    }

    [Fact]
    public async Task Two_rows_about_one_person_do_not_undo_each_other()
    {
        await using var app = await TestApp.Start(server);
        const string file = "name,email,job_title\nAda,ada@acme.example,CEO\nAda,ada@acme.example,CTO\n";

        var run = await Import(app, file);

        Assert.Equal((2, 1, 0, 0, 1), Figures(run));
        Assert.Equal("CEO", await app.Store.Ask<string>("select job_title from lead"));
        Assert.Equal((2, 0, 0, 1, 1), Figures(await Import(app, file)));
    }

    [Fact]
    public async Task Known_leads_are_found_by_external_id_then_by_address_and_updated_with_the_old_value_kept()
    {
        await using var app = await TestApp.Start(server);
        await Import(app, "external_id,name,email,company\nL1,Ada,ada@acme.example,Acme\n,Bob,bob@acme.example,Acme\n");

        var run = await Import(app, "external_id,name,email,company\nL1,Ada,ada@new.example,Acme\nL2,Bob,bob@acme.example,Globex\n");

        Assert.Equal((2, 0, 2, 0, 0), Figures(run));
        await using var db = await app.Database.Open(Actor.System(app.Tenant), Stop);
        var (ada, bob) = (await db.Leads.SingleAsync(l => l.ExternalId == "L1", Stop), await db.Leads.SingleAsync(l => l.ExternalId == "L2", Stop));
        Assert.Equal("ada@new.example", db.Vault.Open("lead.email", ada.EmailSealed));
        Assert.Equal("ada@acme.example", db.Vault.Open("lead.older", ada.OlderValues.Single(v => v.Field == "email").Sealed));
        Assert.Equal(("Globex", "Acme"), (bob.Company, bob.OlderValues.Single(v => v.Field == "company").Value));
    }

    [Fact]
    public async Task Create_leaves_known_leads_alone_and_update_makes_no_new_ones()
    {
        await using var app = await TestApp.Start(server);
        await Import(app, "name,email,company\nAda,ada@acme.example,Acme\n");
        const string file = "name,email,company\nAda,ada@acme.example,Globex\nBob,bob@acme.example,Globex\n";

        Assert.Equal((2, 0, 1, 0, 1), Figures(await Import(app, file, ImportMode.Update)));
        Assert.Equal("Globex", await app.Store.Ask<string>("select company from lead"));
        Assert.Equal((2, 1, 0, 1, 0), Figures(await Import(app, file.Replace("Globex", "Initech", StringComparison.Ordinal), ImportMode.Create)));
        Assert.Equal("Globex", await app.Store.Ask<string>("select company from lead where name = 'Ada'"));
    }

    [Fact]
    public async Task Whoever_is_likely_known_is_new_and_linked_for_review()
    {
        await using var app = await TestApp.Start(server);

        var run = await Import(app, "name,email,company\nAda Lovelace,ada@acme.example,Acme\nAda Lovelace,ada@home.example,Acme GmbH\n");

        Assert.Equal(2, run.Created);
        await using var db = await app.Database.Open(Actor.System(app.Tenant), Stop);
        var match = await db.LeadMatches.SingleAsync(Stop);
        Assert.True(match.Weight >= 40);
    }

    [Fact]
    public async Task Owners_are_found_by_address_or_name_and_made_without_sign_in_where_unknown()
    {
        await using var app = await TestApp.Start(server);
        var rita = await app.User("Rita Rep", Role.SalesRep);

        var run = await Import(app, $"name,email,owner\nA,a@x.example,rita rep\nB,b@x.example,{rita.Email}\nC,c@x.example,Nora  New\nD,d@x.example,nora new\n");

        await using var db = await app.Database.Open(Actor.System(app.Tenant), Stop);
        Assert.Equal(2, await db.Leads.CountAsync(l => l.OwnerId == rita.Id, Stop));
        var nora = await db.Users.SingleAsync(u => u.Name == "Nora New", Stop);
        Assert.Equal((false, false, 2), (nora.CanSignIn, nora.TakesLeads, await db.Leads.CountAsync(l => l.OwnerId == nora.Id, Stop)));
        Assert.Equal("1 owner was unknown and is now a user without sign-in: Nora New.", Assert.Single(run.Notices).Text);
        Assert.Equal(4, await db.LeadAssignments.CountAsync(a => a.Rule == "given", Stop));
    }

    [Fact]
    public async Task A_manager_neither_changes_nor_learns_of_a_lead_of_another_team()
    {
        await using var app = await TestApp.Start(server);
        var (north, south) = (await app.Team("North"), await app.Team("South"));
        var manager = await app.User("Mona Manager", Role.SalesManager, north);
        await app.User("Sam South", Role.SalesRep, south);
        await Import(app, "name,email,company,owner\nAda,ada@acme.example,Acme,Sam South\n");

        var run = await Import(app, "name,email,company\nAda,ada@acme.example,Globex\n", actor: await app.ActorOf(manager));

        Assert.Equal((1, 1, 0, 0, 0), Figures(run));
        Assert.Equal("Acme", await app.Store.Ask<string>("select company from lead where owner_id is not null"));
        Assert.True(await app.Store.Ask<bool>("select is_hidden from lead_match"));
    }

    [Fact]
    public async Task A_map_names_columns_words_dates_and_constants()
    {
        await using var app = await TestApp.Start(server);
        var map = ImportMap.Parse(await File.ReadAllTextAsync(Repository.At("samples", "leads.map.json"), Stop)).Value;

        var run = await Import(app, await File.ReadAllTextAsync(Repository.At("samples", "leads.csv"), Stop), map: map);

        Assert.Equal((4, 4, 0, 0, 0), Figures(run));
        await using var db = await app.Database.Open(Actor.System(app.Tenant), Stop);
        var lead = await db.Leads.SingleAsync(l => l.ExternalId == "F-002", Stop);
        Assert.Equal((LeadStatus.Contacted, "PT", new DateOnly(2026, 3, 12), "fair 2026"), (lead.Status, lead.Country, DateOnly.FromDateTime(lead.CreatedAt.UtcDateTime), Assert.Single(lead.Tags)));
        Assert.Equal("{\"Stand\": \"A 12\"}", lead.Unmapped);
    }

    [Theory]
    [InlineData("{\"columns\": {\"Nmae\": \"name\"}}", "The map names a column \"Nmae\", but the file has: name, email.")]
    [InlineData("{\"columns\": {\"name\": \"surname of cat\"}}", "There is no field \"surname of cat\" to import.")]
    [InlineData("{\"kind\": \"deals\"}", "The map is for deals, not for leads.")]
    [InlineData("{\"delimiter\": \";\"}", "The columns are separated by \",\", not by \";\": the first line reads \"name,email\".")]
    public async Task A_map_that_does_not_fit_is_refused_before_anything_is_read(string json, string why)
    {
        await using var app = await TestApp.Start(server);

        var refusal = (await Try(app, "name,email\nAda,ada@acme.example\n", map: ImportMap.Parse(json).Value)).Refusal!;

        Assert.StartsWith(why, refusal.Why, StringComparison.Ordinal);
        Assert.Equal(0L, await app.Store.Ask<long>("select count(*) from import_run"));
    }

    [Fact]
    public async Task A_file_that_breaks_off_in_the_middle_keeps_what_was_whole_and_says_where()
    {
        await using var app = await TestApp.Start(server);
        var whole = string.Concat(Enumerable.Range(0, 5_000).Select(i => $"P{i},p{i}@x.example,\n"));

        var run = await Import(app, $"name,email,notes\n{whole}Ada,ada@acme.example,\"{new string('x', TableFile.MaxCell + 1)}");

        Assert.Equal((ImportState.Failed, 5_000), (run.State, run.Created));
        Assert.StartsWith("Line 5002, column \"notes\": a cell has more than 1,000,000 characters.", run.Notices.Single(n => n.Code == "broken").Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_killed_half_way_is_finished_by_importing_the_file_again()
    {
        await using var app = await TestApp.Start(server);
        var file = "name,email\n" + string.Concat(Enumerable.Range(0, 12_000).Select(i => $"P{i},p{i}@x.example\n"));
        using var kill = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Try(app, file, progress: new Killing(kill), stop: kill.Token));

        Assert.Equal(5_000L, await app.Store.Ask<long>("select count(*) from lead"));
        Assert.Equal("failed", await app.Store.Ask<string>("select state from import_run"));
        Assert.Equal((12_000, 7_000, 0, 5_000, 0), Figures(await Import(app, file)));
    }

    sealed class Killing(CancellationTokenSource kill) : IProgress<Progress>
    {
        public void Report(Progress value) => kill.Cancel();
    }

    static (int, int, int, int, int) Figures(ImportRun run) => (run.Total, run.Created, run.Updated, run.Unchanged, run.Rejected);

    static async Task<ImportRun> Import(TestApp app, string file, ImportMode mode = ImportMode.Upsert, bool dry = false, ImportMap? map = null, Actor? actor = null, string? rejected = null) =>
        (await Try(app, file, mode, dry, map, actor, rejected)).Value;

    static async Task<Result<ImportRun>> Try(TestApp app, string file, ImportMode mode = ImportMode.Upsert, bool dry = false, ImportMap? map = null, Actor? actor = null, string? rejected = null, IProgress<Progress>? progress = null, CancellationToken? stop = null)
    {
        using var written = rejected is null ? null : new RejectedRowsFile(rejected);
        return await ImportLeads.Handle(new(Guid.CreateVersion7(), new MemoryStream(Encoding.UTF8.GetBytes(file)), "leads.csv", map, mode, dry, written), actor ?? Actor.System(app.Tenant), app.Database, app.Get<LeadDesks>(), progress, stop ?? Stop);
    }
}

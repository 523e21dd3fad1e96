using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rainmaker.Activities;
using Rainmaker.Leads;
using Rainmaker.Leads.Matches;
using Rainmaker.People;
using Rainmaker.Platform.Data;
using Rainmaker.Platform.Identity;
using Rainmaker.Tests.Deals;

namespace Rainmaker.Tests.Leads;

public sealed class MergeTests(TestServer server)
{
    static readonly string[] _navy = ["navy"], _fair = ["fair"];

    static readonly string[] _given = ["Ada", "Bela", "Carla", "Dora", "Emil", "Fritz", "Gesa", "Hugo", "Ines", "Jonas", "Karim", "Lena", "Mara", "Nils", "Olga", "Paul", "Rosa", "Sven", "Tara", "Udo"];
    static readonly string[] _family = ["Amberg", "Becker", "Castro", "Drexler", "Eklund", "Fontane", "Gruber", "Hollmann", "Ivers", "Jansen", "Kowalski", "Lindner", "Moreau", "Novak", "Olsen", "Petrov", "Quandt", "Rossi", "Sato", "Thiel"];

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    static async Task<string> Lead(HttpClient caller, object with) => (await caller.Post("/api/leads", with)).Body.Word("id");

    static async Task Note(HttpClient caller, string lead, string text) =>
        Assert.Equal(HttpStatusCode.Created, (await caller.Post("/api/activities", new { entity_type = "lead", entity_id = lead, activity_type = "call", description = text })).Status);

    // Two leads that share a telephone number and not their address: linked for review at capture.
    static async Task<(string First, string Second, string Pair)> Twins(LeadTeam team, HttpClient caller)
    {
        var first = await Lead(caller, new { name = "Grace Hopper", email = "grace@example.test", phone = "+49305551234", company = "Hopper Ltd", tags = _navy });
        var second = await Lead(caller, new { name = "G. Brewster", email = "gb@other.test", whatsapp = "+49305551235", company = "Hopper Ltd", job_title = "Admiral", notes = "Met in Boston.", tags = _fair });
        await Note(caller, first, "First call");
        await Note(caller, second, "Second call");
        await caller.Post($"/api/leads/{second}/signals", new { kind = "visit" });
        var pair = Guid.NewGuid();
        await team.Change(db =>
        {
            db.Add(new LeadMatch { TenantId = db.TenantId, Id = pair, LeadId = Guid.Parse(second), OtherLeadId = Guid.Parse(first), Weight = 80, Evidence = [], CreatedAt = db.Now });
            return Task.CompletedTask;
        });
        return (first, second, pair.ToString());
    }

    // Everything that belongs to the two, without the moments of change and the lines that tell of merging itself.
    static Task<string?> Whole(LeadTeam team) => team.App.Store.Ask<string>("""
        select jsonb_build_object(
          'lead', (select jsonb_agg(to_jsonb(l) - 'updated_at' order by l.id) from lead l),
          'activity', (select jsonb_agg(to_jsonb(a) order by a.id) from activity a where a.description not like '%duplicate%'),
          'touch', (select jsonb_agg(to_jsonb(t) order by t.id) from lead_touch t), 'signal', (select jsonb_agg(to_jsonb(s) order by s.id) from lead_signal s),
          'assignment', (select jsonb_agg(to_jsonb(s) order by s.id) from lead_assignment s), 'contact', (select jsonb_agg(to_jsonb(c) - 'updated_at' order by c.id) from contact c),
          'company', (select jsonb_agg(to_jsonb(c) - 'updated_at' order by c.id) from company c), 'deal', (select jsonb_agg(to_jsonb(d) order by d.id) from deal d))::text
        """);

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task A_merge_that_is_undone_was_never_made(bool keepFirst)
    {
        await using var team = await LeadTeam.Start(server);
        var ada = await team.App.As(Role.SalesRep, team.Ada);
        var (first, second, pair) = await Twins(team, ada);
        var (kept, gone) = keepFirst ? (first, second) : (second, first);
        var before = await Whole(team);

        var (merged, answer, _) = await ada.Post($"/api/matches/{pair}/merge", new { keep = kept });

        Assert.Equal(HttpStatusCode.OK, merged);
        Assert.NotEqual(before, await Whole(team));
        var timeline = (await ada.Get($"/api/leads/{kept}/activities")).Body!.ToJsonString();
        Assert.Contains("First call", timeline, StringComparison.Ordinal);
        Assert.Contains("Second call", timeline, StringComparison.Ordinal);
        var survivor = await team.Lead(Guid.Parse(kept));
        Assert.Equal(("Admiral", 2), (survivor.JobTitle, survivor.Tags.Length));
        using var redirected = await ada.GetAsync($"/api/leads/{gone}", Stop);
        Assert.Equal((HttpStatusCode.Redirect, $"/api/leads/{kept}"), (redirected.StatusCode, redirected.Headers.Location?.ToString()));

        var (undone, back, _) = await ada.Post($"/api/merges/{answer.Word("merge_id")}/undo", new { });

        Assert.Equal(HttpStatusCode.OK, undone);
        Assert.Empty(back!["kept"]!.AsArray());
        Assert.Equal(before, await Whole(team));
        Assert.Equal(gone, (await ada.Get($"/api/leads/{gone}")).Body.Word("id"));
        Assert.Equal(HttpStatusCode.Conflict, (await ada.Post($"/api/merges/{answer.Word("merge_id")}/undo", new { })).Status);
    }

    [Fact]
    public async Task What_was_edited_after_a_merge_stays_when_it_is_undone_and_is_named()
    {
        await using var team = await LeadTeam.Start(server);
        var ada = await team.App.As(Role.SalesRep, team.Ada);
        var (first, _, pair) = await Twins(team, ada);
        var (_, answer, _) = await ada.Post($"/api/matches/{pair}/merge", new { keep = first });
        await ada.Put($"/api/leads/{first}", new { job_title = "Rear Admiral" });

        var (_, back, _) = await ada.Post($"/api/merges/{answer.Word("merge_id")}/undo", new { });

        Assert.Equal(["job_title"], back!["kept"]!.AsArray().Select(k => k!.ToString()));
        var lead = await team.Lead(Guid.Parse(first));
        Assert.Equal(("Rear Admiral", null), (lead.JobTitle, lead.Notes));
    }

    [Fact]
    public async Task A_pair_with_a_colleagues_lead_is_no_pair_to_a_rep_and_waits_for_the_manager()
    {
        await using var team = await LeadTeam.Start(server);
        var (ada, ben, manager) = (await team.App.As(Role.SalesRep, team.Ada), await team.App.As(Role.SalesRep, team.Ben), await team.App.As(Role.SalesManager, team.Manager));
        var hers = await Lead(ada, new { name = "Grace Hopper", email = "grace@example.test" });
        var his = await Lead(ben, new { name = "Grace Hopper", email = "g@gmail.com" });
        var pair = Guid.NewGuid();
        await team.Change(db =>
        {
            db.Add(new LeadMatch { TenantId = db.TenantId, Id = pair, LeadId = Guid.Parse(his), OtherLeadId = Guid.Parse(hers), Weight = 80, Evidence = [], CreatedAt = db.Now });
            return Task.CompletedTask;
        });

        Assert.Empty((await ada.Get("/api/matches")).Body!["data"]!.AsArray());
        foreach (var act in new[] { "merge", "separate", "later" })
            Assert.Equal(HttpStatusCode.NotFound, (await ada.Post($"/api/matches/{pair}/{act}", new { })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await ada.GetAsync($"/matches/{pair}", Stop)).StatusCode);
        Assert.Single((await manager.Get("/api/matches")).Body!["data"]!.AsArray());
        var (_, merged, _) = await manager.Post($"/api/matches/{pair}/merge", new { keep = his });
        Assert.Equal(HttpStatusCode.NotFound, (await ada.Get($"/api/leads/{hers}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await ada.Post($"/api/merges/{merged.Word("merge_id")}/undo", new { })).Status);
    }

    [Fact]
    public async Task A_search_fills_the_queue_with_every_kind_and_never_asks_again_about_what_was_kept_separate()
    {
        await using var team = await LeadTeam.Start(server);
        var manager = await team.App.As(Role.SalesManager, team.Manager);
        await team.Change(db =>
        {
            for (var i = 0; i < 40; i++)
            {
                var (first, last, company) = (_given[i % 20], _family[(i / 20 * 3 + i) % 20], Guid.CreateVersion7(db.Now));
                db.Add(new Company { TenantId = db.TenantId, Id = company, Name = $"{last} Works Ltd", NameKey = $"{last} works", Domain = $"{last}{i}.test", City = "Aachen", CreatedAt = db.Now, UpdatedAt = db.Now });
                for (var copy = 0; copy <= (i % 10 == 0 ? 1 : 0); copy++)
                {
                    db.Add(new Contact
                    {
                        TenantId = db.TenantId, Id = Guid.CreateVersion7(db.Now.AddMinutes(copy)), Name = $"{first} {last}", FirstName = first, LastName = copy == 0 ? last : last[..^1], CompanyId = company,
                        EmailSealed = db.Vault.Seal("contact.email", $"{first}.{last}{i}@firm{i}.test"), PhoneSealed = db.Vault.Seal("contact.phone", $"+4930{5_000_000 + i * 7919}"), CreatedAt = db.Now, UpdatedAt = db.Now,
                    });
                }
            }
            return Task.CompletedTask;
        });

        Assert.Equal(HttpStatusCode.Accepted, (await manager.Post("/api/matches/scan", new { })).Status);
        var admin = await team.App.As(Role.Admin, team.Admin);
        var scan = await Ended(admin);
        var pairs = (await admin.Get("/api/matches")).Body!["data"]!.AsArray();

        Assert.Equal("done", scan.Word("state"));
        Assert.InRange(pairs.Count(p => p.Word("kind") == "contact"), 4, 6);
        Assert.Contains(pairs.SelectMany(p => p!["evidence"]!.AsArray()), e => e.Word("text").StartsWith("The e-mail is the same", StringComparison.Ordinal));
        foreach (var pair in pairs)
            Assert.Equal(HttpStatusCode.NoContent, (await admin.Post($"/api/matches/{pair.Word("id")}/separate", new { })).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await admin.Post("/api/matches/scan", new { })).Status);
        Assert.Equal(0, (await Ended(admin))["found"]!.GetValue<int>());
        Assert.Empty((await admin.Get("/api/matches")).Body!["data"]!.AsArray());
    }

    static async Task<JsonNode> Ended(HttpClient caller)
    {
        while (true)
        {
            if ((await caller.Get("/api/matches/scan")).Body is { } scan && scan.Word("state") != "running")
                return scan;
            await Task.Delay(100, Stop);
        }
    }

    [Fact]
    public async Task Two_contacts_on_one_deal_become_one_and_two_again()
    {
        await using var team = await LeadTeam.Start(server);
        var admin = await team.App.As(Role.Admin, team.Admin);
        Guid a = Guid.CreateVersion7(), b = Guid.CreateVersion7(), pair = Guid.NewGuid();
        await team.Change(db =>
        {
            foreach (var id in new[] { a, b })
                db.Add(new Contact { TenantId = db.TenantId, Id = id, Name = "Grace Hopper", CreatedAt = db.Now, UpdatedAt = db.Now });
            db.Add(new LeadMatch { TenantId = db.TenantId, Id = pair, Kind = RecordKind.Contact, LeadId = b, OtherLeadId = a, Weight = 80, Evidence = [], CreatedAt = db.Now });
            return Task.CompletedTask;
        });
        var deal = (await admin.Post("/api/opportunities", new { deal_name = "Rollout", value_estimate = 100, deal_stage = "discovery" })).Body.Word("id");
        await team.App.Store.Ask<int?>($"insert into deal_contact (tenant_id, deal_id, contact_id) select tenant_id, '{deal}', id from contact returning 1");
        await team.App.Store.Ask<int?>($"update deal set contact_id = '{b}' returning 1");
        var before = await Whole(team);

        var (_, answer, _) = await admin.Post($"/api/matches/{pair}/merge", new { keep = a });

        Assert.Equal(a, await team.App.Store.Ask<Guid>("select contact_id from deal"));
        await admin.Post($"/api/merges/{answer.Word("merge_id")}/undo", new { });
        Assert.Equal(before, await Whole(team));
    }

    [Theory]
    [InlineData(RecordKind.Contact, "contacts"), InlineData(RecordKind.Company, "companies")]
    public async Task The_address_of_a_merged_contact_or_company_leads_to_the_one_that_stayed(RecordKind kind, string place)
    {
        await using var team = await LeadTeam.Start(server);
        var (admin, ben) = (await team.App.As(Role.Admin, team.Admin), await team.App.As(Role.SalesRep, team.Ben));
        Guid stays = Guid.CreateVersion7(), goes = Guid.CreateVersion7(), pair = Guid.NewGuid();
        await team.Change(db =>
        {
            foreach (var id in new[] { stays, goes })
            {
                db.Add(kind == RecordKind.Contact
                    ? new Contact { TenantId = db.TenantId, Id = id, Name = "Grace Hopper", OwnerId = team.Ada.Id, CreatedAt = db.Now, UpdatedAt = db.Now }
                    : new Company { TenantId = db.TenantId, Id = id, Name = "Hopper Ltd", NameKey = "hopper", OwnerId = team.Ada.Id, CreatedAt = db.Now, UpdatedAt = db.Now });
            }
            db.Add(new LeadMatch { TenantId = db.TenantId, Id = pair, Kind = kind, LeadId = goes, OtherLeadId = stays, Weight = 80, Evidence = [], CreatedAt = db.Now });
            return Task.CompletedTask;
        });

        var (_, merged, _) = await admin.Post($"/api/matches/{pair}/merge", new { keep = stays });

        foreach (var path in new[] { "/api/", "/" })
        {
            using var led = await admin.GetAsync($"{path}{place}/{goes}", Stop);
            Assert.Equal((HttpStatusCode.Redirect, $"{path}{place}/{stays}"), (led.StatusCode == HttpStatusCode.SeeOther ? HttpStatusCode.Redirect : led.StatusCode, led.Headers.Location?.ToString()));
            Assert.Equal(HttpStatusCode.NotFound, (await ben.GetAsync($"{path}{place}/{goes}", Stop)).StatusCode);
        }
        await admin.Post($"/api/merges/{merged.Word("merge_id")}/undo", new { });
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync($"/api/{place}/{goes}", Stop)).StatusCode);
    }
}

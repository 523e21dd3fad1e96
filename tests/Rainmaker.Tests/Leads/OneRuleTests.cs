using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Rainmaker.Intelligence.Matching;
using Rainmaker.Leads;
using Rainmaker.Leads.Matches;
using Rainmaker.People;
using Rainmaker.Platform.Data;
using Rainmaker.Tests.Deals;

namespace Rainmaker.Tests.Leads;

/// <summary>A capture, a change and the search through everything judge by one rule.</summary>
public sealed class OneRuleTests(TestServer server)
{
    static readonly string[] _given = ["Ada", "Bela", "Carla", "Dora", "Emil", "Fritz", "Gesa", "Hugo", "Ines", "Jonas", "Karim", "Lena", "Mara", "Nils", "Olga", "Paul", "Rosa", "Sven", "Tara", "Udo"];
    static readonly string[] _family = ["Amberg", "Becker", "Castro", "Drexler", "Eklund", "Fontane", "Gruber", "Hollmann", "Ivers", "Jansen", "Kowalski", "Lindner", "Moreau", "Novak", "Olsen", "Petrov", "Quandt", "Rossi", "Sato", "Thiel"];

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    // 200 people of 40 companies; every tenth stands twice under another mailbox.
    static Task Known(LeadTeam team) => team.Change(db =>
    {
        for (var i = 0; i < 200; i++)
        {
            var (first, last) = (_given[i * 7 % 20], _family[(i / 20 * 3 + i) % 20]);
            for (var copy = 0; copy <= (i % 10 == 0 ? 1 : 0); copy++)
                db.Add(Lead(db, first, last, $"{first}.{last}{i}@{(copy == 0 ? $"firm{i % 37}" : "home")}.test", $"Firm {_family[i % 20]} {i % 40}"));
        }
        return Task.CompletedTask;
    });

    static Lead Lead(SalesDb db, string first, string last, string email, string company) => new()
    {
        TenantId = db.TenantId, Id = Guid.CreateVersion7(), Name = $"{first} {last}", FirstName = first, LastName = last, Company = company, Source = "website", Country = "DE",
        EmailSealed = db.Vault.Seal("lead.email", email.ToLowerInvariant()), EmailHash = db.Vault.HashEmail(email.ToLowerInvariant()),
        NameCompanyHash = Draft.HashesOf(NormaliseLead.Run(new() { Name = $"{first} {last}", Company = company }, "DE"), db.Vault).NameCompany, CreatedAt = db.Now, UpdatedAt = db.Now,
    };

    static Task Search(LeadTeam team) => ScanForMatches.Nightly(team.App.Tenant, team.App.Database, Stop);

    [Fact]
    public async Task A_capture_weighs_a_pair_as_the_last_search_would_in_the_same_words()
    {
        await using var team = await LeadTeam.Start(server);
        var admin = await team.App.As(Role.Admin, team.Admin);
        await Known(team);
        var twin = new { name = "Grace Hopper", email = "grace.hopper@elsewhere.test", company = "Hopper Ltd" };
        await team.Change(db => { db.Add(Lead(db, "Grace", "Hopper", "grace.hopper@firm.test", "Hopper Ltd")); return Task.CompletedTask; });
        await Search(team);
        await team.App.Store.Ask<int?>("delete from lead_match");

        await admin.Post("/api/leads", twin);
        var captured = await team.Read(db => db.LeadMatches.SingleAsync());
        await team.App.Store.Ask<int?>("delete from lead_match");
        await Search(team);
        var searched = await team.Read(db => db.LeadMatches.SingleAsync(m => m.LeadId == captured.LeadId));

        Assert.Equal(captured.OtherLeadId, searched.OtherLeadId);
        Assert.Equal(searched.Evidence.Select(e => (e.Field, e.Verdict, e.Text)), captured.Evidence.Select(e => (e.Field, e.Verdict, e.Text)));
        Assert.All(searched.Evidence.Zip(captured.Evidence), e => Assert.InRange(Math.Abs(e.First.Weight - e.Second.Weight), 0, 1));
        // The second search estimated anew, from one record more.
        Assert.InRange(Math.Abs(searched.Weight - captured.Weight), 0, 10);
    }

    [Fact]
    public async Task Before_the_first_search_and_after_one_through_few_the_usual_weights_hold()
    {
        await using var team = await LeadTeam.Start(server);
        var admin = await team.App.As(Role.Admin, team.Admin);
        await admin.Post("/api/leads", new { name = "Grace Hopper", email = "grace@example.test", company = "Hopper Ltd" });
        await Search(team);

        await admin.Post("/api/leads", new { name = "Grace Hopper", email = "hopper@home.test", company = "Hopper Ltd" });

        Assert.Equal(0, await team.App.Store.Ask<long>("select count(*) from match_weights"));
        var match = await team.Read(db => db.LeadMatches.SingleAsync());
        var traits = new PersonTraits { First = "Grace", Last = "Hopper", Email = "hopper@home.test", Company = "Hopper Ltd", Country = "DE" };
        var usual = MatchWeights.Usual.Judge(traits.Values, [(traits with { Email = "grace@example.test" }).Values])[0];
        Assert.Equal(MatchEvidence.Of(usual.Evidence).Where(e => e.Field != "country"), match.Evidence.Where(e => e.Field != "country"));
    }

    [Fact]
    public async Task A_pair_kept_separate_is_not_asked_again_by_a_search_a_capture_or_a_change()
    {
        await using var team = await LeadTeam.Start(server);
        var admin = await team.App.As(Role.Admin, team.Admin);
        await Known(team);
        await Search(team);
        await team.App.Store.Ask<int?>("delete from lead_match");
        var one = (await admin.Post("/api/leads", new { name = "Grace Hopper", email = "grace@example.test", company = "Hopper Ltd" })).Body.Word("id");
        var other = (await admin.Post("/api/leads", new { name = "Grace Hopper", email = "hopper@home.test", company = "Hopper Ltd" })).Body.Word("id");
        var pair = await team.Read(db => db.LeadMatches.SingleAsync());
        Assert.Equal(HttpStatusCode.NoContent, (await admin.Post($"/api/matches/{pair.Id}/separate", new { })).Status);

        await admin.Post("/api/leads", new { name = "Grace Hopper", email = "hopper@home.test", company = "Hopper Ltd", job_title = "Admiral" });
        foreach (var (lead, name) in new[] { (one, "G. Hopper"), (one, "Grace Hopper"), (other, "Hopper, Grace"), (other, "Grace Hopper") })
            Assert.Null((await admin.Put($"/api/leads/{lead}", new { name })).Body!["likely_duplicates"]);
        await Search(team);

        var ids = new[] { Guid.Parse(one, CultureInfo.InvariantCulture), Guid.Parse(other, CultureInfo.InvariantCulture) };
        Assert.Equal((pair.Id, MatchState.Separate), await team.Read(async db => await db.LeadMatches.SingleAsync(m => ids.Contains(m.LeadId) && ids.Contains(m.OtherLeadId)) is var kept ? (kept.Id, kept.State) : default));
    }
}

using Microsoft.EntityFrameworkCore;
using Rainmaker.Activities;
using Rainmaker.Crm;
using Rainmaker.Intelligence.Assignment;
using Rainmaker.Intelligence.Matching;
using Rainmaker.Intelligence.Scoring;
using Rainmaker.Leads;
using Rainmaker.People;
using Rainmaker.Platform;
using Rainmaker.Platform.Data;
using Rainmaker.Tests.Support;
using Activity = Rainmaker.Activities.Activity;
using AssignmentRule = Rainmaker.Leads.AssignmentRule;
using Company = Rainmaker.People.Company;
using Contact = Rainmaker.People.Contact;
using Lead = Rainmaker.Leads.Lead;

namespace Rainmaker.Tests.Leads;

public sealed class LeadRowsTests(TestServer server)
{
    [Fact]
    public async Task A_new_tenant_knows_the_built_in_sources()
    {
        await using var app = await TestApp.Start(server);
        await using var db = await app.Database.Open(Actor.System(app.Tenant), TestContext.Current.CancellationToken);

        var keys = await db.LeadSources.Select(s => s.Key).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Superset(new HashSet<string> { "website", "google_ads", "facebook", "privy", "typeform", "bulk_upload", "manual", "referral", "email", "api" }, keys.ToHashSet());
    }

    [Fact]
    public async Task Every_row_of_the_sales_rooms_is_read_back_as_it_was_written()
    {
        await using var app = await TestApp.Start(server);
        var stop = TestContext.Current.CancellationToken;
        await using var db = await app.Database.Open(Actor.System(app.Tenant), stop);
        Guid New() => Ids.At(db.Now);
        var (lead, other, company) = (New(), New(), New());
        Lead Written(Guid id) => new()
        {
            TenantId = db.TenantId, Id = id, Name = "Ada Lovelace", Source = "website", Priority = LeadPriority.Hot, ProspectiveType = ProspectiveType.Sme, CompanyId = company,
            EmailSealed = db.Vault.Seal("lead.email", "ada@acme.test"), EmailHash = db.Vault.HashEmail("ada@acme.test"), BlockingKeys = [[1, 2], [3]], Tags = ["a", "b"],
            Country = "Atlantis", AiScore = 71.5m, ScoreReasons = new(db.Now, [new("fit", "country", "Fits.", 6, 6)], []), Consent = """{"what": "mail"}""",
            Trace = new() { Normalised = [new("name", "ada", "Ada", "capitals")] },
            OlderValues = [new("company", "Old", null, db.Now, "form")], FirstTouch = new(db.Now, "website", Campaign: "spring"),
            CreatedAt = db.Now, UpdatedAt = db.Now,
        };
        object[] rows =
        [
            new Company { TenantId = db.TenantId, Id = company, Name = "Acme", NameKey = "acme", CreatedAt = db.Now, UpdatedAt = db.Now, Origins = new Dictionary<string, string> { ["domain"] = "lead" } },
            new Contact { TenantId = db.TenantId, Id = New(), CompanyId = company, Name = "Ada", CreatedAt = db.Now, UpdatedAt = db.Now },
            Written(lead), Written(other),
            new LeadMatch { TenantId = db.TenantId, Id = New(), LeadId = lead, OtherLeadId = other, Weight = 50, Evidence = [new("name", Verdict.Same, 30, "Both.")], CreatedAt = db.Now },
            new LeadAssignment { TenantId = db.TenantId, Id = New(), LeadId = lead, Rule = "round robin", Trace = [new(New(), "Ben", "round robin", true, "free")], At = db.Now },
            new LeadTouch { TenantId = db.TenantId, Id = New(), LeadId = lead, Source = "website", At = db.Now },
            new LeadSignal { TenantId = db.TenantId, Id = New(), LeadId = lead, Kind = SignalKind.FormSubmit, Origin = "form", At = db.Now, CreatedAt = db.Now },
            new AssignmentRule { TenantId = db.TenantId, Id = New(), Position = 1, Name = "All", Conditions = [new("score", Comparison.AtLeast, ["50"])], CreatedAt = db.Now, UpdatedAt = db.Now },
            Activity.Happened(db, EntityType.Lead, lead, ActivityKind.LeadCreated, "Came in."),
        ];
        await db.InsertAll(rows, stop);

        var back = await db.Leads.SingleAsync(l => l.Id == lead, stop);
        Assert.Equal("ada@acme.test", db.Vault.Open("lead.email", back.EmailSealed));
        Assert.Equal(Written(lead).Trace.Normalised, back.Trace.Normalised);
        Assert.Equal(2, back.BlockingKeys.Length);
        Assert.Equal("spring", back.FirstTouch!.Campaign);
        Assert.Equal(71.5m, back.AiScore);
        Assert.Equal("lead", (await db.Companies.SingleAsync(stop)).Origins["domain"]);
        Assert.Equal(company, (await db.Contacts.SingleAsync(stop)).CompanyId);
        Assert.Equal(Verdict.Same, (await db.LeadMatches.SingleAsync(stop)).Evidence[0].Verdict);
        Assert.Equal("Ben", (await db.LeadAssignments.SingleAsync(stop)).Trace[0].Name);
        Assert.Equal("website", (await db.LeadTouches.SingleAsync(stop)).Source);
        Assert.Equal(SignalKind.FormSubmit, (await db.LeadSignals.SingleAsync(stop)).Kind);
        Assert.Equal(Comparison.AtLeast, (await db.AssignmentRules.SingleAsync(stop)).Conditions[0].Is);
        Assert.Equal(ActivityKind.LeadCreated, (await db.Activities.SingleAsync(stop)).Kind);
    }
}

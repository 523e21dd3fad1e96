using Rainmaker.Crm;
using Rainmaker.Deals;
using Deal = Rainmaker.Deals.Deal;
using Lead = Rainmaker.Leads.Lead;
using Stage = Rainmaker.Deals.Stage;

namespace Rainmaker.Tests.Insights;

/// <summary>Puts deals straight into a tenant, in any state, as an import would leave them.</summary>
public sealed class DealBook(TestApp app, IReadOnlyList<Stage> stages)
{
    public static async Task<DealBook> Of(TestApp app)
    {
        await using var db = await app.Database.Open(Actor.System(app.Tenant), CancellationToken.None);
        return new(app, await db.Stages.AsNoTracking().OrderBy(s => s.Position).ToListAsync());
    }

    public IReadOnlyList<Stage> Stages { get; } = stages;

    public Stage Stage(string key) => Stages.First(s => s.Key == key);

    /// <summary>A deal that is not stored yet.</summary>
    public Deal Deal(string name, string stage = "discovery", decimal? value = null, Guid? owner = null, DateOnly? closes = null, decimal? probability = null, DateTimeOffset? created = null, DateOnly? closedOn = null, Guid? contact = null)
    {
        var (at, now) = (Stage(stage), TimeProvider.System.GetUtcNow());
        return new()
        {
            TenantId = app.Tenant, Id = Guid.CreateVersion7(), Name = name, PipelineId = at.PipelineId, StageId = at.Id, Status = at.Kind, Probability = probability ?? at.Probability ?? 50,
            Value = value, BaseValue = value, Currency = "EUR", OwnerId = owner, ExpectedCloseDate = closes, ClosedOn = closedOn, ContactId = contact, Company = "Contoso",
            StageEnteredAt = created ?? now, LastChangeAt = created ?? now, CreatedAt = created ?? now, UpdatedAt = now,
        };
    }

    public async Task<Deal> Add(Deal deal, string kind = "deal.created")
    {
        await Add([deal], kind);
        return deal;
    }

    public async Task Add(IReadOnlyCollection<Deal> deals, string kind = "deal.created")
    {
        await using var db = await app.Database.Open(Actor.System(app.Tenant), CancellationToken.None);
        db.AddRange(deals);
        foreach (var deal in deals)
            db.Record(kind, "deal", deal.Id, deal.OwnerId);
        await db.Commit("deal.create", CancellationToken.None);
    }

    public async Task<Lead> AddLead(string name, LeadStatus status, Guid? owner = null)
    {
        await using var db = await app.Database.Open(Actor.System(app.Tenant), CancellationToken.None);
        var lead = new Lead { TenantId = app.Tenant, Id = Ids.At(db.Now), Name = name, Source = "website", Status = status, OwnerId = owner, CreatedAt = db.Now, UpdatedAt = db.Now };
        db.Add(lead);
        db.Record("lead.updated", "lead", lead.Id, owner);
        await db.Commit("lead.create", CancellationToken.None);
        return lead;
    }
}

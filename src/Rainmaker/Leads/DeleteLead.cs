using Rainmaker.Crm;

namespace Rainmaker.Leads;

/// <summary>Takes a lead out of sight. It stays on record, and <see cref="RestoreLead"/> brings it back.</summary>
public static class DeleteLead
{
    public static async Task<Result<Done>> Handle(Guid id, uint? edition, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (await db.Leads.VisibleTo(actor).SingleOrDefaultAsync(l => l.Id == id, stop) is not { } lead)
            return new NotFound("lead");
        if (edition is { } seen && seen != lead.Edition)
            return new Stale("lead");
        (lead.DeletedAt, lead.UpdatedAt) = (db.Now, db.Now);
        db.Record("lead.deleted", "lead", id, lead.OwnerId);
        await db.Commit("lead.delete", stop);
        return Done.It;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/api/leads/{id:guid}", async (Guid id, Actor actor, Database database, HttpContext http, CancellationToken stop) => (await Handle(id, http.Seen(), actor, database, stop)).Answer())
            .Requires(LeadRights.Delete)
            .WithSummary("Delete a lead; it can be restored");
}

/// <summary>Brings back a lead that was deleted, or that was taken for spam: that one is judged and given to somebody then. Repeating it changes nothing.</summary>
public static class RestoreLead
{
    public static async Task<Result<LeadView>> Handle(Guid id, Actor actor, LeadDesks desks, Database database, CancellationToken stop)
    {
        var desk = await desks.Get(actor.Tenant, stop);
        await using var db = await database.Open(actor, stop);
        if (await db.Leads.IgnoreQueryFilters(["deleted"]).VisibleTo(actor).SingleOrDefaultAsync(l => l.Id == id, stop) is not { } lead)
            return new NotFound("lead");
        if (lead.DeletedAt is null && !lead.IsSpam)
            return LeadView.Of(lead, db.Vault);
        if (lead.DeletedAt is not null)
        {
            lead.DeletedAt = null;
            db.Record("lead.updated", "lead", id, lead.OwnerId, new { restored = "deleted" });
        }
        else
        {
            lead.Status = LeadStatus.New;
            lead.SpamReason = null;
            await JudgeLead.Handle(db, lead, desk, stop);
            // Whoever was spam was told to nobody: for the others it comes in now.
            db.Record("lead.created", "lead", id, lead.OwnerId, new { source = lead.Source, status = lead.Status, priority = lead.Priority, score = lead.AiScore, restored = "spam" });
            if (lead.OwnerId is null)
                GiveLead.ByRules(db, lead, desk);
        }
        lead.UpdatedAt = db.Now;
        await db.Commit("lead.restore", stop);
        return LeadView.Of(lead, db.Vault);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/leads/{id:guid}/restore", async (Guid id, Actor actor, LeadDesks desks, Database database, CancellationToken stop) => (await Handle(id, actor, desks, database, stop)).Answer())
            .Requires(LeadRights.Edit)
            .WithSummary("Bring back a deleted lead, or one taken for spam");
}

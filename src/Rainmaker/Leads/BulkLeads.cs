using NpgsqlTypes;
using Rainmaker.Crm;

namespace Rainmaker.Leads;

/// <summary>One act on many leads: those picked, or all that match a filter. All of them or none.</summary>
public static class BulkLeads
{
    /// <param name="OwnerId">Who gets them; left out, the rules decide for each.</param>
    public sealed record Assign(IReadOnlyList<Guid>? Ids = null, string? AllMatching = null, Guid? OwnerId = null, string? Reason = null);

    /// <param name="Status">new, contacted, qualified, disqualified or spam.</param>
    public sealed record SetStatus(IReadOnlyList<Guid>? Ids = null, string? AllMatching = null, string? Status = null);

    public sealed record NoStatus() : Invalid("status", "Say which status they get.");

    public static async Task<Result<ChangedMany>> Handle(Assign request, Actor actor, LeadDesks desks, Database database, CancellationToken stop)
    {
        var desk = await desks.Get(actor.Tenant, stop);
        var input = new LeadInput(desk, actor);
        var (owner, reason) = (input.Owner("owner_id", request.OwnerId), input.Line("reason", request.Reason, 500));
        if (input.Faults.Count > 0)
            return new Faults(input.Faults);
        return await Each(new Chosen(request.Ids, request.AllMatching), "lead.assign", actor, database, (db, lead) =>
        {
            if (owner is { } user && user == lead.OwnerId)
                return false;
            if (owner is { } given)
                GiveLead.Give(db, lead, given, desk, "by hand", reason);
            else
                GiveLead.ByRules(db, lead, desk);
            return true;
        }, stop);
    }

    public static async Task<Result<ChangedMany>> Handle(SetStatus request, Actor actor, LeadDesks desks, Database database, CancellationToken stop)
    {
        var desk = await desks.Get(actor.Tenant, stop);
        var input = new LeadInput(desk, actor);
        if (input.Choice("status", request.Status, LeadInput.ByHand.Append(LeadStatus.Spam)) is not { } status)
            return input.Faults.Count > 0 ? new Faults(input.Faults) : new NoStatus();
        return await Each(new Chosen(request.Ids, request.AllMatching), "lead.update", actor, database, (db, lead) =>
        {
            var before = lead.Status;
            if (before == status || UpdateLead.Decide(lead, status) is not null)
                return false;
            UpdateLead.Enter(db, lead, status, desk);
            db.Record("lead.updated", "lead", lead.Id, lead.OwnerId, new { status, previous_status = before });
            return true;
        }, stop);
    }

    static async Task<Result<ChangedMany>> Each(Chosen selection, string action, Actor actor, Database database, Func<SalesDb, Lead, bool> change, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var chosen = await Choose(selection, db, stop);
        if (chosen.Refused(out var refusal))
            return refusal;
        var (ids, changed) = (chosen.Value, 0);
        foreach (var piece in ids.Chunk(500))
        {
            foreach (var lead in await db.Leads.VisibleTo(actor).Where(l => piece.Contains(l.Id)).OrderBy(l => l.Id).ToListAsync(stop))
            {
                if (!change(db, lead))
                    continue;
                lead.UpdatedAt = db.Now;
                changed++;
            }
        }
        if (changed > 0)
            await db.Commit(action, stop, new { bulk = ids.Count });
        return new ChangedMany(changed, ids.Count - changed);
    }

    /// <summary>The ids that are meant, within the actor's sight.</summary>
    internal static async Task<Result<List<Guid>>> Choose(Chosen selection, SalesDb db, CancellationToken stop)
    {
        if (selection.IsNothing())
            return new Chosen.NothingChosen();
        var choice = ChooseLeads.By(selection.AllMatching is { } query ? LeadFilter.Of(query) : new LeadFilter { Status = string.Join(',', Words<LeadStatus>.All) }, db.Actor, db.Tenant);
        if (selection.Ids is { Count: > 0 } picked)
            choice.Among(picked);
        if (choice.Faults.Count > 0)
            return new Faults(choice.Faults);
        var limit = choice.Add(NpgsqlDbType.Integer, Chosen.AtMost + 1);
        await using var command = db.Command($"select id from lead where {choice.Where} order by created_at desc, id desc limit {limit}");
        command.Parameters.AddRange(choice.Values);
        await using var row = await command.ExecuteReaderAsync(stop);
        var ids = new List<Guid>();
        while (await row.ReadAsync(stop))
            ids.Add(row.GetGuid(0));
        return ids.Count > Chosen.AtMost ? new Chosen.TooManyChosen(ids.Count) : ids;
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/leads/bulk/assign", async (Assign request, Actor actor, LeadDesks desks, Database database, CancellationToken stop) => (await Handle(request, actor, desks, database, stop)).Answer())
            .Requires(LeadRights.Assign).WithSummary("Give many leads to somebody, or let the rules decide for each");
        routes.MapPost("/api/leads/bulk/status", async (SetStatus request, Actor actor, LeadDesks desks, Database database, CancellationToken stop) => (await Handle(request, actor, desks, database, stop)).Answer())
            .Requires(LeadRights.Edit).WithSummary("Set the status of many leads");
    }
}

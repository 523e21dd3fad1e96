using Rainmaker.Activities;
using Rainmaker.Crm;
using Rainmaker.Intelligence.Assignment;
using Activity = Rainmaker.Activities.Activity;

namespace Rainmaker.Leads;

/// <summary>Gives a lead to somebody else, or lets the rules decide anew. The owner is told, the timeline says by whom and why.</summary>
public static class GiveLead
{
    /// <param name="OwnerId">Who gets it; left out, the rules decide.</param>
    /// <param name="Reason">In a person's words; shown with the assignment.</param>
    public sealed record Request(Guid? OwnerId = null, string? Reason = null);

    public static async Task<Result<LeadView>> Handle(Guid id, Request request, Actor actor, LeadDesks desks, Database database, CancellationToken stop)
    {
        var desk = await desks.Get(actor.Tenant, stop);
        var input = new LeadInput(desk, actor);
        var (owner, reason) = (input.Owner("owner_id", request.OwnerId), input.Line("reason", request.Reason, 500));
        if (input.Faults.Count > 0)
            return new Faults(input.Faults);
        await using var db = await database.Open(actor, stop);
        if (await db.Leads.VisibleTo(actor).SingleOrDefaultAsync(l => l.Id == id, stop) is not { } lead)
            return new NotFound("lead");
        if (owner is not null && owner == lead.OwnerId)
            return LeadView.Of(lead, db.Vault);
        if (owner is { } user)
            Give(db, lead, user, desk, "by hand", reason);
        else
            ByRules(db, lead, desk);
        lead.UpdatedAt = db.Now;
        await db.Commit("lead.assign", stop, new { reason });
        return LeadView.Of(lead, db.Vault);
    }

    /// <param name="user">Null leaves the lead without owner.</param>
    internal static void Give(SalesDb db, Lead lead, Guid? user, LeadDesk desk, string rule, string? reason)
    {
        var name = user is { } id ? desk.People.FirstOrDefault(person => person.Id == id)?.Name : null;
        Write(db, lead, user, rule, reason ?? "Given by hand.", []);
        db.Add(Activity.Happened(db, EntityType.Lead, lead.Id, ActivityKind.Note, (user, reason) switch
        {
            (null, _) => "Taken from its owner.",
            (_, null) => $"Given to {name}.",
            _ => $"Given to {name}: {reason}",
        }));
        if (user is { } given)
            desk.Rotation.Given(given, db.Today, db.Now);
    }

    internal static void ByRules(SalesDb db, Lead lead, LeadDesk desk)
    {
        var decision = desk.Rotation.Decide(AsRulesSee(lead), [], desk, db.Today, db.Now);
        var rule = decision.Rule is { } id ? desk.Rules.First(r => r.Id == id).Name : null;
        Write(db, lead, decision.User, rule ?? decision.By.Words(), decision.Why, decision.Trace);
        lead.Trace = lead.Trace with { Assignment = new(decision.By, rule, decision.Why, decision.Skipped) };
        db.Add(Activity.Happened(db, EntityType.Lead, lead.Id, ActivityKind.Note, decision.Why));
    }

    /// <summary>A lead on record as the rules see it.</summary>
    internal static LeadToAssign AsRulesSee(Lead lead) => new()
    {
        Source = lead.Source, Industry = lead.Industry, Company = lead.Company, CompanySize = lead.CompanySize, Country = lead.Country, Region = lead.Region, PostalCode = lead.PostalCode,
        Score = lead.AiScore, Priority = Words<LeadPriority>.ToWord[lead.Priority], ProspectiveType = lead.ProspectiveType is { } type ? Words<ProspectiveType>.ToWord[type] : null,
        JobTitle = lead.JobTitle, Domain = lead.Domain, Campaign = lead.LastTouch?.Campaign, Tags = lead.Tags,
    };

    static void Write(SalesDb db, Lead lead, Guid? user, string rule, string reason, IReadOnlyList<Considered> trace)
    {
        var before = lead.OwnerId;
        lead.OwnerId = user;
        db.Add(new LeadAssignment { TenantId = db.TenantId, Id = Ids.At(db.Now), LeadId = lead.Id, UserId = user, Rule = rule, Reason = reason, Trace = trace, AssignedBy = db.Actor.Person, At = db.Now });
        db.Record("lead.assigned", "lead", lead.Id, user, new { user_id = user, previous_owner = before, rule, source = lead.Source, priority = lead.Priority });
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/leads/{id:guid}/assign", async (Guid id, Request request, Actor actor, LeadDesks desks, Database database, CancellationToken stop) =>
                (await Handle(id, request, actor, desks, database, stop)).Answer())
            .Requires(LeadRights.Assign)
            .WithSummary("Give a lead to somebody, or let the rules decide again");
}

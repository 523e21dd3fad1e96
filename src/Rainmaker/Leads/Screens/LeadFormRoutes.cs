using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.Shell;

namespace Rainmaker.Leads.Screens;

/// <summary>The forms of leads. Each posts to its own address and comes back with what was typed where that is refused.</summary>
static class LeadFormRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/leads/new", New).Requires(LeadRights.Edit).ExcludeFromDescription();
        routes.MapPost("/leads/new", Create).Requires(LeadRights.Edit).ExcludeFromDescription();
        routes.MapGet("/leads/{id:guid}/edit", Edit).Requires(LeadRights.Edit).ExcludeFromDescription();
        routes.MapPost("/leads/{id:guid}/edit", Change).Requires(LeadRights.Edit).ExcludeFromDescription();
        routes.MapGet("/leads/{id:guid}/assign", Ask).Requires(LeadRights.Assign).ExcludeFromDescription();
        routes.MapPost("/leads/{id:guid}/assign", Assign).Requires(LeadRights.Assign).ExcludeFromDescription();
    }

    static async Task<IResult> New(Actor actor, LeadDesks desks, CancellationToken stop) => NewPage(new(), null, LeadChoices.Of(await desks.Get(actor.Tenant, stop), actor));

    static async Task<IResult> Create(HttpContext http, Actor actor, LeadDesks desks, Database database, TimeProvider time, CancellationToken stop)
    {
        var sent = LeadForm.Of(await http.Request.ReadFormAsync(stop));
        var result = await CreateLead.Handle(sent.ToCreate(), actor, desks, database, time, stop);
        if (result.Refused(out var refusal))
            return NewPage(sent, refusal, LeadChoices.Of(await desks.Get(actor.Tenant, stop), actor));
        var (lead, outcome) = result.Value;
        return outcome == CaptureLead.Outcome.Created
            ? Go.To($"/leads/{lead.Id}", "Lead created", undo: $"/leads/{lead.Id}/delete")
            : Go.To($"/leads/{lead.Id}", outcome == CaptureLead.Outcome.Updated ? "This lead was known; what was new is added" : "This lead was known; nothing was new");
    }

    static RazorComponentResult<LeadFormPage> NewPage(LeadForm sent, Refusal? refusal, LeadChoices choices) =>
        new(new { Title = "New lead", Note = "Whoever is known by e-mail or phone is updated, not entered twice.", Action = "/leads/new", Submit = "Create lead", Sent = sent, Choices = choices, Refusal = refusal }) { StatusCode = refusal.Status() };

    static async Task<IResult> Edit(Guid id, Actor actor, LeadDesks desks, Database database, CancellationToken stop)
    {
        var read = await ReadLead.Handle(id, actor, database, stop);
        return read.Refused(out var refusal) ? refusal.Problem() : EditPage(id, LeadForm.Of(read.Value.Lead, read.Value.Edition), null, LeadChoices.Of(await desks.Get(actor.Tenant, stop), actor));
    }

    static async Task<IResult> Change(Guid id, HttpContext http, Actor actor, LeadDesks desks, Database database, CancellationToken stop)
    {
        var sent = LeadForm.Of(await http.Request.ReadFormAsync(stop));
        var choices = LeadChoices.Of(await desks.Get(actor.Tenant, stop), actor);
        var result = await UpdateLead.Handle(id, sent.ToUpdate(choices.MayAssign), LeadForm.EditionOf(sent.Version), actor, desks, database, stop);
        return result.Refused(out var refusal) ? EditPage(id, sent, refusal, choices) : Go.To($"/leads/{id}", result.Value.LikelyDuplicates is null ? "Saved" : "Saved. It may be the same as another lead: see Perhaps the same.");
    }

    static RazorComponentResult<LeadFormPage> EditPage(Guid id, LeadForm sent, Refusal? refusal, LeadChoices choices) =>
        new(new { Title = "Edit lead", Action = $"/leads/{id}/edit", Submit = "Save", Cancel = $"/leads/{id}", Sent = sent, Choices = choices, Refusal = refusal }) { StatusCode = refusal.Status() };

    static async Task<IResult> Ask(Guid id, Actor actor, LeadDesks desks, Database database, CancellationToken stop)
    {
        var read = await ReadLead.Handle(id, actor, database, stop);
        return read.Refused(out var refusal)
            ? refusal.Problem()
            : new RazorComponentResult<AssignLeadPage>(new { Lead = read.Value.Lead, Choices = LeadChoices.Of(await desks.Get(actor.Tenant, stop), actor), Owner = read.Value.Lead.OwnerId?.ToString() });
    }

    static async Task<IResult> Assign(Guid id, HttpContext http, Actor actor, LeadDesks desks, Database database, CancellationToken stop)
    {
        var form = await http.Request.ReadFormAsync(stop);
        Guid? owner = Guid.TryParse(form["owner_id"], out var user) ? user : null;
        var result = await GiveLead.Handle(id, new(owner, form["reason"]), actor, desks, database, stop);
        var choices = LeadChoices.Of(await desks.Get(actor.Tenant, stop), actor);
        if (!result.Refused(out var refusal))
            return Go.To($"/leads/{id}", $"{result.Value.Name} now belongs to {choices.Name(result.Value.OwnerId) ?? "nobody"}");
        var read = await ReadLead.Handle(id, actor, database, stop);
        return read.Refusal is not null
            ? refusal.Problem()
            : new RazorComponentResult<AssignLeadPage>(new { Lead = read.Value.Lead, Choices = choices, Owner = form["owner_id"].ToString(), Reason = form["reason"].ToString(), Refusal = refusal }) { StatusCode = refusal.Status() };
    }
}

using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.Activities;
using Rainmaker.Crm;
using Rainmaker.Leads.Matches;
using Rainmaker.Shell;

namespace Rainmaker.Leads.Screens;

/// <summary>The leads as a list, one lead's page, and the acts on it that need one click.</summary>
static class LeadRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/leads", List).Requires(LeadRights.Read).ExcludeFromDescription();
        routes.MapGet("/leads/{id:guid}", Show).Requires(LeadRights.Read).ExcludeFromDescription();
        routes.MapGet("/leads/{id:guid}/timeline", Timeline).Requires(LeadRights.Read).ExcludeFromDescription();
        routes.MapPost("/leads/{id:guid}/status", SetStatus).Requires(LeadRights.Edit).ExcludeFromDescription();
        routes.MapPost("/leads/{id:guid}/delete", Delete).Requires(LeadRights.Delete).ExcludeFromDescription();
        routes.MapPost("/leads/{id:guid}/restore", Restore).Requires(LeadRights.Edit).ExcludeFromDescription();
    }

    static async Task<IResult> List([AsParameters] LeadFilter filter, [AsParameters] ListLeads.Page page, Actor actor, Database database, Tenants tenants, LeadDesks desks, CancellationToken stop)
    {
        var list = await ListLeads.Handle(filter, page, actor, database, tenants, stop);
        if (list.Refused(out var refusal))
            return refusal.Problem();
        var desk = await desks.Get(actor.Tenant, stop);
        return new RazorComponentResult<LeadsPage>(new
        {
            Leads = list.Value.Data, Next = list.Value.NextCursor, Count = await ListLeads.Count(filter, actor, database, desk.Tenant, stop), Choices = LeadChoices.Of(desk, actor),
        });
    }

    static async Task<IResult> Show(Guid id, Actor actor, Database database, LeadDesks desks, IEnumerable<IHasActivities> hosts, CancellationToken stop)
    {
        var read = await ReadLead.Handle(id, actor, database, stop);
        if (read.Refused(out var refusal))
            return await Survivor(id, actor, database, stop) is { } survivor ? Go.To($"/leads/{survivor}") : refusal.Problem();
        var timeline = await ReadTimeline.Handle(EntityType.Lead, id, 100, null, actor, hosts, database, stop);
        var desk = await desks.Get(actor.Tenant, stop);
        return new RazorComponentResult<LeadPage>(new { View = read.Value, Lines = timeline.Value.Data, Choices = LeadChoices.Of(desk, actor) });
    }

    static async Task<Guid?> Survivor(Guid id, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        return await db.Survivor(id, stop);
    }

    static async Task<IResult> Timeline(Guid id, Actor actor, Database database, IEnumerable<IHasActivities> hosts, CancellationToken stop)
    {
        var timeline = await ReadTimeline.Handle(EntityType.Lead, id, 100, null, actor, hosts, database, stop);
        return timeline.Refused(out var refusal) ? refusal.Problem() : new RazorComponentResult<LeadTimelinePiece>(new { Lead = id, Lines = timeline.Value.Data });
    }

    static async Task<IResult> SetStatus(Guid id, HttpContext http, Actor actor, LeadDesks desks, Database database, CancellationToken stop)
    {
        var form = await http.Request.ReadFormAsync(stop);
        var result = await UpdateLead.Handle(id, new() { Status = form["status"].ToString() }, LeadForm.EditionOf(form["version"]), actor, desks, database, stop);
        return Led(result, http, $"/leads/{id}", lead => $"{lead.Name} is {Words<LeadStatus>.ToWord[lead.Status]}");
    }

    static async Task<IResult> Delete(Guid id, HttpContext http, Actor actor, Database database, CancellationToken stop) =>
        Led(await DeleteLead.Handle(id, null, actor, database, stop), http, "/leads", _ => "Lead deleted", undo: $"/leads/{id}/restore");

    static async Task<IResult> Restore(Guid id, HttpContext http, Actor actor, LeadDesks desks, Database database, CancellationToken stop) =>
        Led(await RestoreLead.Handle(id, actor, desks, database, stop), http, $"/leads/{id}", lead => $"{lead.Name} is back");

    /// <summary>On to a page, with what was done; or back with why not.</summary>
    internal static IResult Led<T>(Result<T> result, HttpContext http, string to, Func<T, string> said, string? undo = null)
    {
        if (!result.Refused(out var refusal))
            return Go.To(to, said(result.Value), undo);
        http.Toast(refusal.Why, Tone.Bad);
        return Go.To(to);
    }
}

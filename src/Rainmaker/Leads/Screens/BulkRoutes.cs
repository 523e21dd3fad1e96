using Rainmaker.Shell;

namespace Rainmaker.Leads.Screens;

/// <summary>Acts on the rows picked in the list, or on all that match its filter.</summary>
static class BulkRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/leads/bulk/assign", Assign).Requires(LeadRights.Assign).ExcludeFromDescription();
        routes.MapPost("/leads/bulk/status", SetStatus).Requires(LeadRights.Edit).ExcludeFromDescription();
        routes.MapPost("/leads/bulk/export", async (string? format, HttpContext http, Actor actor, Database database, CancellationToken stop) =>
            await ExportLeads.Send(Chosen.Of(await http.Request.ReadFormAsync(stop)), format, http, actor, database, stop)).Requires(LeadRights.Export).ExcludeFromDescription();
        routes.MapGet("/leads/export", (string? format, HttpContext http, Actor actor, Database database, CancellationToken stop) => ExportLeads.Send(new(null, http.Request.QueryString.Value ?? ""), format, http, actor, database, stop))
            .Requires(LeadRights.Export).ExcludeFromDescription();
    }

    static async Task<IResult> Assign(HttpContext http, Actor actor, LeadDesks desks, Database database, CancellationToken stop)
    {
        var form = await http.Request.ReadFormAsync(stop);
        var chosen = Chosen.Of(form);
        Guid? owner = Guid.TryParse(form["owner_id"], out var user) ? user : null;
        return Led(await BulkLeads.Handle(new BulkLeads.Assign(chosen.Ids, chosen.AllMatching, owner), actor, desks, database, stop), http, "assigned");
    }

    static async Task<IResult> SetStatus(HttpContext http, Actor actor, LeadDesks desks, Database database, CancellationToken stop)
    {
        var form = await http.Request.ReadFormAsync(stop);
        var chosen = Chosen.Of(form);
        return Led(await BulkLeads.Handle(new BulkLeads.SetStatus(chosen.Ids, chosen.AllMatching, form["status"]), actor, desks, database, stop), http, "set");
    }

    static IResult Led(Result<ChangedMany> result, HttpContext http, string done) => Bulk.Led(result, http, "/leads", ("lead", "leads"), done);
}

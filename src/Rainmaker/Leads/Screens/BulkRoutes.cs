using Rainmaker.Shell;

namespace Rainmaker.Leads.Screens;

/// <summary>Acts on the rows picked in the list, or on all that match its filter.</summary>
static class BulkRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/leads/bulk/assign", Assign).Requires(LeadRights.Assign).ExcludeFromDescription();
        routes.MapPost("/leads/bulk/status", SetStatus).Requires(LeadRights.Edit).ExcludeFromDescription();
        routes.MapPost("/leads/bulk/export", Export).Requires(LeadRights.Export).ExcludeFromDescription();
        routes.MapGet("/leads/export", (HttpContext http, Actor actor, Database database, CancellationToken stop) => ExportLeads.Send(new(null, http.Request.QueryString.Value ?? ""), http, actor, database, stop))
            .Requires(LeadRights.Export).ExcludeFromDescription();
    }

    static async Task<IResult> Assign(HttpContext http, Actor actor, LeadDesks desks, Database database, CancellationToken stop)
    {
        var (form, chosen) = await Read(http, stop);
        Guid? owner = Guid.TryParse(form["owner_id"], out var user) ? user : null;
        return Led(await BulkLeads.Handle(new BulkLeads.Assign(chosen.Ids, chosen.AllMatching, owner), actor, desks, database, stop), http, "assigned");
    }

    static async Task<IResult> SetStatus(HttpContext http, Actor actor, LeadDesks desks, Database database, CancellationToken stop)
    {
        var (form, chosen) = await Read(http, stop);
        return Led(await BulkLeads.Handle(new BulkLeads.SetStatus(chosen.Ids, chosen.AllMatching, form["status"]), actor, desks, database, stop), http, "set");
    }

    static async Task<IResult> Export(HttpContext http, Actor actor, Database database, CancellationToken stop) => await ExportLeads.Send((await Read(http, stop)).Chosen, http, actor, database, stop);

    static async Task<(IFormCollection Form, BulkLeads.Selection Chosen)> Read(HttpContext http, CancellationToken stop)
    {
        var form = await http.Request.ReadFormAsync(stop);
        var all = form.TryGetValue("all_matching", out var query) ? query.ToString() : null;
        return (form, new(all is null ? [.. form["id"].Select(id => Guid.TryParse(id, out var picked) ? picked : Guid.Empty)] : null, all));
    }

    static IResult Led(Result<BulkLeads.Answer> result, HttpContext http, string done)
    {
        var back = Uri.TryCreate(http.Request.Headers.Referer, UriKind.Absolute, out var from) && from.AbsolutePath == "/leads" ? from.PathAndQuery : "/leads";
        return LeadRoutes.Led(result, http, back, answer => $"{answer.Changed} {(answer.Changed == 1 ? "lead" : "leads")} {done}{(answer.Unchanged > 0 ? $", {answer.Unchanged} left as they were" : "")}");
    }
}

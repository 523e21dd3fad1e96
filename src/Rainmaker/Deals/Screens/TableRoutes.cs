using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.Shell;

namespace Rainmaker.Deals.Screens;

/// <summary>The deals as a table, as a file, and the acts on rows picked in it.</summary>
static class TableRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/deals", Show).Requires(DealRights.Read).ExcludeFromDescription();
        routes.MapGet("/deals/export", (string? format, string? sort, HttpContext http, Actor actor, Database database, PipelineBooks books, CancellationToken stop) =>
            ExportDeals.Send(new(null, http.Request.QueryString.Value ?? ""), format, sort, http, actor, database, books, stop)).Requires(DealRights.Export).ExcludeFromDescription();
        routes.MapPost("/deals/bulk/assign", Assign).Requires(DealRights.Assign).ExcludeFromDescription();
        routes.MapPost("/deals/bulk/move", Move).Requires(DealRights.Edit).ExcludeFromDescription();
        routes.MapPost("/deals/bulk/export", async (string? format, HttpContext http, Actor actor, Database database, PipelineBooks books, CancellationToken stop) =>
            await ExportDeals.Send(Chosen.Of(await http.Request.ReadFormAsync(stop)), format, null, http, actor, database, books, stop)).Requires(DealRights.Export).ExcludeFromDescription();
    }

    static async Task<IResult> Show([AsParameters] DealFilter filter, [AsParameters] ListDeals.Page page, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var book = await books.Of(db, stop);
        var rows = await ListDeals.Rows(filter, page, db, book, stop);
        if (rows.Refused(out var refusal))
            return refusal.Problem();
        var owners = await DealOwners.Of(db, stop);
        return new RazorComponentResult<DealsPage>(new
        {
            Lines = (IReadOnlyList<DealLine>)[.. rows.Value.Data.Select(d => DealLine.Of(d, book, owners.Names, db.Tenant, db.Now))], Next = rows.Value.NextCursor,
            Sums = await SumDeals.All(new ChooseDeals(db, book).By(filter), stop), Book = book, Owners = owners, db.Tenant, db.Today,
            MayEdit = DealRights.Edit.Allows(actor), MayExport = DealRights.Export.Allows(actor),
            Takers = DealRights.Assign.Allows(actor) ? await Takers(db, stop) : [],
        });
    }

    static async Task<IReadOnlyList<(string, string)>> Takers(SalesDb db, CancellationToken stop)
    {
        var users = db.Users;
        return [.. (await users.Where(u => u.IsActive).OrderBy(u => u.Name).Select(u => new { u.Id, u.Name }).ToListAsync(stop)).Select(u => (u.Id.ToString(), u.Name))];
    }

    static async Task<IResult> Assign(HttpContext http, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        var form = await http.Request.ReadFormAsync(stop);
        var chosen = Chosen.Of(form);
        // On the screen an empty choice is one that was forgotten.
        return Led(Guid.TryParse(form["owner_id"], out var owner) ? await BulkDeals.Handle(new BulkDeals.Assign(chosen.Ids, chosen.AllMatching, owner), actor, database, books, stop) : new BulkDeals.NoOwner(), http, "assigned");
    }

    static async Task<IResult> Move(HttpContext http, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        var form = await http.Request.ReadFormAsync(stop);
        var chosen = Chosen.Of(form);
        return Led(await BulkDeals.Handle(new BulkDeals.Move(chosen.Ids, chosen.AllMatching, form["deal_stage"]), actor, database, books, stop), http, "moved");
    }

    static IResult Led(Result<ChangedMany> result, HttpContext http, string done) => Bulk.Led(result, http, "/deals", ("deal", "deals"), done);
}

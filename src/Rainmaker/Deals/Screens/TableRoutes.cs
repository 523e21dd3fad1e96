using Microsoft.AspNetCore.Http.HttpResults;

namespace Rainmaker.Deals.Screens;

/// <summary>The deals as a table, and as a file.</summary>
static class TableRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/deals", Show).Requires(DealRights.Read).ExcludeFromDescription();
        routes.MapGet("/deals/export", ExportDeals.Handle).Requires(DealRights.Export).ExcludeFromDescription();
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
            Sums = await SumDeals.All(new ChooseDeals(db, book).By(filter), stop), Book = book, Owners = owners, db.Tenant, db.Today, MayExport = DealRights.Export.Allows(actor),
        });
    }
}

namespace Rainmaker.Deals;

/// <summary>One deal, with its version in the ETag.</summary>
public static class ReadDeal
{
    public static async Task<Result<DealView>> Handle(Guid id, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var deals = db.Deals.AsNoTracking().VisibleTo(actor);
        return await deals.SingleOrDefaultAsync(d => d.Id == id, stop) is { } deal
            ? DealView.Of(deal, await books.Of(db, stop))
            : new NotFound("deal");
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/opportunities/{id:guid}", async (Guid id, Actor actor, Database database, PipelineBooks books, Tenants tenants, HttpContext http, CancellationToken stop) =>
                (await Handle(id, actor, database, books, stop).Told(http, actor, tenants)).Answer())
            .Requires(DealRights.Read)
            .WithSummary("One deal");
}

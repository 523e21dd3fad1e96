namespace Rainmaker.Deals;

/// <summary>Puts a deal away and brings it back. Its history, activities and people stay with it.</summary>
public static class DeleteDeal
{
    public sealed record LeadHasAnother(Guid DealId) : Conflict("Another deal was made of the same lead meanwhile.");

    public static async Task<Result<Done>> Handle(Guid id, uint? edition, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (await db.FindDeal(id, stop) is not { } deal)
            return new NotFound("deal");
        if (edition is { } seen && seen != deal.Edition)
            return new Stale("deal");

        (deal.DeletedAt, deal.UpdatedAt) = (db.Now, db.Now);
        db.Record("deal.deleted", "deal", deal.Id, deal.OwnerId, new { status = deal.Status, value = deal.BaseValue });
        await db.Commit("deal.delete", stop);
        return Done.It;
    }

    /// <summary>Back as it was. A deal that is not away is answered as it is.</summary>
    public static async Task<Result<DealView>> Restore(Guid id, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var (book, deals) = (await books.Of(db, stop), db.Deals.IgnoreQueryFilters(["deleted"]));
        if (await deals.VisibleTo(actor).SingleOrDefaultAsync(d => d.Id == id, stop) is not { } deal)
            return new NotFound("deal");
        if (deal.DeletedAt is null)
            return DealView.Of(deal, book);
        if (deal.LeadId is { } lead && await db.Deals.Where(d => d.LeadId == lead).Select(d => (Guid?)d.Id).FirstOrDefaultAsync(stop) is { } other)
            return new LeadHasAnother(other);

        (deal.DeletedAt, deal.UpdatedAt) = (null, db.Now);
        db.Record("deal.updated", "deal", deal.Id, deal.OwnerId, new { restored = true });
        await db.Commit("deal.restore", stop);
        return DealView.Of(deal, book);
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapDelete("/api/opportunities/{id:guid}", async (Guid id, Actor actor, Database database, HttpContext http, CancellationToken stop) =>
                (await Handle(id, http.Seen(), actor, database, stop)).Answer())
            .Requires(DealRights.Delete)
            .WithSummary("Delete a deal; it can be restored");
        routes.MapPost("/api/opportunities/{id:guid}/restore", async (Guid id, Actor actor, Database database, PipelineBooks books, Tenants tenants, HttpContext http, CancellationToken stop) =>
                (await Restore(id, actor, database, books, stop).Told(http, actor, tenants)).Answer())
            .Requires(DealRights.Delete)
            .WithSummary("Restore a deleted deal");
    }
}

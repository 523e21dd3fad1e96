namespace Rainmaker.Deals;

/// <summary>How a deal came to where it lies: each stage it entered, and how long it had been in the one before.</summary>
public static class ReadDealHistory
{
    /// <param name="FromStage">Null for the first.</param>
    /// <param name="ToProbability">Percent, 0 to 100.</param>
    /// <param name="BaseValue">What the deal was worth then, in base currency.</param>
    /// <param name="SecondsInStage">In the stage it left; null for the first.</param>
    public sealed record Step(DateTimeOffset At, string? FromStage, string ToStage, decimal? FromProbability, decimal ToProbability, decimal? BaseValue, long? SecondsInStage, Guid? ChangedBy);

    public static async Task<Result<Listing<Step>>> Handle(Guid id, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (!await db.Deals.VisibleTo(actor).AnyAsync(d => d.Id == id, stop))
            return new NotFound("deal");
        var book = await books.Of(db, stop);
        return Listing<Step>.Whole([.. (await Rows(db, id, stop)).Select(c => new Step(c.At, c.FromStageId is { } from ? book.Stage(from).Word : null, book.Stage(c.ToStageId).Word,
            c.FromProbability, c.ToProbability, c.Value, c.SecondsInStage, c.ChangedBy))]);
    }

    /// <summary>Newest first.</summary>
    internal static Task<List<DealStageChange>> Rows(SalesDb db, Guid deal, CancellationToken stop) =>
        db.DealStageChanges.AsNoTracking().Where(c => c.DealId == deal).OrderByDescending(c => c.At).ThenByDescending(c => c.Id).ToListAsync(stop);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/opportunities/{id:guid}/history", async (Guid id, Actor actor, Database database, PipelineBooks books, CancellationToken stop) => (await Handle(id, actor, database, books, stop)).Answer())
            .Requires(DealRights.Read)
            .WithSummary("The stages a deal went through, newest first");
}

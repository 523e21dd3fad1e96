namespace Rainmaker.Deals.Screens;

/// <summary>One pipeline as columns: what lies in each stage, summed over all of it, with the first cards.</summary>
public static class ReadBoard
{
    public const int CardsAtOnce = 50;

    /// <summary>Settled deals are shown for a month; the table has them all.</summary>
    public const int SettledDays = 30;

    /// <param name="More">The cursor behind the last card shown; null where all are.</param>
    public sealed record Column(KnownStage Stage, DealSums Sums, IReadOnlyList<DealLine> Cards, string? More);

    /// <param name="SettledFrom">The first day whose settled deals are counted.</param>
    public sealed record View(PipelineBook Book, KnownPipeline Pipeline, IReadOnlyList<Column> Open, IReadOnlyList<Column> Settled, DealOwners Owners, TenantInfo Tenant, DateOnly Today, DateOnly SettledFrom)
    {
        public DealSums Sums => Open.Aggregate(DealSums.None, (sum, column) => sum + column.Sums);
    }

    public static async Task<Result<View>> Handle(DealFilter filter, string? sort, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var (book, from) = (await books.Of(db, stop), db.Today.AddDays(-SettledDays));
        var (choice, order) = (new ChooseDeals(db, book), DealSort.Of(sort ?? "-value"));
        var pipeline = book.Find(filter.Pipeline is "all" ? null : filter.Pipeline);
        var deals = choice.By(filter with { Stage = null, Status = null });
        if (choice.Refusal is { } wrong || order.Refused(out wrong))
            return wrong;

        var shown = deals.Where(d => d.PipelineId == pipeline!.Id && (d.Status == StageKind.Open || d.ClosedOn >= from));
        var sums = await SumDeals.ByStage(shown, stop);
        var cards = (await Cards(shown, pipeline!, order.Value, stop)).ToLookup(d => d.StageId);
        var owners = await DealOwners.Of(db, stop);
        var columns = pipeline!.Stages.Select(stage => ColumnOf(stage, sums.GetValueOrDefault(stage.Id) ?? DealSums.None, [.. order.Value.InOrder(cards[stage.Id])])).ToLookup(c => c.Stage.Kind == StageKind.Open);
        return new View(book, pipeline, [.. columns[true]], [.. columns[false]], owners, db.Tenant, db.Today, from);

        Column ColumnOf(KnownStage stage, DealSums sum, List<Deal> found) =>
            new(stage, sum, [.. found.Take(CardsAtOnce).Select(d => DealLine.Of(d, book, owners.Names, db.Tenant, db.Now))], found.Count > CardsAtOnce ? order.Value.Place(found[CardsAtOnce - 1]) : null);
    }

    /// <summary>The next cards of one column.</summary>
    public static async Task<Result<(View Board, Column Column)>> Next(DealFilter filter, string? sort, Guid stage, string? cursor, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var (book, order) = (await books.Of(db, stop), DealSort.Of(sort ?? "-value"));
        var choice = new ChooseDeals(db, book);
        var deals = choice.By(filter with { Stage = null, Status = null }).Where(d => d.StageId == stage);
        if (choice.Refusal is { } wrong || order.Refused(out wrong))
            return wrong;
        var place = order.Value.Read(cursor);
        if (place.Refused(out wrong))
            return wrong;
        if (book.Pipelines.FirstOrDefault(p => p.Stages.Any(s => s.Id == stage)) is not { } pipeline)
            return new NotFound("stage");
        var (found, owners) = (await order.Value.Page(deals, place.Value).Take(CardsAtOnce + 1).ToListAsync(stop), await DealOwners.Of(db, stop));
        var column = new Column(book.Stage(stage), DealSums.None, [.. found.Take(CardsAtOnce).Select(d => DealLine.Of(d, book, owners.Names, db.Tenant, db.Now))],
            found.Count > CardsAtOnce ? order.Value.Place(found[CardsAtOnce - 1]) : null);
        return (new View(book, pipeline, [column], [], owners, db.Tenant, db.Today, db.Today), column);
    }

    /// <summary>One card more than is shown of each open stage, in one statement.</summary>
    static Task<List<Deal>> Cards(IQueryable<Deal> deals, KnownPipeline pipeline, DealSort order, CancellationToken stop) =>
        pipeline.Open.Select(stage => order.Page(deals.Where(d => d.StageId == stage.Id), []).Take(CardsAtOnce + 1)).Aggregate((all, column) => all.Concat(column)).ToListAsync(stop);
}

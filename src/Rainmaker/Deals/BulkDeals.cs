namespace Rainmaker.Deals;

/// <summary>One act on many deals: those picked, or all that match a filter. What may not change stays as it is and is counted; the rest changes together or not at all.</summary>
public static class BulkDeals
{
    /// <inheritdoc cref="Chosen"/>
    /// <param name="OwnerId">Who gets them; left out, they are taken from their owners.</param>
    public sealed record Assign(IReadOnlyList<Guid>? Ids = null, string? AllMatching = null, Guid? OwnerId = null);

    /// <inheritdoc cref="Chosen"/>
    /// <param name="DealStage">An open stage in any spelling. Deals of pipelines that have none of that name, closed ones and those that lack what the stage asks for stay.</param>
    public sealed record Move(IReadOnlyList<Guid>? Ids = null, string? AllMatching = null, string? DealStage = null);

    public sealed record NoOwner() : Invalid("owner_id", "Say who gets them.");
    public sealed record NoSuchOwner(Guid Sent) : Invalid("owner_id", "There is no such active user.", Sent);
    public sealed record NoStage() : Invalid("deal_stage", "Say which stage they move to.");

    public static async Task<Result<ChangedMany>> Handle(Assign request, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var (owner, users) = (request.OwnerId, db.Users);
        if (owner is { } user && !await users.AnyAsync(u => u.Id == user && u.IsActive, stop))
            return new NoSuchOwner(user);
        var chosen = await Choose(new(request.Ids, request.AllMatching), db, await books.Of(db, stop), stop);
        if (chosen.Refused(out var refusal))
            return refusal;
        var changed = chosen.Value.Where(d => d.OwnerId != owner).ToList();
        foreach (var deal in changed)
        {
            var before = deal.OwnerId;
            (deal.OwnerId, deal.UpdatedAt) = (owner, db.Now);
            db.Record("deal.updated", "deal", deal.Id, owner, new { previous_owner = before, value = deal.BaseValue });
        }
        if (changed.Count > 0)
            await db.Commit("deal.update", stop, new { bulk = chosen.Value.Count });
        return new ChangedMany(changed.Count, chosen.Value.Count - changed.Count);
    }

    public static async Task<Result<ChangedMany>> Handle(Move request, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        if (string.IsNullOrWhiteSpace(request.DealStage))
            return new NoStage();
        await using var db = await database.Open(actor, stop);
        var book = await books.Of(db, stop);
        if (!book.FindStages(request.DealStage).Any(s => s.Kind == StageKind.Open))
            return new ChooseDeals.UnknownWord("deal_stage", request.DealStage, string.Join(", ", book.Pipelines.SelectMany(p => p.Open).Select(s => s.Word).Distinct()));
        var chosen = await Choose(new(request.Ids, request.AllMatching), db, book, stop);
        if (chosen.Refused(out var refusal))
            return refusal;

        var moved = new List<Guid>();
        foreach (var deals in chosen.Value.Where(d => d.IsOpen).GroupBy(d => book.Pipeline(d.PipelineId).Find(request.DealStage)))
        {
            if (deals.Key is not { Kind: StageKind.Open } to)
                continue;
            var leaving = deals.Where(d => d.StageId != to.Id).ToList();
            var lacks = await db.Door(to, leaving, stop);
            foreach (var deal in leaving.Where(d => lacks(d).Count == 0))
            {
                db.Enter(deal, book.Stage(deal.StageId), to, to.Probability, ProbabilityOrigin.Stage, "deal.moved");
                moved.Add(deal.Id);
            }
        }
        if (moved.Count > 0)
        {
            await db.Save("deal.stage_change", stop, new { bulk = chosen.Value.Count, new_stage = request.DealStage });
            await RefreshDealHealth.Judge(db, book, [.. moved], stop);
            await db.Finish(stop);
        }
        return new ChangedMany(moved.Count, chosen.Value.Count - moved.Count);
    }

    /// <summary>The deals that are meant, within the actor's sight, for changing them.</summary>
    static async Task<Result<List<Deal>>> Choose(Chosen chosen, SalesDb db, PipelineBook book, CancellationToken stop)
    {
        if (chosen.IsNothing())
            return new Chosen.NothingChosen();
        var choice = new ChooseDeals(db, book);
        var deals = choice.By(chosen);
        if (choice.Refusal is { } wrong)
            return wrong;
        var found = await deals.AsTracking().OrderBy(d => d.Id).Take(Chosen.AtMost + 1).ToListAsync(stop);
        return found.Count > Chosen.AtMost ? new Chosen.TooManyChosen(found.Count) : found;
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/opportunities/bulk/assign", async (Assign request, Actor actor, Database database, PipelineBooks books, CancellationToken stop) => (await Handle(request, actor, database, books, stop)).Answer())
            .Requires(DealRights.Assign).WithSummary("Give many deals to somebody");
        routes.MapPost("/api/opportunities/bulk/move", async (Move request, Actor actor, Database database, PipelineBooks books, CancellationToken stop) => (await Handle(request, actor, database, books, stop)).Answer())
            .Requires(DealRights.Edit).WithSummary("Move many open deals to another open stage");
    }
}

namespace Rainmaker.Deals;

/// <summary>Carries an open deal into another open stage. Into the stage it is in already: nothing happens.</summary>
public static class MoveDeal
{
    public sealed record Request
    {
        /// <summary>An open stage in any spelling.</summary>
        public required string DealStage { get; init; }

        /// <summary>Percent, 0 to 100. Left out, the stage's holds, also over one that was set by hand for the stage before.</summary>
        public decimal? Probability { get; init; }

        /// <summary>The stage the mover saw it in; another one by now refuses the move.</summary>
        public string? ExpectedStage { get; init; }
    }

    public sealed record ClosedDealStays(StageKind As) : Conflict($"The deal is {Words<StageKind>.ToWord[As]}. Reopen it to move it.");
    public sealed record MovedMeanwhile(string To) : Conflict($"Somebody moved this deal to {To} meanwhile.");

    public sealed record Move(KnownStage From, KnownStage To, decimal Probability, ProbabilityOrigin Origin);

    /// <summary>The rule alone: what happens, nothing (it is there already), or why not.</summary>
    public static Result<Move?> Decide(Deal deal, KnownPipeline pipeline, Request request, DealTerms terms)
    {
        if (!deal.IsOpen)
            return new ClosedDealStays(deal.Status);
        var from = pipeline.Stages.First(s => s.Id == deal.StageId);
        if (request.ExpectedStage is { } expected && pipeline.Find(expected)?.Id != from.Id)
            return new MovedMeanwhile(from.Label);
        var (to, probability) = (terms.OpenStage(request.DealStage, pipeline), terms.Probability(request.Probability));
        if (terms.Refusal is { } faults)
            return faults;
        return to.Id == from.Id
            ? (Move?)null
            : new Move(from, to, probability ?? to.Probability, probability is null ? ProbabilityOrigin.Stage : ProbabilityOrigin.Manual);
    }

    public static async Task<Result<DealView>> Handle(Guid id, Request request, uint? edition, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (await db.FindDeal(id, stop) is not { } deal)
            return new NotFound("deal");
        if (edition is { } seen && seen != deal.Edition)
            return new Stale("deal");

        var (book, terms) = (await books.Of(db, stop), DealTerms.Of(db.Tenant));
        var decision = Decide(deal, book.Pipeline(deal.PipelineId), request, terms);
        if (decision.Refused(out var refusal))
            return refusal;

        if (decision.Value is { } move)
        {
            await db.CheckDoor(deal, move.To, terms, stop);
            if (terms.Refusal is { } lacking)
                return lacking;
            db.Enter(deal, move.From, move.To, move.Probability, move.Origin, "deal.moved");
            await JudgeDeal.Handle(db, deal, book, stop);
            await db.Commit("deal.stage_change", stop, new { old_stage = move.From.Key, new_stage = move.To.Key });
        }
        return DealView.Of(deal, book);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/opportunities/{id:guid}/move", async (Guid id, Request request, Actor actor, Database database, PipelineBooks books, Tenants tenants, HttpContext http, CancellationToken stop) =>
                (await Handle(id, request, http.Seen(), actor, database, books, stop).Told(http, actor, tenants)).Answer())
            .Requires(DealRights.Edit)
            .WithSummary("Move a deal to another open stage");
}

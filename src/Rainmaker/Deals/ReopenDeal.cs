namespace Rainmaker.Deals;

/// <summary>Takes back that a deal was won or lost: it lies again in the stage it was closed out of, or in the one named.</summary>
public static class ReopenDeal
{
    public sealed record Request
    {
        /// <summary>An open stage in any spelling; the one it was closed out of where left out.</summary>
        public string? DealStage { get; init; }
    }

    public sealed record NeverClosed() : Conflict("The deal is open.");

    public static Result<KnownStage> Decide(Deal deal, KnownPipeline pipeline, KnownStage? before, Request request, DealTerms terms)
    {
        if (deal.IsOpen)
            return new NeverClosed();
        var to = request.DealStage is null && before is { Kind: StageKind.Open } ? before : terms.OpenStage(request.DealStage, pipeline);
        return terms.Refusal is { } fault ? fault : to;
    }

    public static async Task<Result<DealView>> Handle(Guid id, Request request, uint? edition, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (await db.FindDeal(id, stop) is not { } deal)
            return new NotFound("deal");
        if (edition is { } seen && seen != deal.Edition)
            return new Stale("deal");

        var (book, changes) = (await books.Of(db, stop), db.DealStageChanges);
        var pipeline = book.Pipeline(deal.PipelineId);
        var before = await changes.Where(c => c.DealId == id && c.ToStageId == deal.StageId).OrderByDescending(c => c.At).Select(c => c.FromStageId).FirstOrDefaultAsync(stop);
        var decision = Decide(deal, pipeline, pipeline.Stages.FirstOrDefault(s => s.Id == before), request, DealTerms.Of(db.Tenant));
        if (decision.Refused(out var refusal))
            return refusal;

        var (from, to) = (book.Stage(deal.StageId), decision.Value);
        (deal.ClosedOn, deal.LostReason) = (null, null);
        db.Enter(deal, from, to, to.Probability, ProbabilityOrigin.Stage, "deal.moved");
        await JudgeDeal.Handle(db, deal, book, stop);
        await db.Commit("deal.reopen", stop, new { old_stage = from.Key, new_stage = to.Key });
        return DealView.Of(deal, book);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/opportunities/{id:guid}/reopen", async (Guid id, Request? request, Actor actor, Database database, PipelineBooks books, Tenants tenants, HttpContext http, CancellationToken stop) =>
                (await Handle(id, request ?? new(), http.Seen(), actor, database, books, stop).Told(http, actor, tenants)).Answer())
            .Requires(DealRights.Edit)
            .WithSummary("Reopen a won or lost deal");
}

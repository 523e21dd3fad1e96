using System.Globalization;

namespace Rainmaker.Deals;

/// <summary>Settles an open deal as won or lost. A settled one is refused until it is reopened.</summary>
public static class CloseDeal
{
    public sealed record Request
    {
        public required DealOutcome Outcome { get; init; }

        /// <summary>Needed for lost; 500 characters.</summary>
        public string? Reason { get; init; }

        /// <summary>The day it was settled, or a moment of it; never in the future; today where left out.</summary>
        public string? ClosedAt { get; init; }

        /// <summary>What it was settled for, in the deal's currency; its own value where left out.</summary>
        public decimal? Value { get; init; }

        /// <summary>Which of several won or lost stages, such as disqualified; the first of its kind where left out.</summary>
        public string? DealStage { get; init; }
    }

    public sealed record LostNeedsReason() : Invalid("reason", "Say why the deal was lost, so that the next one is not.");
    public sealed record NotADay(string Sent) : Invalid("closed_at", $"'{Sent}' is not a day such as 2026-11-20.", Sent);
    public sealed record ClosedInTheFuture(DateOnly On) : Invalid("closed_at", $"{On:yyyy-MM-dd} has not come yet.", On);
    public sealed record ClosedBefore(StageKind As) : Conflict($"The deal is {Words<StageKind>.ToWord[As]} already. Reopen it first.");

    public sealed record Closing(KnownStage From, KnownStage To, DateOnly On, string? Reason, decimal? Value);

    /// <summary>The rule alone: what happens, or everything that stands in the way.</summary>
    /// <param name="dayOf">The tenant's day of a moment.</param>
    public static Result<Closing> Decide(Deal deal, KnownPipeline pipeline, Request request, DateOnly today, Func<DateTimeOffset, DateOnly> dayOf, DealTerms terms)
    {
        if (!deal.IsOpen)
            return new ClosedBefore(deal.Status);
        var kind = request.Outcome == DealOutcome.Won ? StageKind.Won : StageKind.Lost;
        var to = pipeline.Ending(kind);
        if (request.DealStage is { } named && pipeline.Find(named) is not { Kind: not StageKind.Open })
            terms.Add(new DealTerms.NoSuchStage("deal_stage", named, string.Join(", ", pipeline.Stages.Where(s => s.Kind == kind).Select(s => s.Word))));
        else if (request.DealStage is { } word)
            to = pipeline.Find(word)!;
        if (to.Kind != kind)
            terms.Add(new InvalidField("deal_stage", $"{to.Label} is not a {Words<StageKind>.ToWord[kind]} stage.", request.DealStage));

        var (reason, value, on) = (terms.Text("reason", request.Reason, 500), terms.Value(request.Value), Day(request.ClosedAt, today, dayOf));
        if (kind == StageKind.Lost && reason is null)
            terms.Add(new LostNeedsReason());
        if (on is null)
            terms.Add(new NotADay(request.ClosedAt!));
        if (on > today)
            terms.Add(new ClosedInTheFuture(on.Value));
        if (terms.Refusal is { } faults)
            return faults;
        return new Closing(pipeline.Stages.First(s => s.Id == deal.StageId), to, on!.Value, reason, value ?? deal.Value);
    }

    public static async Task<Result<DealView>> Handle(Guid id, Request request, uint? edition, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (await db.FindDeal(id, stop) is not { } deal)
            return new NotFound("deal");

        var book = await books.Of(db, stop);
        var decision = Decide(deal, book.Pipeline(deal.PipelineId), request, db.Today, db.Tenant.DayOf, DealTerms.Of(db.Tenant));
        if (decision.Refused(out var refusal))
            return refusal;
        if (edition is { } seen && seen != deal.Edition)
            return new Stale("deal");

        var closing = decision.Value;
        deal.Revalue(closing.Value, deal.Currency, deal.Rate);
        (deal.ClosedOn, deal.LostReason) = (closing.On, closing.To.Kind == StageKind.Lost ? closing.Reason : null);
        (deal.HealthScore, deal.HealthReasons, deal.RiskLevel) = (null, null, null);
        db.Enter(deal, closing.From, closing.To, closing.To.Probability, ProbabilityOrigin.Stage, "deal.closed", closing.Reason);
        await db.Commit("deal.close", stop, new { old_stage = closing.From.Key, new_stage = closing.To.Key, outcome = request.Outcome, reason = closing.Reason });
        return DealView.Of(deal, book);
    }

    static DateOnly? Day(string? sent, DateOnly today, Func<DateTimeOffset, DateOnly> dayOf) => sent switch
    {
        null or "" => today,
        _ when DateOnly.TryParseExact(sent, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) => day,
        _ when sent.Length > 10 && DateTimeOffset.TryParse(sent, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) => dayOf(moment),
        _ => null,
    };

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/opportunities/{id:guid}/close", async (Guid id, Request request, Actor actor, Database database, PipelineBooks books, Tenants tenants, HttpContext http, CancellationToken stop) =>
                (await Handle(id, request, http.Seen(), actor, database, books, stop).Told(http, actor, tenants)).Answer())
            .Requires(DealRights.Edit)
            .WithSummary("Close a deal as won or lost");
}

public enum DealOutcome { Won, Lost }

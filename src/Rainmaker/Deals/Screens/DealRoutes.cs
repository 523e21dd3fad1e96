using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.Shell;

namespace Rainmaker.Deals.Screens;

/// <summary>A deal's page and the acts on it that need one click or one small form.</summary>
static class DealRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/deals/{id:guid}", Show).Requires(DealRights.Read).ExcludeFromDescription();
        routes.MapGet("/deals/{id:guid}/timeline", Timeline).Requires(DealRights.Read).ExcludeFromDescription();
        routes.MapGet("/deals/{id:guid}/close", Ask).Requires(DealRights.Edit).ExcludeFromDescription();
        routes.MapPost("/deals/{id:guid}/close", Close).Requires(DealRights.Edit).ExcludeFromDescription();
        routes.MapPost("/deals/{id:guid}/reopen", Reopen).Requires(DealRights.Edit).ExcludeFromDescription();
        routes.MapPost("/deals/{id:guid}/delete", Delete).Requires(DealRights.Delete).ExcludeFromDescription();
        routes.MapPost("/deals/{id:guid}/restore", Restore).Requires(DealRights.Delete).ExcludeFromDescription();
    }

    static async Task<IResult> Show(Guid id, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        var read = await ReadDealPage.Handle(id, actor, database, books, stop);
        return read.Refused(out var refusal) ? refusal.Problem() : new RazorComponentResult<DealPage>(new { View = read.Value, MayEdit = DealRights.Edit.Allows(actor) });
    }

    static async Task<IResult> Timeline(Guid id, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        var read = await ReadDealPage.Handle(id, actor, database, books, stop);
        return read.Refused(out var refusal) ? refusal.Problem() : new RazorComponentResult<DealTimelinePiece>(new { Deal = id, Entries = read.Value.Timeline, MayEdit = DealRights.Edit.Allows(actor) });
    }

    static async Task<IResult> Ask(Guid id, string? outcome, HttpContext http, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (await db.FindDeal(id, stop) is not { } deal)
            return new Platform.NotFound("deal").Problem();
        if (!deal.IsOpen)
            return new CloseDeal.ClosedBefore(deal.Status).Problem();
        return new RazorComponentResult<CloseDealPage>(new
        {
            Deal = deal, Choices = await DealChoices.Of(db, await books.Of(db, stop), stop), Won = outcome is not "lost", Back = Backward.From(http, $"/deals/{id}"),
            Version = deal.Edition.ToString(System.Globalization.CultureInfo.InvariantCulture), Value = deal.Value?.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture),
        });
    }

    static async Task<IResult> Close(Guid id, HttpContext http, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        var form = await http.Request.ReadFormAsync(stop);
        string? Sent(string name) => form[name] is [{ Length: > 0 } sent, ..] ? sent : null;
        var (won, faults, back) = (form["outcome"] != "lost", new List<Invalid>(), Sent("back") ?? $"/deals/{id}");
        var request = new CloseDeal.Request
        {
            Outcome = won ? DealOutcome.Won : DealOutcome.Lost, Reason = Sent("reason"), ClosedAt = Sent("closed_at"), DealStage = Sent("deal_stage"),
            Value = new DealForm { Value = Sent("value") }.ToOpen(faults).ValueEstimate,
        };
        uint? edition = uint.TryParse(Sent("version"), out var version) ? version : null;
        var closed = faults.Count > 0 ? new Faults([.. faults]) : await CloseDeal.Handle(id, request, edition, actor, database, books, stop);
        if (!closed.Refused(out var refusal))
            return Go.To(back, won ? $"{closed.Value.DealName} is won" : $"{closed.Value.DealName} is lost", undo: $"/deals/{id}/reopen");

        await using var db = await database.Open(actor, stop);
        if (await db.FindDeal(id, stop) is not { } deal)
            return refusal.Problem();
        return new RazorComponentResult<CloseDealPage>(new
        {
            Deal = deal, Choices = await DealChoices.Of(db, await books.Of(db, stop), stop), Won = won, Back = back, Version = Sent("version"), Reason = Sent("reason"), Value = Sent("value"),
            On = Sent("closed_at"), Stage = Sent("deal_stage"), Refusal = refusal,
        }) { StatusCode = refusal.Status() };
    }

    static async Task<IResult> Reopen(Guid id, HttpContext http, Actor actor, Database database, PipelineBooks books, CancellationToken stop) =>
        Led(await ReopenDeal.Handle(id, new(), null, actor, database, books, stop), http, Backward.From(http, $"/deals/{id}"), d => $"{d.DealName} is open again, in {d.StageLabel}");

    static async Task<IResult> Delete(Guid id, HttpContext http, Actor actor, Database database, CancellationToken stop) =>
        Led(await DeleteDeal.Handle(id, null, actor, database, stop), http, "/pipeline", _ => "Deal deleted", undo: $"/deals/{id}/restore");

    static async Task<IResult> Restore(Guid id, HttpContext http, Actor actor, Database database, PipelineBooks books, CancellationToken stop) =>
        Led(await DeleteDeal.Restore(id, actor, database, books, stop), http, $"/deals/{id}", d => $"{d.DealName} is back");

    static IResult Led<T>(Result<T> result, HttpContext http, string to, Func<T, string> said, string? undo = null)
    {
        if (!result.Refused(out var refusal))
            return Go.To(to, said(result.Value), undo);
        http.Toast(refusal.Why, Tone.Bad);
        return Go.To(to);
    }
}

using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.Deals.Snapshots;
using Rainmaker.Shell;

namespace Rainmaker.Deals.Screens;

/// <summary>The board: its page, the next cards of a column, and a card's move.</summary>
static class BoardRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/pipeline", Show).Requires(DealRights.Read).ExcludeFromDescription();
        routes.MapGet("/pipeline/cards", Next).Requires(DealRights.Read).ExcludeFromDescription();
        routes.MapPost("/deals/{id:guid}/move", Move).Requires(DealRights.Edit).ExcludeFromDescription();
    }

    static async Task<IResult> Show([AsParameters] DealFilter filter, string? sort, string? on, Actor actor, Database database, PipelineBooks books, Tenants tenants, TimeProvider time, CancellationToken stop)
    {
        // A day that is not over is now.
        if (on is { Length: > 0 } && !(AsOf.Read("on", on) is { Refusal: null, Value: { } day } && day >= (await tenants.Get(actor.Tenant, stop)).DayOf(time.GetUtcNow())))
            return await ThenRoutes.Board(on, filter.Pipeline, filter.Owner, actor, database, books, time, stop);
        var board = await ReadBoard.Handle(filter, sort, actor, database, books, stop);
        return board.Refused(out var refusal) ? refusal.Problem() : new RazorComponentResult<BoardPage>(new { Board = board.Value, MayMove = DealRights.Edit.Allows(actor) });
    }

    static async Task<IResult> Next([AsParameters] DealFilter filter, string? sort, Guid column, string? cursor, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        var next = await ReadBoard.Next(filter, sort, column, cursor, actor, database, books, stop);
        return next.Refused(out var refusal) ? refusal.Problem() : new RazorComponentResult<StageCards>(new { next.Value.Board, next.Value.Column, MayMove = DealRights.Edit.Allows(actor) });
    }

    /// <summary>Asked by the board's script, which shows a refusal on the card, and by each card's plain form, which is led back.</summary>
    static async Task<IResult> Move(Guid id, HttpContext http, Actor actor, Database database, PipelineBooks books, Tenants tenants, CancellationToken stop)
    {
        var form = await http.Request.ReadFormAsync(stop);
        string? Sent(string name) => form[name] is [{ Length: > 0 } sent, ..] ? sent : http.Request.Query[name];
        var isScript = http.Request.Headers.Accept.ToString().StartsWith("application/json", StringComparison.Ordinal);
        var before = isScript ? default : await ReadDeal.Handle(id, actor, database, books, stop);
        var request = new MoveDeal.Request { DealStage = Sent("stage") ?? "", ExpectedStage = Sent("expected_stage") };
        uint? edition = uint.TryParse(form["version"], out var version) ? version : null;
        var moved = await MoveDeal.Handle(id, request, edition, actor, database, books, stop).Told(http, actor, tenants);
        if (isScript)
            return moved.Refused(out var refusal) ? refusal.Problem() : TypedResults.Ok(moved.Value);
        var back = Sent("back") ?? "/pipeline";
        if (!moved.Refused(out var why))
            return Go.To(back, $"{moved.Value.DealName} is now in {moved.Value.StageLabel}", undo: $"/deals/{id}/move?stage={before.Value.DealStage}&back={Uri.EscapeDataString(back)}");
        http.Toast(why.Why, Tone.Bad);
        return Go.To(back);
    }
}

using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.Deals.Screens;

namespace Rainmaker.Deals.Snapshots;

/// <summary>Board and table as they stood on a day.</summary>
static class ThenRoutes
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/deals/then", Rows).Requires(DealRights.Read).ExcludeFromDescription();

    /// <summary>The board of a day that is over; asked for by <c>/pipeline?on=</c>.</summary>
    public static async Task<IResult> Board(string on, string? pipeline, string? owner, Actor actor, Database database, PipelineBooks books, TimeProvider time, CancellationToken stop)
    {
        var board = await ReadBoardThen.Handle(on, pipeline, owner, actor, database, books, stop);
        return board.Refused(out var refusal) ? refusal.Problem() : new RazorComponentResult<BoardThenPage>(new { Board = board.Value, Today = board.Value.Tenant.DayOf(time.GetUtcNow()) });
    }

    static async Task<IResult> Rows([AsParameters] ReadDealsThen.Request request, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var book = await books.Of(db, stop);
        var read = await ReadDealsThen.Read(request, db, book, stop);
        if (read.Refused(out var refusal))
            return refusal is AsOf.NothingBefore ? new Platform.NotFound("snapshot").Problem() : refusal.Problem();
        return new RazorComponentResult<DealsThenPage>(new { read.Value.Then, read.Value.Rows, Book = book, Owners = await DealOwners.Of(db, stop), db.Today });
    }
}

using System.Globalization;
using Microsoft.AspNetCore.Mvc;

namespace Rainmaker.Deals.Snapshots;

/// <summary>The deals as they stood on a day, in the caller's sight then: the dearest first. Whoever owned a deal then saw it then.</summary>
public static class ReadDealsThen
{
    const string Sort = "then";

    /// <param name="On">A day, yyyy-MM-dd; the latest snapshot where left out.</param>
    /// <param name="Status">open (where left out), won, lost; all.</param>
    /// <param name="Stage">In any spelling.</param>
    /// <param name="Owner">A user's id, me or none.</param>
    /// <param name="Pipeline">Key or id; all where left out.</param>
    public sealed record Request([FromQuery(Name = "on")] string? On = null, [FromQuery(Name = "status")] string? Status = null, [FromQuery(Name = "stage")] string? Stage = null, [FromQuery(Name = "owner")] string? Owner = null,
        [FromQuery(Name = "pipeline")] string? Pipeline = null, [FromQuery(Name = "limit")] int? Limit = null, [FromQuery(Name = "cursor")] string? Cursor = null);

    /// <param name="ValueEstimate">In the deal’s currency; base value in the tenant’s.</param>
    public sealed record Row(Guid Id, string DealName, string? Company, string Pipeline, string DealStage, StageKind Status, decimal Probability, decimal? ValueEstimate, string Currency, decimal? BaseValue, Guid? AssignedTo,
        DateOnly? ExpectedCloseDate, DateOnly? ClosedOn, DateTimeOffset CreatedAt);

    public sealed record Answer(TakeSnapshot.View Snapshot, bool IsExact, IReadOnlyList<string> Notes, IReadOnlyList<Row> Data, bool HasMore, string? NextCursor);

    public static async Task<Result<Answer>> Handle(Request request, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var book = await books.Of(db, stop);
        var read = await Read(request, db, book, stop);
        if (read.Refused(out var refusal))
            return refusal;
        var (then, rows) = read.Value;
        return new Answer(then.Snapshot, then.IsExact, then.Notes, [.. rows.Data.Select(s => Shown(s, book))], rows.HasMore, rows.NextCursor);
    }

    static Row Shown(DealState s, PipelineBook book) => new(s.DealId, s.Name, s.Company, book.Pipeline(s.PipelineId).Key, book.Stage(s.StageId).Word, s.Status, s.Probability, s.Value, s.Currency, s.BaseValue, s.OwnerId, s.ExpectedCloseDate, s.ClosedOn, s.OpenedAt);

    internal static async Task<Result<(AsOf Then, Listing<DealState> Rows)>> Read(Request request, SalesDb db, PipelineBook book, CancellationToken stop)
    {
        var (limit, then) = (Cursor.Limit(request.Limit), await AsOf.Find("on", request.On, db, stop));
        if (limit.Refused(out var refusal) || then.Refused(out refusal))
            return refusal;
        var (states, wrong) = Choose(request, db.DealStates.AsNoTracking().At(then.Value.At).VisibleTo(db.Actor), db, book);
        if (wrong is not null)
            return wrong;
        if (request.Cursor is { Length: > 0 })
        {
            if (Cursor.Read(request.Cursor, Sort) is not [var worth, var last] || !decimal.TryParse(worth, NumberStyles.Number, CultureInfo.InvariantCulture, out var value) || !Guid.TryParse(last, out var id))
                return new Cursor.NotACursor(request.Cursor);
            states = states.Where(s => (s.BaseValue ?? -1) < value || ((s.BaseValue ?? -1) == value && s.DealId.CompareTo(id) > 0));
        }
        var rows = await states.OrderByDescending(s => s.BaseValue ?? -1).ThenBy(s => s.DealId).Take(limit.Value + 1).ToListAsync(stop);
        return (then.Value, Listing<DealState>.Of(rows, limit.Value, r => r, r => Cursor.Write(Sort, (r.BaseValue ?? -1).ToString(CultureInfo.InvariantCulture), r.DealId.ToString())));
    }

    static (IQueryable<DealState> States, Refusal? Wrong) Choose(Request request, IQueryable<DealState> states, SalesDb db, PipelineBook book)
    {
        if (request.Status is not ("all" or null or ""))
        {
            if (!Words<StageKind>.FromWord.TryGetValue(request.Status, out var status))
                return (states, new ChooseDeals.UnknownWord("status", request.Status, "open, won, lost, all"));
            states = states.Where(s => s.Status == status);
        }
        else if (request.Status != "all")
            states = states.Where(s => s.Status == StageKind.Open);
        if (request.Pipeline is { Length: > 0 } and not "all")
        {
            if (book.Find(request.Pipeline) is not { Id: var pipeline })
                return (states, new ChooseDeals.UnknownWord("pipeline", request.Pipeline, string.Join(", ", book.Pipelines.Select(p => p.Key))));
            states = states.Where(s => s.PipelineId == pipeline);
        }
        if (request.Stage is { Length: > 0 } word)
        {
            Guid[] stages = [.. book.FindStages(word).Select(s => s.Id)];
            if (stages.Length == 0)
                return (states, new ChooseDeals.UnknownWord("stage", word, string.Join(", ", book.Pipelines.SelectMany(p => p.Stages).Select(s => s.Word).Distinct())));
            states = states.Where(s => stages.Contains(s.StageId));
        }
        if (request.Owner is "none")
            return (states.Where(s => s.OwnerId == null), null);
        if (request.Owner is not { Length: > 0 } named)
            return (states, null);
        return Guid.TryParse(named == "me" ? db.Actor.User.ToString() : named, out var owner) ? (states.Where(s => s.OwnerId == owner), null) : (states, new ChooseDeals.Unreadable("owner", named, "an id, me or none"));
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/snapshots/deals", async ([AsParameters] Request request, Actor actor, Database database, PipelineBooks books, CancellationToken stop) => (await Handle(request, actor, database, books, stop)).Answer())
            .Requires(DealRights.Read).WithSummary("The deals as they stood on a day");
}

using Rainmaker.Platform.Files;

namespace Rainmaker.Deals;

/// <summary>Deals as CSV or as an Excel workbook, in the words of the API, so that the file can be imported again. Streams; who took what out is in the audit.</summary>
public static class ExportDeals
{
    static readonly string[] Columns =
    [
        "id", "external_id", "deal_name", "company", "pipeline", "deal_stage", "status", "value_estimate", "currency", "base_value", "probability", "expected_close_date", "closed_on", "lost_reason",
        "owner", "source", "product", "tags", "health_score", "created_at", "updated_at",
    ];

    internal static async Task<IResult> Send(Chosen chosen, string? format, string? sort, HttpContext http, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var (book, order, wanted) = (await books.Of(db, stop), DealSort.Of(sort), TableWriter.FormatOf(format));
        var choice = new ChooseDeals(db, book);
        var deals = choice.By(chosen);
        if (choice.Refusal is { } wrong || order.Refused(out wrong) || wanted.Refused(out wrong))
            return wrong.Problem();
        await Remember(chosen, actor, database, stop);
        var users = db.Users;
        var names = await users.ToDictionaryAsync(u => u.Id, u => u.Name, stop);

        await using var file = TableWriter.Begin(http, wanted.Value, $"deals-{db.Today:yyyy-MM-dd}");
        await file.Row(Columns);
        await foreach (var deal in order.Value.Page(deals, []).AsAsyncEnumerable().WithCancellation(stop))
            await file.Row(Fields(deal, book, names));
        await file.Finish(stop);
        return Results.Empty;
    }

    static object?[] Fields(Deal deal, PipelineBook book, Dictionary<Guid, string> names) =>
    [
        deal.Id.ToString(), deal.ExternalId, deal.Name, deal.Company, book.Pipeline(deal.PipelineId).Key, book.Stage(deal.StageId).Word, Words<StageKind>.ToWord[deal.Status], deal.Value, deal.Currency,
        deal.BaseValue, deal.Probability, deal.ExpectedCloseDate, deal.ClosedOn, deal.LostReason,
        deal.OwnerId is { } owner ? names.GetValueOrDefault(owner) : null, deal.Source, deal.Product, string.Join(", ", deal.Tags), deal.HealthScore, deal.CreatedAt, deal.UpdatedAt,
    ];

    static async Task Remember(Chosen chosen, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        db.Add(db.NewAudit("deal.export", "deal", null, Json.Write(new { metadata = new { query = chosen.AllMatching, picked = chosen.Ids?.Count } })));
        await db.Finish(stop, wake: false, save: true);
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/opportunities/export", (string? format, string? sort, HttpContext http, Actor actor, Database database, PipelineBooks books, CancellationToken stop) =>
                Send(new(null, http.Request.QueryString.Value ?? ""), format, sort, http, actor, database, books, stop))
            .Requires(DealRights.Export).WithSummary("All deals that match, as CSV or, with format=xlsx, for Excel");
        routes.MapPost("/api/opportunities/export", (Chosen selection, string? format, HttpContext http, Actor actor, Database database, PipelineBooks books, CancellationToken stop) =>
                Send(selection, format, null, http, actor, database, books, stop))
            .Requires(DealRights.Export).WithSummary("Picked deals as CSV or, with format=xlsx, for Excel");
    }
}

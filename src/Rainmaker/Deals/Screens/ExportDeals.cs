using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Rainmaker.Platform.Files;

namespace Rainmaker.Deals.Screens;

/// <summary>The deals under a filter as CSV, in the words of the API, so that the file can be imported again. Streams; who took what out is in the audit.</summary>
static class ExportDeals
{
    static readonly CsvConfiguration Shape = new(CultureInfo.InvariantCulture) { NewLine = "\r\n" };
    static readonly string[] Columns =
    [
        "id", "external_id", "deal_name", "company", "pipeline", "deal_stage", "status", "value_estimate", "currency", "base_value", "probability", "expected_close_date", "closed_on", "lost_reason",
        "owner", "source", "product", "tags", "health_score", "created_at", "updated_at",
    ];

    public static async Task<IResult> Handle([AsParameters] DealFilter filter, string? sort, HttpContext http, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var (book, order) = (await books.Of(db, stop), DealSort.Of(sort));
        var choice = new ChooseDeals(db, book);
        var deals = choice.By(filter);
        if (choice.Refusal is { } wrong || order.Refused(out wrong))
            return wrong.Problem();
        await Remember(http.Request.QueryString.ToString(), actor, database, stop);
        var names = (await Screens.DealOwners.Of(db, stop)).Names;

        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"deals-{db.Today:yyyy-MM-dd}.csv\"";
        await using var text = new StreamWriter(http.Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), bufferSize: 32 * 1024);
        await using var csv = new CsvWriter(text, Shape);
        foreach (var column in Columns)
            csv.WriteField(column);
        await csv.NextRecordAsync();
        await foreach (var deal in order.Value.Page(deals, []).AsAsyncEnumerable().WithCancellation(stop))
        {
            foreach (var field in Fields(deal, book, names))
                csv.WriteField(Formulas.Neutralise(field));
            await csv.NextRecordAsync();
        }
        return Results.Empty;
    }

    static IEnumerable<string?> Fields(Deal deal, PipelineBook book, IReadOnlyDictionary<Guid, string> names)
    {
        static string? Said(IFormattable? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture);
        return
        [
            deal.Id.ToString(), deal.ExternalId, deal.Name, deal.Company, book.Pipeline(deal.PipelineId).Key, book.Stage(deal.StageId).Word, Words<StageKind>.ToWord[deal.Status], Said(deal.Value, "0.##"), deal.Currency,
            Said(deal.BaseValue, "0.##"), Said(deal.Probability, "0.##"), Said(deal.ExpectedCloseDate, "yyyy-MM-dd"), Said(deal.ClosedOn, "yyyy-MM-dd"), deal.LostReason,
            deal.OwnerId is { } owner ? names.GetValueOrDefault(owner) : null, deal.Source, deal.Product, string.Join(", ", deal.Tags), Said(deal.HealthScore, "0.##"), Said(deal.CreatedAt, "O"), Said(deal.UpdatedAt, "O"),
        ];
    }

    static async Task Remember(string query, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        db.Add(db.NewAudit("deal.export", "deal", null, Json.Write(new { metadata = new { query } })));
        await db.Finish(stop, wake: false, save: true);
    }
}

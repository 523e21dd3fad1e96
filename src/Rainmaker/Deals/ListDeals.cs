using Microsoft.AspNetCore.Mvc;

namespace Rainmaker.Deals;

/// <summary>The deals in the caller's sight, filtered, sorted, piece by piece.</summary>
public static class ListDeals
{
    /// <param name="Sort">created_at, updated_at, value, expected_close_date, next_activity, probability, health_score, deal_name, company; with - in front falling. -created_at where left out.</param>
    /// <param name="Limit">1 to 200; 50 where left out.</param>
    /// <param name="Cursor">next_cursor of the piece before.</param>
    public sealed record Page([FromQuery(Name = "sort")] string? Sort = null, [FromQuery(Name = "limit")] int? Limit = null, [FromQuery(Name = "cursor")] string? Cursor = null);

    public static async Task<Result<Listing<DealView>>> Handle(DealFilter filter, Page page, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var book = await books.Of(db, stop);
        var rows = await Rows(filter, page, db, book, stop);
        return rows.Refused(out var refusal) ? refusal : rows.Value.Select(d => DealView.Of(d, book));
    }

    internal static async Task<Result<Listing<Deal>>> Rows(DealFilter filter, Page page, SalesDb db, PipelineBook book, CancellationToken stop)
    {
        var (limit, sort, choice) = (Cursor.Limit(page.Limit), DealSort.Of(page.Sort), new ChooseDeals(db, book));
        var deals = choice.By(filter);
        if (limit.Refused(out var refusal) || sort.Refused(out refusal))
            return refusal;
        var place = sort.Value.Read(page.Cursor);
        if (place.Refused(out refusal) || (choice.Refusal is { } wrong && (refusal = wrong) is not null))
            return refusal;
        var rows = await sort.Value.Page(deals, place.Value).Take(limit.Value + 1).ToListAsync(stop);
        return Listing<Deal>.Of(rows, limit.Value, d => d, sort.Value.Place);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/opportunities", async ([AsParameters] DealFilter filter, [AsParameters] Page page, Actor actor, Database database, PipelineBooks books, Tenants tenants, HttpContext http, CancellationToken stop) =>
            {
                http.Response.Headers[DealAnswers.BaseCurrency] = (await tenants.Get(actor.Tenant, stop)).Currency;
                return (await Handle(filter, page, actor, database, books, stop)).Answer();
            })
            .Requires(DealRights.Read)
            .WithSummary("Deals, filtered and sorted");
}

using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.Sync;

namespace Rainmaker.Reports;

/// <summary>The sales report: the dashboard of eight sections over the tenant's own records and those of every CRM it reads, as a page, as JSON, and as one file to take along.</summary>
public static class ShowSalesReport
{
    public const string Path = "/reports/sales";

    /// <param name="Sources">The CRMs whose records there may be, for a choice.</param>
    public sealed record View(SalesReport Report, IReadOnlyList<string> Sources, IReadOnlyDictionary<string, RowsBehind> Rows, bool MayEdit, bool MayConnect);

    static async Task<IResult> Page(string? source, Actor actor, SalesReports reports, Database database, CancellationToken stop)
    {
        var chosen = RecordSource.Read(source);
        if (chosen.Refused(out var refusal))
            return refusal.Problem();
        return new RazorComponentResult<SalesReportPage>(new { Shown = new View(await reports.Of(actor, chosen.Value, stop), await Sources(actor, database, stop), RowsBehind.For(actor), Leads.LeadRights.Edit.Allows(actor), ConnectionRights.Manage.Allows(actor)) });
    }

    static async Task<IResult> Figures(string? source, Actor actor, SalesReports reports, CancellationToken stop)
    {
        var chosen = RecordSource.Read(source);
        return chosen.Refused(out var refusal) ? refusal.Problem() : TypedResults.Bytes((await reports.Of(actor, chosen.Value, stop)).Json, "application/json; charset=utf-8");
    }

    static async Task<IResult> File(string? source, Actor actor, SalesReports reports, CancellationToken stop)
    {
        var chosen = RecordSource.Read(source);
        if (chosen.Refused(out var refusal))
            return refusal.Problem();
        var report = await reports.Of(actor, chosen.Value, stop);
        return TypedResults.Bytes(DashboardFile.Of(report.Json), "text/html; charset=utf-8", string.Create(CultureInfo.InvariantCulture, $"sales-{report.Metrics.AsOf:yyyy-MM-dd}.html"));
    }

    static async Task<IReadOnlyList<string>> Sources(Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        return await db.Set<Connection>().AsNoTracking().Select(c => c.Source).Distinct().OrderBy(s => s).ToListAsync(stop);
    }

    /// <summary>For an island in a page: the encoder of the figures writes no &lt; and no &amp;.</summary>
    internal static string Island(byte[] json) => Encoding.UTF8.GetString(json);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, Page).Requires(ReportRights.Read).ExcludeFromDescription();
        routes.MapGet($"{Path}/export", File).Requires(ReportRights.Read).ExcludeFromDescription();
        routes.MapGet("/api/reports/sales", Figures).Requires(ReportRights.Read).WithTags("Reports")
            .WithSummary("Everything the sales report shows: leads, pipeline, activity, contacts, web signals, insights, and each over time");
    }
}

using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.Deals;
using Rainmaker.Deals.Snapshots;
using Rainmaker.Shell;

namespace Rainmaker.Insights.History;

/// <summary>The page of the pipeline's past: how it grew, why it changed between two days, and what became of a forecast.</summary>
public static class ShowHistory
{
    public const string Path = "/history";

    /// <param name="Waterfall">Null where fewer than two snapshots are there to compare.</param>
    /// <param name="Wrong">What was asked for and cannot be.</param>
    public sealed record View(ReadTrend.Answer Trend, ReadWaterfall.Answer? Waterfall, ReadForecastThen.Answer? Forecast, string? Wrong, SeenSums Seen, TenantInfo Tenant, DateOnly Today, bool MayTake, string? Part);

    static async Task<IResult> Show(string? from, string? to, string? close_by, string? pipeline, string? part, int? days, Actor actor, SalesFigures figures, Database database, PipelineBooks books, Tenants tenants, TimeProvider time, CancellationToken stop)
    {
        var (trend, chosen) = (await ReadTrend.Handle(days, pipeline, actor, figures, database, stop), ChoosePipeline.Of(await figures.Sums(actor.Tenant, stop), actor, pipeline));
        if (trend.Refused(out var refusal) || chosen.Refused(out refusal))
            return refusal.Problem();
        var waterfall = await ReadWaterfall.Handle(new(from, to, close_by, pipeline, part), actor, figures, database, books, stop);
        var forecast = waterfall.Refused(out var wrong) ? null : await Forecast(waterfall.Value.From.StandsFor, pipeline, actor, figures, database, stop);
        var tenant = await tenants.Get(actor.Tenant, stop);
        // With nothing asked for, nothing to compare is no fault of the reader's.
        var asked = from is not null || to is not null || close_by is not null || part is not null;
        return new RazorComponentResult<HistoryPage>(new
        {
            Shown = new View(trend.Value, wrong is null ? waterfall.Value : null, forecast, asked ? wrong?.Why : null, chosen.Value, tenant, tenant.DayOf(time.GetUtcNow()), DealRights.Snapshot.Allows(actor), part),
        }) { StatusCode = asked && wrong is not null ? wrong.Status() : StatusCodes.Status200OK };
    }

    static async Task<ReadForecastThen.Answer?> Forecast(DateOnly on, string? pipeline, Actor actor, SalesFigures figures, Database database, CancellationToken stop)
    {
        var read = await ReadForecastThen.Handle($"{on:yyyy-MM-dd}", pipeline, actor, figures, database, stop);
        return read.Refused(out _) ? null : read.Value;
    }

    static async Task<IResult> Take(Actor actor, Database database, CancellationToken stop)
    {
        var taken = await TakeSnapshot.Handle(actor, SnapshotOrigin.OnDemand, database, stop);
        return Go.To(Path, taken.Refused(out var refusal) ? refusal.Why : $"Written down: {taken.Value.Changed} {(taken.Value.Changed == 1 ? "deal" : "deals")} changed since the snapshot before");
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, Show).Requires(InsightRights.Read).ExcludeFromDescription();
        routes.MapPost(Path + "/snapshots", Take).Requires(DealRights.Snapshot).ExcludeFromDescription();
    }
}

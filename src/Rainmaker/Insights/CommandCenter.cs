using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.Activities;
using Rainmaker.Deals;
using Rainmaker.Insights.Forecasts;
using Rainmaker.Insights.History;
using Rainmaker.Intelligence.Forecasting;
using Rainmaker.Intelligence.Insights;
using Rainmaker.Platform.Files;
using Rainmaker.Shell;

namespace Rainmaker.Insights;

/// <summary>The page <c>/dashboards/sales</c> and its pieces, each of which fetches itself again when what it shows has changed.</summary>
public static class CommandCenter
{
    public const string Path = "/dashboards/sales";
    const int MonthsAhead = 4, FeedLines = 8, PipelineLines = 10, InsightCards = 6;

    /// <summary>What every piece is told.</summary>
    /// <param name="Key">The pipeline's key as in the address; null for the default one.</param>
    /// <param name="Import">What the last import of deals left blank; null where there was none that the actor may read of.</param>
    public sealed record Around(TenantInfo Tenant, Actor Actor, SeenSums Seen, string? Key, LastImport? Import)
    {
        public string Currency => Tenant.Currency;

        /// <summary>Whether an empty panel offers to open a deal.</summary>
        public bool MayOpen => DealRights.Edit.Allows(Actor);

        /// <summary>The address of a piece, for the same pipeline.</summary>
        public string At(string piece) => $"{Path}/{piece}{(Key is null ? "" : "?pipeline=" + Uri.EscapeDataString(Key))}";

        /// <summary>What the last import left blank of these fields: it explains figures that would else look broken.</summary>
        public IReadOnlyList<ImportNotice> LeftBlank(params IReadOnlyList<string> fields) => [.. (Import?.Notices ?? []).Where(n => fields.Contains(n.Field))];

        /// <summary>The list of deals behind a figure.</summary>
        public string Deals(string filter) => $"/deals?{filter}{(Seen.Pipeline is { } one ? "&pipeline=" + one.Key : "")}";
    }

    public sealed record LastImport(Guid Run, IReadOnlyList<ImportNotice> Notices);
    public sealed record FiguresView(Around Around, ReadDashboard.Stats Stats, Curves Curves);
    public sealed record StagesView(Around Around, ReadDashboard.Stats Stats);
    public sealed record ForecastView(Around Around, Forecast Forecast, LearnedForecast? Learned, Curves Curves);
    public sealed record InsightsView(Around Around, IReadOnlyList<ReadInsights.Line> Lines, int Total, bool MaySettle, RiskSettings Rules, bool AnyActivity);
    public sealed record FeedView(Around Around, IReadOnlyList<ReadFeed.Line> Lines, int Total);
    public sealed record PipelineView(Around Around, IReadOnlyList<ReadPipeline.Line> Lines, int Total);
    public sealed record PageView(Around Around, FiguresView Figures, StagesView Stages, ForecastView Forecast, InsightsView Insights, FeedView Feed, PipelineView Pipeline);

    /// <summary>What the pieces are made from.</summary>
    public sealed class Desk(SalesFigures figures, Database database, Tenants tenants)
    {
        public async Task<Result<Around>> Open(Actor actor, string? pipeline, CancellationToken stop)
        {
            var chosen = ChoosePipeline.Of(await figures.Sums(actor.Tenant, stop), actor, pipeline);
            return chosen.Refused(out var refusal) ? refusal : new Around(await tenants.Get(actor.Tenant, stop), actor, chosen.Value, pipeline, await Import(actor, stop));
        }

        public async Task<FiguresView> Figures(Around around, CancellationToken stop) =>
            new(around, ReadDashboard.Of(around.Seen, await figures.People(around.Actor, around.Seen.Pipeline?.Id, stop)), await CurvesOf(around, stop));

        public static StagesView Stages(Around around) => new(around, ReadDashboard.Of(around.Seen, 0));

        public async Task<ForecastView> Forecast(Around around, CancellationToken stop)
        {
            var outlook = Outlook.Of(around.Seen, MonthsAhead, around.Tenant.Setting<ForecastSettings>("forecast"), await figures.Learned(around.Actor.Tenant, stop));
            return new(around, outlook.Forecast, outlook.Learned, await CurvesOf(around, stop));
        }

        public async Task<InsightsView> Insights(Around around, CancellationToken stop)
        {
            var (lines, total) = (await ReadInsights.Handle(new(InsightCards, Pipeline: around.Key), around.Actor, database, figures, stop)).Value;
            // What is about many deals is rare; a dozen deals at risk must not hide it.
            var unusual = lines.Where(l => l.Deal is null).Take(InsightCards / 3).ToList();
            return new(around, [.. unusual.Concat(lines.Where(l => l.Deal is not null).Take(InsightCards - unusual.Count)).OrderByDescending(l => l.Row.Severity)], total, InsightRights.Settle.Allows(around.Actor), around.Tenant.Setting<RiskSettings>("risk"), total > 0 || await figures.Activities(around.Actor, stop) > 0);
        }

        public async Task<FeedView> Feed(Around around, CancellationToken stop)
        {
            var (lines, total) = (await ReadFeed.Handle(FeedLines, 0, around.Actor, database, figures, stop)).Value;
            return new(around, lines, total);
        }

        public async Task<PipelineView> Pipeline(Around around, CancellationToken stop)
        {
            var (lines, total, _) = (await ReadPipeline.Handle(new(PipelineLines, Pipeline: around.Key), around.Actor, database, figures, stop)).Value;
            return new(around, lines, total);
        }

        async Task<Curves> CurvesOf(Around around, CancellationToken stop) => (await figures.Trend(around.Actor.Tenant, stop)).For(around.Actor, around.Seen.Pipeline?.Id);

        async Task<LastImport?> Import(Actor actor, CancellationToken stop)
        {
            await using var db = await database.Open(actor, stop);
            var runs = db.ImportRuns;
            return await runs.AsNoTracking().VisibleTo(actor).Where(r => r.Kind == "deals" && !r.IsDry && r.State == ImportState.Done).OrderByDescending(r => r.StartedAt).FirstOrDefaultAsync(stop) is { } last
                ? new(last.Id, [.. last.Notices.Where(n => n.Code == "blank")])
                : null;
        }
    }

    static async Task<IResult> Show(string? pipeline, string? on, Actor actor, Desk desk, SalesFigures figures, Database database, CancellationToken stop)
    {
        if (on is { Length: > 0 } && await ShowThen.Handle(on, pipeline, actor, figures, database, stop) is { } then)
            return then;
        var opened = await desk.Open(actor, pipeline, stop);
        if (opened.Refused(out var refusal))
            return refusal.Problem();
        var around = opened.Value;
        return new RazorComponentResult<CommandCenterPage>(new
        {
            View = new PageView(around, await desk.Figures(around, stop), Desk.Stages(around), await desk.Forecast(around, stop), await desk.Insights(around, stop), await desk.Feed(around, stop), await desk.Pipeline(around, stop)),
        });
    }

    static void MapPiece<TComponent, TView>(IEndpointRouteBuilder routes, string piece, Func<Desk, Around, CancellationToken, Task<TView>> read) where TComponent : Microsoft.AspNetCore.Components.IComponent =>
        routes.MapGet($"{Path}/{piece}", async Task<IResult> (string? pipeline, Actor actor, Desk desk, CancellationToken stop) =>
        {
            var around = await desk.Open(actor, pipeline, stop);
            return around.Refused(out var refusal) ? refusal.Problem() : new RazorComponentResult<TComponent>(new { View = await read(desk, around.Value, stop) });
        }).Requires(InsightRights.Read).ExcludeFromDescription();

    static async Task<IResult> Settle(string id, string how, string? pipeline, string? back, Actor actor, IEnumerable<IHasActivities> hosts, Database database, Desk desk, HttpContext http, CancellationToken stop)
    {
        string said;
        if (how == "act")
        {
            var acted = await SettleInsight.Handle(id, new(), actor, hosts, database, stop);
            said = acted.Refusal?.Why ?? (acted.Value is { ActivityType: { } planned, ScheduledAt: { } due }
                ? $"{Format.Words(Words<ActivityKind>.ToWord[planned])} planned for {Format.Moment(due, (await desk.Open(actor, pipeline, stop)).Value.Tenant.TimeZone, CultureInfo.CurrentCulture)}"
                : "Seen to. It comes back when the case changes.");
        }
        else
        {
            var dismissed = await SettleInsight.Handle(id, actor, database, stop);
            said = dismissed.Refusal?.Why ?? "Dismissed. It comes back when the case changes.";
        }
        if (!http.Request.WantsFragment())
            return Go.To(back ?? Path, said);
        http.Toast(said);
        var around = await desk.Open(actor, pipeline, stop);
        return around.Refused(out var refusal) ? refusal.Problem() : new RazorComponentResult<InsightsPanel>(new { View = await desk.Insights(around.Value, stop) });
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var path in (string[])["/", Path])
            routes.MapGet(path, Show).Requires(InsightRights.Read).ExcludeFromDescription();
        MapPiece<FiguresPanel, FiguresView>(routes, "figures", (d, a, stop) => d.Figures(a, stop));
        MapPiece<StagesPanel, StagesView>(routes, "stages", (_, a, _) => Task.FromResult(Desk.Stages(a)));
        MapPiece<ForecastPanel, ForecastView>(routes, "forecast", (d, a, stop) => d.Forecast(a, stop));
        MapPiece<InsightsPanel, InsightsView>(routes, "insights", (d, a, stop) => d.Insights(a, stop));
        MapPiece<FeedPanel, FeedView>(routes, "feed", (d, a, stop) => d.Feed(a, stop));
        MapPiece<PipelinePanel, PipelineView>(routes, "pipeline", (d, a, stop) => d.Pipeline(a, stop));
        foreach (var how in (string[])["act", "dismiss"])
        {
            routes.MapPost($"{Path}/insights/{{id}}/{how}", (string id, string? pipeline, string? back, Actor actor, IEnumerable<IHasActivities> hosts, Database database, Desk desk, HttpContext http, CancellationToken stop) => Settle(id, how, pipeline, back, actor, hosts, database, desk, http, stop))
                .Requires(InsightRights.Settle).ExcludeFromDescription();
        }
    }
}

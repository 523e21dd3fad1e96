using Rainmaker.Deals;
using Rainmaker.Deals.Screens;
using Rainmaker.Insights.Coaching;
using Rainmaker.Insights.Forecasts;
using Rainmaker.Insights.History;
using Rainmaker.Insights.Targets;
using Rainmaker.Insights.Unusual;
using Rainmaker.Insights.Weekly;
using Rainmaker.Platform.Jobs;
using Rainmaker.Shell;

namespace Rainmaker.Insights;

/// <summary>The command center: figures, forecast, feed and insights over leads and deals, and who is told. The front page of this room.</summary>
public static class InsightsModule
{
    public static void AddInsights(this IServiceCollection services)
    {
        services.AddSingleton<SalesFigures>();
        services.AddSingleton<LiveHub>();
        services.AddSingleton<CommandCenter.Desk>();
        services.AddSingleton(new NavItem("Workspace", "Command center", CommandCenter.Path, "home", 10, "g d"));
        services.AddSingleton(new NavItem("Workspace", "Team insights", ShowTeamInsights.Path, "insights", 30, "g i"));
        services.AddSingleton(new NavItem("Workspace", "Pipeline history", ShowHistory.Path, "history", 25, "g h"));
        services.AddSingleton(new NavItem("Workspace", "Weekly report", ShowWeek.Path, "document", 32, "g w") { Visible = http => http.Features.Get<Actor>() is { } actor && InsightRights.Report.Allows(actor) });
        services.AddSingleton(new NavItem("Workspace", "Targets", ShowTargets.Path, "target", 31, "g t"));
        services.AddSingleton(new DealPanel(typeof(DealInsights), 10));
        services.AddSingleton<ISubscriber, FollowDeals>();
        services.AddSingleton<ISubscriber, NotifyOwners>();
        services.AddSingleton(Recurring.PerTenant("stalled_deals", "0 0 0/2 * * ?", async (s, tenant, stop) =>
        {
            var (database, books) = (s.GetRequiredService<Database>(), s.GetRequiredService<PipelineBooks>());
            await RefreshDealHealth.Handle(tenant, database, books, stop);
            await JudgeRisks.Handle(tenant, database, books, stop);
        }));
        services.AddSingleton(Recurring.PerTenant("outlooks", "0 4/10 * * * ?", (s, tenant, stop) => LearnOutlooks.Handle(tenant, s.GetRequiredService<Database>(), stop)));
        // Every hour it is Monday morning somewhere.
        services.AddSingleton(Recurring.PerTenant("weekly_reports", "0 12 * * * ?", (s, tenant, stop) => KeepWeeks.Handle(tenant, s.GetRequiredService<Database>(), s.GetRequiredService<PipelineBooks>(), stop)));
        services.AddSingleton(Recurring.PerTenant("forecasts", "0 0 0 * * ?", async (s, tenant, stop) =>
        {
            var database = s.GetRequiredService<Database>();
            await LearnOutlooks.Handle(tenant, database, stop);
            await LearnPaces.Handle(tenant, database, stop);
            await TakeForecast.Handle(tenant, database, stop);
            await WatchPipelines.Handle(tenant, database, stop);
            await WatchSeries.Handle(tenant, database, stop);
        }));
    }

    public static void MapInsights(this IEndpointRouteBuilder routes)
    {
        var sales = routes.MapGroup("/api/sales").AddEndpointFilter(TellCurrency).WithTags("Command center");
        ReadDashboard.Map(sales);
        ReadForecast.Map(sales);
        ReadOutlook.Map(sales);
        ReadTargets.Map(sales);
        ReadPipeline.Map(sales);
        ReadFeed.Map(sales);
        ReadInsights.Map(sales);
        SettleInsight.Map(sales);
        ReadTrend.Map(sales);
        ReadWaterfall.Map(sales);
        ReadForecastThen.Map(sales);
        ReadNotifications.Map(routes);
        StreamEvents.Map(routes);
        ListenBySocket.Map(routes);
        ListenOnScreen.Map(routes);
        CommandCenter.Map(routes);
        ReadRepInsights.Map(routes);
        ShowTeamInsights.Map(routes);
        ShowHistory.Map(routes);
        ReadWeeklyReport.Map(routes);
        ShowWeek.Map(routes);
        ShowTargets.Map(routes);
        KeyContacts.Map(routes);
        ShowNotifications.Map(routes);
    }

    // Seed 000's shapes name no currency.
    static async ValueTask<object?> TellCurrency(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (http.Features.Get<Actor>() is { } actor)
            http.Response.Headers["Rainmaker-Currency"] = (await http.RequestServices.GetRequiredService<Tenants>().Get(actor.Tenant, http.RequestAborted)).Currency;
        return await next(context);
    }
}

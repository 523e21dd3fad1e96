using Rainmaker.Platform.Jobs;
using Rainmaker.Leads.Learned;
using Rainmaker.Deals.Learned;
using Rainmaker.Activities;
using Rainmaker.Deals.Screens;
using Rainmaker.Deals.Snapshots;
using Rainmaker.Platform.Files;
using Rainmaker.Shell;

namespace Rainmaker.Deals;

/// <summary>Pipelines, stages and the deals in them: the front page of this room.</summary>
public static class DealsModule
{
    public static void AddDeals(this IServiceCollection services)
    {
        services.AddSingleton<ITenantBeginning, FirstPipeline>();
        services.AddSingleton<PipelineBooks>();
        services.AddSingleton(new ImportableFields("deals", ImportDealFields.All));
        services.AddSingleton(new NavItem("Workspace", "Pipeline", "/pipeline", "board", 20, "g p") { Visible = May(DealRights.Read) });
        services.AddSingleton(new NavItem("Records", "Deals", "/deals", "money", 60, "g o") { Visible = May(DealRights.Read) });
        services.AddSingleton(new NavItem("Records", "Activities", "/activities", "history", 72, "g a"));
        services.AddSingleton(new SearchIn("Search deals", "/deals", 20) { Visible = May(DealRights.Read) });
        services.AddSingleton(new QuickCreate("New deal", "/deals/new", "board", 20) { Visible = May(DealRights.Edit) });
        services.AddSingleton<IHasActivities, ActivitiesOfDeal>();
        services.AddSingleton(new DealPanel(typeof(DealChance), 20));
        // Every hour it is just after midnight somewhere.
        services.AddSingleton(Recurring.PerTenant("snapshots", "0 5 * * * ?", (s, tenant, stop) => TakeSnapshot.Daily(tenant, s.GetRequiredService<Database>(), stop)));
        services.AddSingleton(Recurring.PerTenant("learned_deal_scores", "0 40 * * * ?", (s, tenant, stop) => DealScoring.Refresh(tenant, s.GetRequiredService<RefreshScoring>(), atOnce: false, stop)));
    }

    public static void MapDeals(this IEndpointRouteBuilder routes)
    {
        OpenDeal.Map(routes);
        ListDeals.Map(routes);
        ReadDeal.Map(routes);
        ReadDealHistory.Map(routes);
        UpdateDeal.Map(routes);
        MoveDeal.Map(routes);
        CloseDeal.Map(routes);
        ReopenDeal.Map(routes);
        DeleteDeal.Map(routes);
        DealPeople.Map(routes);
        BulkDeals.Map(routes);
        ExportDeals.Map(routes);
        ConvertLead.Map(routes);
        ImportDeals.Map(routes);
        ListActivities.Map(routes);
        ActivityListRoutes.Map(routes);
        ListPipelines.Map(routes);
        ShapePipeline.Map(routes);
        ShapeStages.Map(routes);

        TakeSnapshot.Map(routes);
        ListSnapshots.Map(routes);
        ReadDealsThen.Map(routes);

        BoardRoutes.Map(routes);
        ThenRoutes.Map(routes);
        TableRoutes.Map(routes);
        DealRoutes.Map(routes);
        DealFormRoutes.Map(routes);
        PeopleRoutes.Map(routes);
    }

    static Func<HttpContext, bool> May(Right right) => http => http.Features.Get<Actor>() is { } actor && right.Allows(actor);
}

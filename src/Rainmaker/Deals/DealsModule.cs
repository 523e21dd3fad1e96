namespace Rainmaker.Deals;

/// <summary>Pipelines, stages and the deals in them: the front page of this room.</summary>
public static class DealsModule
{
    public static void AddDeals(this IServiceCollection services)
    {
        services.AddSingleton<ITenantBeginning, FirstPipeline>();
        services.AddSingleton<PipelineBooks>();
        services.AddSingleton<ISubscriber, FollowActivities>();
    }

    public static void MapDeals(this IEndpointRouteBuilder routes)
    {
        OpenDeal.Map(routes);
        ListDeals.Map(routes);
        ReadDeal.Map(routes);
        UpdateDeal.Map(routes);
        MoveDeal.Map(routes);
        CloseDeal.Map(routes);
        ReopenDeal.Map(routes);
        DeleteDeal.Map(routes);
        DealPeople.Map(routes);
        ConvertLead.Map(routes);
        ImportDeals.Map(routes);
        ListPipelines.Map(routes);
        ShapePipeline.Map(routes);
    }
}

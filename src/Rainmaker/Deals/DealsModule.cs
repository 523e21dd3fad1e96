namespace Rainmaker.Deals;

/// <summary>Pipelines, stages and the deals in them: the front page of this room.</summary>
public static class DealsModule
{
    public static void AddDeals(this IServiceCollection services) => services.AddSingleton<ITenantBeginning, FirstPipeline>();

    public static void MapDeals(this IEndpointRouteBuilder routes)
    {
    }
}

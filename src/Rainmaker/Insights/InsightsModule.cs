namespace Rainmaker.Insights;

/// <summary>The command center: figures, forecast, feed and insights over leads and deals. The front page of this room.</summary>
public static class InsightsModule
{
    public static void AddInsights(this IServiceCollection services)
    {
        services.AddSingleton<SalesFigures>();
        services.AddSingleton<LiveHub>();
    }

    public static void MapInsights(this IEndpointRouteBuilder routes)
    {
        var sales = routes.MapGroup("/api/sales").InOwnWorkspace().AddEndpointFilter(TellCurrency).WithTags("Command center");
        ReadDashboard.Map(sales);
        ReadForecast.Map(sales);
        ReadPipeline.Map(sales);
        ReadFeed.Map(sales);
        StreamEvents.Map(routes);
        ListenBySocket.Map(routes);
        ListenOnScreen.Map(routes);
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

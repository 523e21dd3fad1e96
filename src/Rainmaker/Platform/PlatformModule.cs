using Microsoft.AspNetCore.Authorization;
using Rainmaker.Platform.Audit;
using Rainmaker.Platform.Outgoing;

namespace Rainmaker.Platform;

/// <summary>What knows no sales words: store, tenants, events, audit, web.</summary>
public static class PlatformModule
{
    /// <summary>The store and all that use cases need; enough for the command line.</summary>
    public static void AddStore(this IServiceCollection services, Installation installation)
    {
        services.AddSingleton(installation);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<Wakening>();
        services.AddSingleton<Tenants>();
        services.AddSingleton<Database>();
        services.AddSingleton<EventTail>();
        services.AddSingleton<OutgoingCalls>();
        services.AddSingleton<Errands>();
    }

    /// <summary>What runs beside the requests of a server.</summary>
    public static void AddBackground(this IServiceCollection services)
    {
        services.AddHostedService(s => s.GetRequiredService<EventTail>());
        services.AddHostedService<OtherProcesses>();
        services.AddHostedService<Dispatcher>();
        services.AddHostedService<Sealer>();
    }

    public static void AddWeb(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(o => Json.Guard(Json.Configure(o.SerializerOptions)));
        // Otherwise what cannot be read or bound is answered by an empty 400; Faulted tells field and value.
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        services.AddExceptionHandler<Faulted>();
        services.AddProblemDetails(o => o.CustomizeProblemDetails = Problems.Complete);
        services.AddAuthorization();
        services.AddSingleton<IAuthorizationHandler, RightHandler>();
    }
}

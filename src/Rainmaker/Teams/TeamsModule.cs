using Rainmaker.Shell;
using Rainmaker.Teams.Account;
using Rainmaker.Teams.SigningIn;

namespace Rainmaker.Teams;

/// <summary>The people: how they sign in, their teams, territories and days away. The front page of this room.</summary>
public static class TeamsModule
{
    public static void AddTeams(this IServiceCollection services) =>
        services.AddSingleton<WhoIsLooking>(s => http => ValueTask.FromResult(ViewerOf(http, s.GetRequiredService<PublicAddress>())));

    public static void MapTeams(this IEndpointRouteBuilder routes)
    {
        ListUsers.Map(routes);
        CreateUser.Map(routes);
        UpdateUser.Map(routes);
        SetUserPassword.Map(routes);
        ShapeTeams.Map(routes);
        ShapeTerritories.Map(routes);
        PlanAbsences.Map(routes);
        SignInRoutes.Map(routes);
        SetUpRoutes.Map(routes);
        AccountRoutes.Map(routes);
    }

    static Viewer ViewerOf(HttpContext http, PublicAddress address)
    {
        if (http.Features.Get<Caller>() is not { } caller)
            return new("", "", "Rainmaker");
        return new(caller.Name, caller.Team ?? Format.Words(Words<Role>.ToWord[caller.Actor.Role]), caller.Tenant.Name, Notice(http, caller, address));
    }

    static string? Notice(HttpContext http, Caller caller, PublicAddress address) => caller.Tenant.IsDemo
        ? "This is demo data: made up, and open to whoever reaches this server."
        : !address.IsHttps && http.Connection.RemoteIpAddress is { } from && !System.Net.IPAddress.IsLoopback(from)
            ? "This connection is not encrypted. Ask your administrator to put TLS before the server."
            : null;
}

using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Rainmaker.Platform.Audit;
using Rainmaker.Platform.Web.Limits;
using Rainmaker.Platform.Web.Once;

namespace Rainmaker.Platform.Identity;

/// <summary>Who is there and what they may: users, sessions, tokens, rights.</summary>
public static class IdentityModule
{
    /// <summary>Enough for the command line.</summary>
    public static void AddIdentity(this IServiceCollection services)
    {
        services.Configure<IdentityOptions>(o => o.Lockout = new() { MaxFailedAccessAttempts = 5, DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5) });
        services.Configure<PasswordHasherOptions>(o => o.IterationCount = 210_000);
        services.AddSingleton<IPasswordHasher<User>, PasswordHasher<User>>();
        services.AddSingleton<Accounts>();
    }

    /// <summary>Sign-in of requests.</summary>
    public static void AddSignIn(this IServiceCollection services)
    {
        services.AddSingleton<PublicAddress>();
        services.AddSingleton<SessionCookie>();
        services.AddSingleton<Callers>();
        services.AddSingleton<SetUpLink>();
        services.AddSingleton<PlanUsage>();
        services.AddHostedService(s => s.GetRequiredService<PlanUsage>());
        services.AddAuthentication(RainmakerScheme.Name).AddScheme<AuthenticationSchemeOptions, RainmakerScheme>(RainmakerScheme.Name, null);
        services.AddAntiforgery(o => o.HeaderName = "RequestVerificationToken");
        services.AddOptions<AntiforgeryOptions>().Configure<PublicAddress>((o, address) =>
        {
            o.Cookie.Name = address.CookieName("form");
            o.Cookie.SecurePolicy = address.IsHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        });
        // Our own guard (OwnPages) asks every request that rides on a cookie; the framework would ask only some.
        services.Configure<RouteOptions>(o => o.SuppressCheckForUnhandledSecurityMetadata = true);
        services.AddDataProtection().SetApplicationName("rainmaker");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(s =>
            new ConfigureOptions<KeyManagementOptions>(o => o.XmlRepository = ActivatorUtilities.CreateInstance<ProtectionKeys>(s)));
        // It warns that keys are kept in plain text; ProtectionKeys seals them.
        services.AddLogging(log => log.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error));
    }

    /// <summary>Finds out who calls, what they may, and that nobody calls in their name.</summary>
    public static void UseSignIn(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseMiddleware<SignedInRequests>();
        app.UseMiddleware<RefusalsAreAudited>();
        app.UseAuthorization();
        app.UseMiddleware<OwnWorkspace>();
        app.UseMiddleware<OwnPages>();
        app.UseMiddleware<PlanLimits>();
        app.UseMiddleware<OnceOnly>();
    }

    public static void MapIdentity(this IEndpointRouteBuilder routes)
    {
        // Made before the first request, so that no change goes unseen.
        _ = routes.ServiceProvider.GetRequiredService<Callers>();
        WhoAmI.Map(routes);
        ListTokens.Map(routes);
        ListAudit.Map(routes);
        ReadDeliveries.Map(routes);
    }
}

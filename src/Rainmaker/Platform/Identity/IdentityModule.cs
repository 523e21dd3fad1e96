using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Rainmaker.Platform.Identity;

/// <summary>Who is there and what they may: users, sessions, tokens, rights.</summary>
public static class IdentityModule
{
    /// <summary>Enough for the command line.</summary>
    public static void AddIdentity(this IServiceCollection services)
    {
        services.AddOptions<IdentityOptions>().Configure(o =>
        {
            o.Password = new() { RequiredLength = 12, RequireDigit = false, RequireLowercase = false, RequireUppercase = false, RequireNonAlphanumeric = false, RequiredUniqueChars = 4 };
            o.Lockout = new() { MaxFailedAccessAttempts = 5, DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5) };
        });
        services.Configure<PasswordHasherOptions>(o => o.IterationCount = 210_000);
        services.AddSingleton<IPasswordHasher<User>, PasswordHasher<User>>();
        services.AddSingleton<IPasswordValidator<User>>(_ => new PasswordValidator<User>());
        services.AddSingleton<Accounts>();
    }

    /// <summary>Sign-in of requests.</summary>
    public static void AddSignIn(this IServiceCollection services)
    {
        services.AddSingleton<PublicAddress>();
        services.AddSingleton<SessionCookie>();
        services.AddSingleton<Callers>();
        services.AddAuthentication(RainmakerScheme.Name).AddScheme<AuthenticationSchemeOptions, RainmakerScheme>(RainmakerScheme.Name, null);
        services.AddAntiforgery(o => o.HeaderName = "RequestVerificationToken");
        services.AddDataProtection().SetApplicationName("rainmaker");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(s =>
            new ConfigureOptions<KeyManagementOptions>(o => o.XmlRepository = ActivatorUtilities.CreateInstance<ProtectionKeys>(s)));
        // It warns that keys are kept in plain text; ProtectionKeys seals them.
        services.AddLogging(log => log.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error));
    }

    public static void MapIdentity(this IEndpointRouteBuilder routes)
    {
        // Made before the first request, so that no change goes unseen.
        _ = routes.ServiceProvider.GetRequiredService<Callers>();
        WhoAmI.Map(routes);
        ListTokens.Map(routes);
    }
}

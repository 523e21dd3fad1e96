using Rainmaker.Shell.Showcase;

namespace Rainmaker.Shell;

/// <summary>What every screen shares: the page around it, the UI kit, scripts, styles and icons.</summary>
public static class ShellModule
{
    public static void AddShell(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddAntiforgery(o => o.HeaderName = "RequestVerificationToken");
        services.AddSingleton(s => new Bundle(s.GetRequiredService<IConfiguration>().GetValue<Uri?>("Assets:BaseAddress")));
        services.AddSingleton<Flash>();
    }

    public static void MapShell(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/assets/{version}/{name}", ServeAssets.Handle).ExcludeFromDescription();
        routes.MapPost("/theme", SwitchTheme.Handle).ExcludeFromDescription();
        if (routes.ServiceProvider.GetRequiredService<IConfiguration>().GetValue("Gallery", false))
            MapGallery(routes);
    }

    static void MapGallery(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/_gallery", Gallery.Show).ExcludeFromDescription();
        routes.MapGet("/_gallery/dialog", Gallery.ShowDialog).ExcludeFromDescription();
    }
}

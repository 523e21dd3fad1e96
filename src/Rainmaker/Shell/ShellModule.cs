using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;
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
        services.AddSingleton<IProblemDetailsWriter, ProblemPage>();
        services.AddResponseCompression(Compress);
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Fastest);
    }

    /// <summary>
    /// Pages only: a board says the same thing three hundred times. Over TLS too: what such pages keep secret, the antiforgery token, is written anew on
    /// every page, and no other site can have them fetched with somebody's cookie (SameSite), so that their length tells nothing twice.
    /// </summary>
    static void Compress(ResponseCompressionOptions pages)
    {
        pages.EnableForHttps = true;
        pages.MimeTypes = ["text/html"];
    }

    /// <summary>The headers of every answer; before everything that answers.</summary>
    public static void UseShell(this IApplicationBuilder app) => app.UseMiddleware<PageHeaders>().UseResponseCompression();

    public static void MapShell(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/assets/{version}/{name}", ServeAssets.Handle).AllowPublic("scripts, styles and icons are the same for everybody").ExcludeFromDescription();
        routes.MapPost("/theme", SwitchTheme.Handle).AllowPublic("light or dark is a matter of the browser at hand").ExcludeFromDescription();
        if (routes.ServiceProvider.GetRequiredService<IConfiguration>().GetValue("Gallery", false))
            MapGallery(routes);
    }

    static void MapGallery(IEndpointRouteBuilder routes)
    {
        const string Why = "shows the kit with made-up figures, only where the operator switched it on";
        routes.MapGet("/_gallery", Gallery.Show).AllowPublic(Why).ExcludeFromDescription();
        routes.MapGet("/_gallery/dialog", Gallery.ShowDialog).AllowPublic(Why).ExcludeFromDescription();
    }
}

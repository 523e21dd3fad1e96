namespace Rainmaker;

/// <summary>Puts the rooms together. The one place that names them all.</summary>
public static class App
{
    /// <summary>The web server, ready to start. Port 0 takes any free one; <c>app.Urls</c> tells which after the start.</summary>
    public static WebApplication Build(Installation installation, string url, Action<WebApplicationBuilder>? adjust = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, WebRootPath = WebRoot() });
        builder.WebHost.UseUrls(url);
        builder.Services.AddStore(installation);
        builder.Services.AddBackground();
        builder.Services.AddWeb();
        AddModules(builder.Services);
        adjust?.Invoke(builder);

        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseRouting();
        app.UseAuthorization();
        MapModules(app);
        return app;
    }

    /// <summary>The same rooms without a web server, for the command line.</summary>
    public static ServiceProvider Services(Installation installation)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddStore(installation);
        AddModules(services);
        return services.BuildServiceProvider();
    }

    static void AddModules(IServiceCollection services)
    {
    }

    static void MapModules(IEndpointRouteBuilder routes)
    {
    }

    // Beside the dll when published, in the source tree when built.
    static string WebRoot()
    {
        var beside = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        return Directory.Exists(beside) ? beside : Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../wwwroot"));
    }
}

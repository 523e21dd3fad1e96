using Microsoft.AspNetCore.Server.Kestrel.Core;
using Rainmaker.Activities;
using Rainmaker.Admin;
using Rainmaker.Deals;
using Rainmaker.Demo;
using Rainmaker.Insights;
using Rainmaker.Leads;
using Rainmaker.People;
using Rainmaker.Platform.Files;
using Rainmaker.Platform.Health;
using Rainmaker.Platform.Jobs;
using Rainmaker.Reports;
using Rainmaker.Shell;
using Rainmaker.Sync;
using Rainmaker.Teams;

namespace Rainmaker;

/// <summary>Puts the rooms together. The one place that names them all.</summary>
public static class App
{
    /// <summary>The web server, ready to start. Port 0 takes any free one; <c>app.Urls</c> tells which after the start.</summary>
    /// <param name="settings">The operator's; none where left out.</param>
    public static WebApplication Build(Installation installation, string url, Action<WebApplicationBuilder>? adjust = null, IConfiguration? settings = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(App).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        if (settings is not null)
            builder.Configuration.AddConfiguration(settings);
        builder.WebHost.UseUrls(url).ConfigureKestrel(Limit).UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        Log(builder.Logging);
        // An open stream would hold the end for half a minute.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Services.AddStore(installation);
        builder.Services.AddIdentity();
        builder.Services.AddBackground();
        // Before AddWeb: of the writers of problems the first that can writes.
        builder.Services.AddShell();
        builder.Services.AddWeb();
        builder.Services.AddSignIn();
        builder.Services.AddFiles();
        builder.Services.AddJobs(installation);
        builder.Services.AddHealth();
        builder.Services.AddApiDocument();
        builder.AddTelemetry();
        AddModules(builder.Services);
        builder.Services.AddHostedService<Housekeeping>();
        adjust?.Invoke(builder);

        var app = builder.Build();
        app.UseProxies();
        app.UseShell();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseWebSockets();
        app.UseRouting();
        app.UseSignIn();
        app.MapShell();
        app.MapIdentity();
        app.MapFiles();
        app.MapHealth();
        app.MapApiDocument();
        MapModules(app);
        return app;
    }

    /// <summary>The same rooms without a web server, for the command line.</summary>
    public static ServiceProvider Services(Installation installation, IConfiguration? settings = null)
    {
        var services = new ServiceCollection();
        services.AddLogging(Log);
        services.AddSingleton(settings ?? new ConfigurationBuilder().Build());
        services.AddStore(installation);
        services.AddIdentity();
        AddModules(services);
        return services.BuildServiceProvider();
    }

    /// <summary>To standard error: standard output is for answers.</summary>
    public static void Log(ILoggingBuilder logs) => logs
        .ClearProviders()
        .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
        .SetMinimumLevel(LogLevel.Warning);

    static void Limit(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        // A route that takes files says so by itself.
        kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
        kestrel.Limits.MaxConcurrentConnections = 4_000;
        kestrel.Limits.MaxConcurrentUpgradedConnections = 2_000;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
    }

    static void AddModules(IServiceCollection services)
    {
        services.AddTeams();
        services.AddPeople();
        services.AddLeads();
        services.AddDeals();
        services.AddSync();
        services.AddInsights();
        services.AddReports();
        services.AddSingleton<SeedDemo>();
        services.AddAdmin();
    }

    static void MapModules(IEndpointRouteBuilder routes)
    {
        routes.MapTeams();
        routes.MapActivities();
        routes.MapPeople();
        routes.MapLeads();
        routes.MapDeals();
        routes.MapSync();
        routes.MapInsights();
        routes.MapReports();
        routes.MapAdmin();
    }
}

using System.Net;

namespace Rainmaker;

/// <summary>The whole product as a list of its rooms, each with one line. Every verb gets its services from here; <c>serve</c> its routes too.</summary>
public static class Product
{
    /// <param name="services">Already holds what is particular to this process: the store's addresses and keys.</param>
    public static IServiceCollection AddRainmaker(this IServiceCollection services, IConfiguration settings) => services
        .AddSingleton(settings)
        .AddSingleton(TimeProvider.System);

    public static void MapRainmaker(this WebApplication app) => app.MapStaticAssets();

    /// <summary>The web server, ready to start. Port 0 takes a free one.</summary>
    public static WebApplication Web(IConfiguration settings, Action<IServiceCollection> particulars, IPAddress address, int port)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            // Tests are another entry assembly; the assets are found by this name.
            ApplicationName = typeof(Product).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Production,
        });
        builder.WebHost.UseStaticWebAssets();
        builder.Configuration.AddConfiguration(settings);
        // Standard output is for answers; the verb itself says where it listens.
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(address, port);
        });
        // Open streams would hold the end for half a minute.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        particulars(builder.Services);
        builder.Services.AddRainmaker(settings);

        var app = builder.Build();
        app.MapRainmaker();
        return app;
    }
}

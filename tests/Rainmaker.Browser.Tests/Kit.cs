using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rainmaker.Browser.Tests;
using Rainmaker.Shell;

[assembly: AssemblyFixture(typeof(Kit))]

namespace Rainmaker.Browser.Tests;

/// <summary>The gallery of the UI kit on a real server, without a database.</summary>
public sealed class Kit : IAsyncLifetime
{
    WebApplication _server = null!;

    public Uri Address => new(_server.Urls.Single());

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration["Gallery"] = "true";
        builder.Services.AddShell();
        builder.Services.AddAuthorization();
        builder.Services.AddProblemDetails();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<WhoIsLooking>(_ => new(new Viewer("Ana Ruiz", "Northern team", "Acme", "Demo data, resets nightly.")));
        builder.Services.AddSingleton(new NavItem("Workspace", "Dashboard", "/_gallery", "home", 10, "g d"));
        builder.Services.AddSingleton(new NavItem("Workspace", "Pipeline", "/_gallery?part=board", "board", 20, "g p") { Count = _ => new(23) });
        builder.Services.AddSingleton(new QuickCreate("New deal", "/_gallery/dialog", "board", 10));
        _server = builder.Build();
        _server.UseShell();
        _server.UseAuthorization();
        _server.UseAntiforgery();
        _server.MapShell();
        _server.MapGet("/live", () => Results.NoContent());
        _server.MapGet("/notifications/bell", () => Results.NoContent());
        // Like the product's own: one stage refuses, the others take the card.
        _server.MapPost("/_gallery/move", (IFormCollection form) => form["stage"] == "negotiation" ? Results.Problem("A deal needs a quote before it is negotiated.", statusCode: 409) : Results.Ok());
        await _server.StartAsync();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}

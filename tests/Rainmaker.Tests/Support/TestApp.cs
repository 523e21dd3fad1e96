using System.Net.Http.Headers;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rainmaker.Platform;
using Rainmaker.Platform.Data;
using Rainmaker.Platform.Tenancy;

namespace Rainmaker.Tests.Support;

/// <summary>The whole product on a database of the test's own: real Kestrel on a free port, real PostgreSQL, one tenant to begin with.</summary>
public sealed class TestApp : IAsyncDisposable
{
    readonly TestDatabase _store;
    readonly TempFolder _folder = new();

    TestApp(TestDatabase store, WebApplication app, TempFolder folder) => (_store, Server, _folder) = (store, app, folder);

    public WebApplication Server { get; }
    public TestDatabase Store => _store;
    public Uri Address { get; private set; } = null!;

    /// <summary>The tenant that is there from the start, in EUR.</summary>
    public Guid Tenant { get; private set; }
    public Database Database => Server.Services.GetRequiredService<Database>();

    public static async Task<TestApp> Start(TestServer server, Action<WebApplicationBuilder>? adjust = null)
    {
        var (store, folder) = (await server.Fresh(), new TempFolder());
        var web = App.Build(new Installation(folder.Path, store.Owner, store.App, RandomNumberGenerator.GetBytes(32)), "http://127.0.0.1:0", builder =>
        {
            builder.Logging.ClearProviders();
            adjust?.Invoke(builder);
        });
        var app = new TestApp(store, web, folder);
        await web.StartAsync();
        app.Address = new Uri(web.Urls.Single());
        app.Tenant = await app.NewTenant("acme");
        return app;
    }

    public async Task<Guid> NewTenant(string key, string currency = "EUR")
    {
        var services = Server.Services;
        return (await CreateTenant.Handle(new(key, Currency: currency, Region: "DE"), Database, services.GetRequiredService<Installation>(),
            services.GetServices<ITenantBeginning>(), services.GetRequiredService<TimeProvider>(), CancellationToken.None)).Value;
    }

    /// <summary>A caller without any sign-in.</summary>
    public HttpClient Anyone() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };

    public HttpClient WithToken(string token)
    {
        var caller = Anyone();
        caller.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return caller;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.StopAsync();
        await Server.DisposeAsync();
        await _store.DisposeAsync();
        _folder.Dispose();
    }
}

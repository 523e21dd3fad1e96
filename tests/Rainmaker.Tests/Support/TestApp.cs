using System.Net.Http.Headers;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Rainmaker.Platform;
using Rainmaker.Platform.Data;
using Rainmaker.Platform.Identity;
using Rainmaker.Platform.Tenancy;
using Rainmaker.Platform.Web;
using Rainmaker.Teams;

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
            // Tests run the jobs they are about themselves.
            builder.Configuration["RAINMAKER_JOBS"] = "off";
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

    /// <summary>A browser that nobody has signed in with: keeps cookies, follows nothing.</summary>
    public HttpClient NewBrowser()
    {
        var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };
        browser.DefaultRequestHeaders.Add("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        return browser;
    }

    public HttpClient WithToken(string token)
    {
        var caller = Anyone();
        caller.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return caller;
    }

    public T Get<T>() where T : notnull => Server.Services.GetRequiredService<T>();

    public async Task<Team> Team(string name, Guid? tenant = null)
    {
        await using var db = await Database.Open(Actor.System(tenant ?? Tenant), CancellationToken.None);
        var team = new Team { TenantId = db.TenantId, Id = Ids.At(db.Now), Name = name, CreatedAt = db.Now };
        db.Add(team);
        await db.Commit("team.create", CancellationToken.None);
        return team;
    }

    /// <summary>A user who can sign in (<see cref="SignedIn"/>); without a password unless one is given.</summary>
    public async Task<User> User(string name, Role role, Team? team = null, Guid? tenant = null, string? email = null, string? password = null)
    {
        await using var db = await Database.Open(Actor.System(tenant ?? Tenant), CancellationToken.None);
        email ??= $"{name.Replace(' ', '.').ToLowerInvariant()}@example.test";
        var user = new User
        {
            TenantId = db.TenantId, Id = Ids.At(db.Now), Name = name, Role = role, TeamId = team?.Id, Email = email,
            NormalizedEmail = Rainmaker.Platform.Identity.User.Normalize(email), SecurityStamp = Secret.New(), CreatedAt = db.Now,
        };
        if (password is not null)
            Assert.Null(Get<Accounts>().SetPassword(user, password).Refusal);
        db.Add(user);
        db.Record("user.changed", "user", user.Id, null);
        await db.Commit("user.create", CancellationToken.None);
        return user;
    }

    /// <summary>An API token; without a user it acts for the tenant as nobody in particular.</summary>
    public async Task<string> Token(Role role, User? user = null, Guid? tenant = null, DateTimeOffset? expiresAt = null) =>
        (await CreateToken.Handle(new("test", role, user?.Id, expiresAt), Actor.System(user?.TenantId ?? tenant ?? Tenant), Database, CancellationToken.None)).Value.Token;

    /// <summary>A program that calls the API with a token.</summary>
    public async Task<HttpClient> As(Role role, User? user = null, Guid? tenant = null) => WithToken(await Token(role, user, tenant));

    /// <summary>A browser in which the user has signed in: cookies, form token and same-origin headers are set on every request.</summary>
    public async Task<HttpClient> SignedIn(User user)
    {
        var session = await SignIn.Open(user.TenantId, user.Id, Database, CancellationToken.None);
        return await Browser($"{Get<SessionCookie>().Name}={session.Cookie}");
    }

    /// <summary>A browser with this cookie, whoever it belongs to.</summary>
    public async Task<HttpClient> Browser(string sessionCookie)
    {
        var page = new DefaultHttpContext { RequestServices = Server.Services, Request = { Scheme = Get<PublicAddress>().IsHttps ? "https" : "http" } };
        if ((await Get<Callers>().OfSession(sessionCookie.Split('=')[1], CancellationToken.None)) is { Refusal: null } found)
            page.User = found.Value.Principal;
        var proof = Get<IAntiforgery>().GetTokens(page);
        var caller = Anyone();
        caller.DefaultRequestHeaders.Add("Cookie", $"{sessionCookie}; {Get<IOptions<AntiforgeryOptions>>().Value.Cookie.Name}={proof.CookieToken}");
        caller.DefaultRequestHeaders.Add(proof.HeaderName!, proof.RequestToken);
        caller.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        return caller;
    }

    /// <summary>The actor a user is on a request, for calling handlers directly.</summary>
    public async Task<Actor> ActorOf(User user)
    {
        var session = await SignIn.Open(user.TenantId, user.Id, Database, CancellationToken.None);
        return (await Get<Callers>().OfSession(session.Cookie, CancellationToken.None)).Value.Actor;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.StopAsync();
        await Server.DisposeAsync();
        await _store.DisposeAsync();
        _folder.Dispose();
    }
}

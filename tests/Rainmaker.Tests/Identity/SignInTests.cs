using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Rainmaker.Tests.Identity;

public sealed class SignInTests(TestServer server)
{
    const string Password = "correct horse battery staple";

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    static Task<HttpResponseMessage> SignInWith(HttpClient browser, string email, string password, string back = "/") =>
        browser.Submit("/sign-in", "/sign-in", ("email", email), ("password", password), ("back", back));

    static string? CookieOf(HttpResponseMessage answer, string name = "rainmaker") =>
        answer.Headers.TryGetValues("Set-Cookie", out var all) ? all.FirstOrDefault(c => c.StartsWith(name + "=", StringComparison.Ordinal)) : null;

    [Fact]
    public async Task The_right_password_leads_back_to_where_one_wanted_to_go()
    {
        await using var app = await TestApp.Start(server);
        var ada = await app.User("Ada Reyes", Role.SalesRep, email: "ada@example.test", password: Password);
        var browser = app.NewBrowser();

        var answer = await SignInWith(browser, "Ada@Example.test", Password, "/leads?q=x");

        Assert.Equal((HttpStatusCode.SeeOther, "/leads?q=x"), (answer.StatusCode, answer.Headers.Location!.OriginalString));
        var cookie = CookieOf(answer)!;
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("Ada Reyes", (await browser.GetFromJsonAsync<JsonElement>("/api/me", Stop)).GetProperty("name").GetString());
        Assert.Equal(1, await app.Store.Ask<long>("select count(*) from audit where action = 'user.sign_in' and actor_id = $1 and outcome = 'success'", ada.Id));
    }

    [Fact]
    public async Task The_sign_in_never_leads_to_another_site()
    {
        await using var app = await TestApp.Start(server);
        await app.User("Ada Reyes", Role.SalesRep, email: "ada@example.test", password: Password);

        var answer = await SignInWith(app.NewBrowser(), "ada@example.test", Password, "https://elsewhere.example/");

        Assert.Equal("/", answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task An_unknown_address_and_a_wrong_password_are_told_alike()
    {
        await using var app = await TestApp.Start(server);
        await app.User("Ada Reyes", Role.SalesRep, email: "ada@example.test", password: Password);

        var (wrong, unknown) = (await SignInWith(app.NewBrowser(), "ada@example.test", "something else entirely"), await SignInWith(app.NewBrowser(), "bob@example.test", "something else entirely"));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity), (wrong.StatusCode, unknown.StatusCode));
        Assert.Contains("do not match", await wrong.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Contains("do not match", await unknown.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Null(CookieOf(wrong));
        Assert.Equal(1, await app.Store.Ask<long>("select count(*) from audit where action = 'user.sign_in' and outcome = 'denied'"));
    }

    [Fact]
    public async Task After_five_wrong_passwords_the_account_rests_but_its_open_session_goes_on()
    {
        await using var app = await TestApp.Start(server);
        var ada = await app.User("Ada Reyes", Role.SalesRep, email: "ada@example.test", password: Password);
        var signedIn = await app.SignedIn(ada);

        var guesses = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => SignIn.Handle(new("ada@example.test", $"guess number {i}"), app.Database, app.Get<Accounts>(), TimeProvider.System, Stop)));
        var right = await SignIn.Handle(new("ada@example.test", Password), app.Database, app.Get<Accounts>(), TimeProvider.System, Stop);

        Assert.All(guesses, g => Assert.IsType<SignIn.NoMatch>(g.Refusal));
        Assert.IsType<SignIn.NoMatch>(right.Refusal);
        Assert.Equal(5, await app.Store.Ask<long>("select count(*) from audit where action = 'user.sign_in' and outcome = 'denied'"));
        Assert.Equal(HttpStatusCode.OK, (await signedIn.GetAsync("/api/me", Stop)).StatusCode);
    }

    [Fact]
    public async Task A_cookie_planted_before_the_sign_in_is_worth_nothing_after_it()
    {
        await using var app = await TestApp.Start(server);
        await app.User("Ada Reyes", Role.SalesRep, email: "ada@example.test", password: Password);
        var planted = $"{app.Tenant:N}{Secret.New()}";
        var browser = app.NewBrowser();
        browser.DefaultRequestHeaders.Add("Cookie", $"rainmaker={planted}");

        var cookie = CookieOf(await SignInWith(browser, "ada@example.test", Password))!;

        Assert.DoesNotContain(planted, cookie, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await (await app.Browser($"rainmaker={planted}")).GetAsync("/api/me", Stop)).StatusCode);
    }

    [Fact]
    public async Task After_the_sign_out_the_old_cookie_is_refused_at_once()
    {
        await using var app = await TestApp.Start(server);
        var browser = await app.SignedIn(await app.User("Ada Reyes", Role.SalesRep));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/me", Stop)).StatusCode);

        Assert.Equal(HttpStatusCode.SeeOther, (await browser.PostAsync("/sign-out", null, Stop)).StatusCode);

        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/me", Stop)).StatusCode);
    }

    [Fact]
    public async Task A_new_password_ends_the_sessions_that_were_opened_with_the_old_one()
    {
        await using var app = await TestApp.Start(server);
        var ada = await app.User("Ada Reyes", Role.SalesRep);
        var browser = await app.SignedIn(ada);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/me", Stop)).StatusCode);

        await using (var db = await app.Database.Open(Actor.System(app.Tenant), Stop))
        {
            Assert.Null(app.Get<Accounts>().SetPassword(await db.Users.SingleAsync(Stop), Password).Refusal);
            db.Record("user.changed", "user", ada.Id, null);
            await db.Commit("user.password", Stop);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/me", Stop)).StatusCode);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("aaaaaaaaaaaaaaaaaaaa")]
    [InlineData("my name is ada.reyes")]
    [InlineData(null)]
    public void An_easy_password_is_refused(string? password) => Assert.NotNull(Accounts.WeaknessOf(password, "ada.reyes@example.test"));

    [Fact]
    public async Task Somebody_at_home_in_two_workspaces_is_asked_which()
    {
        await using var app = await TestApp.Start(server);
        var other = await app.NewTenant("globex");
        await app.User("Ada Reyes", Role.SalesRep, email: "ada@example.test", password: Password);
        await app.User("Ada Reyes", Role.Admin, tenant: other, email: "ada@example.test", password: Password);

        var asked = await SignIn.Handle(new("ada@example.test", Password), app.Database, app.Get<Accounts>(), TimeProvider.System, Stop);
        var chosen = await SignIn.Handle(new("ada@example.test", Password, "globex"), app.Database, app.Get<Accounts>(), TimeProvider.System, Stop);

        Assert.Equal(["acme", "globex"], Assert.IsType<SignIn.WhichWorkspace>(asked.Refusal).Choices.Select(t => t.Key).Order());
        Assert.Equal(other, chosen.Value.Tenant);
    }

    [Fact]
    public async Task Behind_tls_the_cookies_are_bound_to_the_host_and_never_sent_in_the_clear()
    {
        await using var app = await TestApp.Start(server, b => b.Configuration.AddInMemoryCollection([new("RAINMAKER_PUBLIC_URL", "https://sales.example.com")]));
        await app.User("Ada Reyes", Role.SalesRep, email: "ada@example.test", password: Password);
        var page = await app.NewBrowser().GetAsync("/sign-in", Stop);
        Assert.Contains("secure", CookieOf(page, "__Host-form")!, StringComparison.OrdinalIgnoreCase);

        var opened = await SignIn.Handle(new("ada@example.test", Password), app.Database, app.Get<Accounts>(), TimeProvider.System, Stop);
        var browser = await app.Browser($"__Host-rainmaker={opened.Value.Cookie}");

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/me", Stop)).StatusCode);
    }

    [Fact]
    public async Task A_signed_in_answer_is_kept_by_nobody_on_the_way()
    {
        await using var app = await TestApp.Start(server);
        var browser = await app.SignedIn(await app.User("Ada Reyes", Role.SalesRep));

        Assert.Equal("no-store, private", (await browser.GetAsync("/api/me", Stop)).Headers.CacheControl!.ToString());
    }
}

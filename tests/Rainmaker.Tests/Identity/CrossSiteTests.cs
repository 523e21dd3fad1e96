using System.Net;
using System.Net.Http.Json;

namespace Rainmaker.Tests.Identity;

public sealed class CrossSiteTests(TestServer server)
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    static async Task<(TestApp App, HttpClient Browser)> AnAdministratorsBrowser(TestServer server)
    {
        var app = await TestApp.Start(server);
        return (app, await app.SignedIn(await app.User("Ida Berg", Role.Admin)));
    }

    static JsonContent AToken() => JsonContent.Create(new { name = "x", role = "admin" });

    static Task<long> Tokens(TestApp app) => app.Store.Ask<long>("select count(*) from api_token");

    [Fact]
    public async Task Our_own_page_may_change_things()
    {
        var (app, browser) = await AnAdministratorsBrowser(server);
        await using var _ = app;

        Assert.Equal(HttpStatusCode.Created, (await browser.PostAsync("/api/tokens", AToken(), Stop)).StatusCode);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://elsewhere.example")]
    [InlineData("Origin", "null")]
    public async Task Another_sites_page_may_not_even_with_a_stolen_form_token(string header, string value)
    {
        var (app, browser) = await AnAdministratorsBrowser(server);
        await using var _ = app;
        browser.DefaultRequestHeaders.Remove(header);
        browser.DefaultRequestHeaders.Add(header, value);

        var answer = await browser.PostAsync("/api/tokens", AToken(), Stop);

        Assert.Equal((HttpStatusCode.Forbidden, 0), (answer.StatusCode, await Tokens(app)));
    }

    [Fact]
    public async Task Without_the_form_token_nothing_is_changed()
    {
        var (app, browser) = await AnAdministratorsBrowser(server);
        await using var _ = app;
        browser.DefaultRequestHeaders.Remove("RequestVerificationToken");

        var answer = await browser.PostAsync("/api/tokens", AToken(), Stop);

        Assert.Equal((HttpStatusCode.Forbidden, 0), (answer.StatusCode, await Tokens(app)));
        Assert.Equal(1, await app.Store.Ask<long>("select count(*) from audit where outcome = 'denied'"));
    }

    [Fact]
    public async Task A_form_token_of_somebody_else_is_refused()
    {
        var (app, browser) = await AnAdministratorsBrowser(server);
        await using var _ = app;
        var theirs = await app.SignedIn(await app.User("Eve Moss", Role.SalesRep));
        browser.DefaultRequestHeaders.Remove("RequestVerificationToken");
        browser.DefaultRequestHeaders.Add("RequestVerificationToken", theirs.DefaultRequestHeaders.GetValues("RequestVerificationToken"));

        Assert.Equal(HttpStatusCode.Forbidden, (await browser.PostAsync("/api/tokens", AToken(), Stop)).StatusCode);
    }

    [Fact]
    public async Task Nobody_is_signed_in_by_another_sites_form()
    {
        await using var app = await TestApp.Start(server);

        var answer = await app.NewBrowser().PostAsync("/sign-in", new FormUrlEncodedContent([new("email", "a@b.test"), new("password", "x")]), Stop);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task A_program_with_a_token_has_nothing_to_prove()
    {
        await using var app = await TestApp.Start(server);

        Assert.Equal(HttpStatusCode.Created, (await (await app.As(Role.Admin)).PostAsync("/api/tokens", AToken(), Stop)).StatusCode);
    }
}

using System.Net;

namespace Rainmaker.Tests.Identity;

public sealed class SetUpTests(TestServer server)
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    static readonly (string, string)[] Filled =
        [("organisation", "Northwind & Söhne"), ("name", "Ida Berg"), ("email", "ida@example.test"), ("password", "correct horse battery"), ("currency", "EUR"), ("time_zone", "Europe/Berlin")];

    static Task<Result<SetUpOwner.Owner>> SetUp(TestApp app, SetUpOwner.Request request) => SetUpOwner.Handle(
        request, app.Database, app.Get<Tenants>(), app.Get<Installation>(), app.Get<IEnumerable<ITenantBeginning>>(), app.Get<Accounts>(), TimeProvider.System, Stop);

    [Fact]
    public async Task The_link_makes_the_first_administrator_and_signs_them_in()
    {
        await using var app = await TestApp.Start(server);
        var token = await app.Get<SetUpLink>().Issue(Stop);
        var browser = app.NewBrowser();

        var answer = await browser.Submit($"/setup?token={token}", $"/setup?token={token}", Filled);

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Contains("northwind-s-hne", await browser.GetStringAsync("/api/me", Stop), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await app.NewBrowser().GetAsync($"/setup?token={token}", Stop)).StatusCode);
        Assert.Null(await app.Get<SetUpLink>().Issue(Stop));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?token=wrong")]
    public async Task Without_its_token_the_setup_is_not_there(string query)
    {
        await using var app = await TestApp.Start(server);
        await app.Get<SetUpLink>().Issue(Stop);
        var browser = app.NewBrowser();

        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/setup" + query, Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Submit("/sign-in", "/setup" + query, Filled)).StatusCode);
        Assert.Equal(0, await app.Store.Ask<long>("select count(*) from app_user"));
    }

    [Fact]
    public async Task A_link_from_before_the_owner_existed_changes_nothing()
    {
        await using var app = await TestApp.Start(server);
        var token = await app.Get<SetUpLink>().Issue(Stop);
        await app.User("Ida Berg", Role.Admin, password: "correct horse battery");

        var answer = await app.NewBrowser().Submit("/sign-in", $"/setup?token={token}", Filled);

        Assert.Equal((HttpStatusCode.NotFound, 1), (answer.StatusCode, await app.Store.Ask<long>("select count(*) from app_user")));
    }

    [Fact]
    public async Task What_is_wrong_with_the_form_is_told_beside_its_fields_and_the_link_lives_on()
    {
        await using var app = await TestApp.Start(server);
        var token = await app.Get<SetUpLink>().Issue(Stop);

        var answer = await app.NewBrowser().Submit($"/setup?token={token}", $"/setup?token={token}", ("organisation", "Acme"), ("email", "no address"), ("password", "short"), ("currency", "EUR"), ("time_zone", "UTC"));
        var page = await answer.Content.ReadAsStringAsync(Stop);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("is not an e-mail address", page, StringComparison.Ordinal);
        Assert.Contains("12 to 256 characters", page, StringComparison.Ordinal);
        Assert.True(await app.Get<SetUpLink>().Opens(token, Stop));
    }

    [Fact]
    public async Task Setting_up_twice_changes_nothing()
    {
        await using var app = await TestApp.Start(server);
        var request = new SetUpOwner.Request("maven", "ida@example.test", "correct horse battery");

        var (first, second) = ((await SetUp(app, request)).Value, (await SetUp(app, request)).Value);

        Assert.Equal((false, true, first.User), (first.WasThere, second.WasThere, second.User));
    }

    [Fact]
    public async Task Nobody_is_made_an_administrator_who_is_something_else_already()
    {
        await using var app = await TestApp.Start(server);
        await app.User("Ada Reyes", Role.SalesRep, email: "ada@example.test");

        Assert.IsType<SetUpOwner.IsNotAnAdministrator>((await SetUp(app, new("acme", "ada@example.test", "correct horse battery"))).Refusal);
    }
}

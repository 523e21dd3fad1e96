using System.Net;

namespace Rainmaker.Tests.Admin;

public sealed class AdminPagesTests(TestServer server)
{
    const string Password = "correct horse battery";

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    static async Task<(TestApp App, HttpClient Browser, User Admin)> AnAdministrator(TestServer server)
    {
        var app = await TestApp.Start(server);
        var admin = await app.User("Ida Berg", Role.Admin, email: "ida@example.test", password: Password);
        var browser = app.NewBrowser();
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.Submit("/sign-in", "/sign-in", ("email", "ida@example.test"), ("password", Password))).StatusCode);
        return (app, browser, admin);
    }

    [Theory]
    [InlineData("/admin/users", "Ida Berg")]
    [InlineData("/admin/users/new", "New user")]
    [InlineData("/admin/teams", "No teams yet")]
    [InlineData("/admin/territories", "No territories yet")]
    [InlineData("/admin/territories/new", "Postal codes")]
    [InlineData("/admin/tokens", "No tokens yet")]
    [InlineData("/admin/tokens/new", "What it is for")]
    [InlineData("/admin/forms", "No forms yet")]
    [InlineData("/admin/forms/new", "Source of its leads")]
    [InlineData("/admin/settings", "stalled_after_days")]
    [InlineData("/account", "Present password")]
    public async Task The_page_is_there(string path, string says)
    {
        var (app, browser, _) = await AnAdministrator(server);
        await using var _ = app;

        var page = await browser.GetAsync(path, Stop);

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains(says, await page.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Equal("no-store, private", page.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task A_stranger_is_led_to_the_sign_in_and_back()
    {
        await using var app = await TestApp.Start(server);

        var led = await app.NewBrowser().GetAsync("/admin/users?role=admin", Stop);

        Assert.Equal((HttpStatusCode.Redirect, "/sign-in?back=%2Fadmin%2Fusers%3Frole%3Dadmin"), (led.StatusCode, led.Headers.Location!.OriginalString));
    }

    [Fact]
    public async Task Somebody_is_added_changed_and_let_go_by_forms_alone()
    {
        var (app, browser, _) = await AnAdministrator(server);
        await using var _ = app;

        await browser.Submit("/admin/teams/new", "/admin/teams/new", ("name", "North"));
        var team = await app.Store.Ask<Guid>("select id from team");
        var added = await browser.Submit("/admin/users/new", "/admin/users/new", ("name", "Ada Reyes"), ("email", "ada@example.test"), ("role", "sales_rep"), ("team_id", team.ToString()), ("capacity_per_day", "5"), ("skills", "German, enterprise"), ("can_sign_in", "true"), ("password", Password));
        var ada = await app.Store.Ask<Guid>("select id from app_user where name = 'Ada Reyes'");
        var version = await app.Store.Ask<string>("select xmin::text from app_user where id = $1", ada);
        var saved = await browser.Submit($"/admin/users/{ada}", $"/admin/users/{ada}", ("name", "Ada R."), ("email", "ada@example.test"), ("role", "sales_rep"), ("capacity_per_day", "7"), ("version", version!));

        Assert.Equal((HttpStatusCode.SeeOther, HttpStatusCode.SeeOther), (added.StatusCode, saved.StatusCode));
        Assert.Equal(1, await app.Store.Ask<long>("select count(*) from app_user where id = $1 and name = 'Ada R.' and not is_active and not can_sign_in and capacity_per_day = 7 and team_id is null", ada));
    }

    [Fact]
    public async Task What_is_wrong_comes_back_with_what_was_typed()
    {
        var (app, browser, _) = await AnAdministrator(server);
        await using var _ = app;

        var answer = await browser.Submit("/admin/users/new", "/admin/users/new", ("name", "Ada Reyes"), ("email", "nonsense"), ("role", "sales_rep"), ("capacity_per_day", "x"));
        var page = await answer.Content.ReadAsStringAsync(Stop);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("is not an e-mail address", page, StringComparison.Ordinal);
        Assert.Contains("value=\"Ada Reyes\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_shown_once_on_the_page_and_works()
    {
        var (app, browser, _) = await AnAdministrator(server);
        await using var _ = app;

        var page = await (await browser.Submit("/admin/tokens/new", "/admin/tokens/new", ("name", "form"), ("role", "sales_rep"))).Content.ReadAsStringAsync(Stop);
        var token = page[page.IndexOf("rm_", StringComparison.Ordinal)..][..46];

        Assert.Equal(HttpStatusCode.OK, (await app.WithToken(token).GetAsync("/api/me", Stop)).StatusCode);
        Assert.DoesNotContain("rm_", (await browser.GetStringAsync("/admin/tokens", Stop)).Replace("rm_...", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_saved_as_they_are_shown_change_nothing()
    {
        var (app, browser, _) = await AnAdministrator(server);
        await using var _ = app;
        var html = await browser.GetStringAsync("/admin/settings", Stop);
        var page = await new AngleSharp.Html.Parser.HtmlParser().ParseDocumentAsync(html, Stop);
        var fields = page.QuerySelectorAll("form[action='/admin/settings'] [name]").Where(f => f.GetAttribute("name") != "__RequestVerificationToken").Select(f => (f.GetAttribute("name")!, f switch
        {
            AngleSharp.Html.Dom.IHtmlTextAreaElement area => area.Value,
            AngleSharp.Html.Dom.IHtmlSelectElement choice => choice.Value ?? "",
            _ => f.GetAttribute("value") ?? "",
        }));

        var answer = await browser.Submit("/admin/settings", "/admin/settings", [.. fields]);

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal("{}", await app.Store.Ask<string>("select judgement::text from tenant_setting"));
        Assert.Equal(0, await app.Store.Ask<long>("select count(*) from audit where action = 'settings.update'"));
    }

    [Fact]
    public async Task A_new_password_of_ones_own_needs_the_present_one_and_keeps_this_session()
    {
        var (app, browser, admin) = await AnAdministrator(server);
        await using var _ = app;
        var elsewhere = await app.SignedIn(admin);

        var wrong = await browser.Submit("/account", "/account/password", ("present", "not this one at all"), ("password", "another horse battery"));
        var right = await browser.Submit("/account", "/account/password", ("present", Password), ("password", "another horse battery"));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.SeeOther), (wrong.StatusCode, right.StatusCode));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), ((await browser.GetAsync("/api/me", Stop)).StatusCode, (await elsewhere.GetAsync("/api/me", Stop)).StatusCode));
    }

    [Fact]
    public async Task An_absence_is_planned_and_cancelled_on_its_page()
    {
        var (app, browser, admin) = await AnAdministrator(server);
        await using var _ = app;
        var page = $"/people/{admin.Id}/absences";

        var planned = await browser.Submit(page, page, ("from_day", "2026-12-24"), ("to_day", "2026-12-31"), ("reason", "Holidays"));
        var id = await app.Store.Ask<Guid>("select id from absence");
        var cancelled = await browser.Submit(page, $"{page}/{id}/cancel");

        Assert.Equal((HttpStatusCode.SeeOther, HttpStatusCode.SeeOther, 0L), (planned.StatusCode, cancelled.StatusCode, await app.Store.Ask<long>("select count(*) from absence")));
    }
}

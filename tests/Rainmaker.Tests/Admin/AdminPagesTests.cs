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
    [InlineData("/admin/sources", "Google Ads")]
    [InlineData("/admin/sources/new", "What it calls our fields")]
    [InlineData("/admin/sources/website", "Its leads begin as")]
    [InlineData("/admin/rules", "No rules yet")]
    [InlineData("/admin/rules/new", "Try on the latest leads")]
    [InlineData("/admin/pipelines", "Discovery")]
    [InlineData("/admin/pipelines/new", "Begins with the stages of")]
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
    public async Task A_source_and_a_rule_are_shaped_by_forms_alone()
    {
        var (app, browser, _) = await AnAdministrator(server);
        await using var _ = app;

        var added = await browser.Submit("/admin/sources/new", "/admin/sources/new", ("key", "trade_fair"), ("label", "Trade fair"), ("required_fields", "company"), ("required_fields", "email"), ("default_tags", "fair, 2026"), ("field_aliases", "badge = company\n"));
        var odd = await browser.Submit("/admin/sources/trade_fair", "/admin/sources/trade_fair", ("label", "Trade fair"), ("field_aliases", "badge"));
        (string, string)[] rule = [("name", "Large ones"), ("condition_field", "company_size"), ("condition_is", "at_least"), ("condition_values", "200"), ("condition_field", ""), ("condition_is", "is"), ("condition_values", ""), ("is_active", "true")];
        var tried = await (await browser.Submit("/admin/rules/new", "/admin/rules/new", [.. rule, ("act", "rehearse")])).Content.ReadAsStringAsync(Stop);
        var written = await browser.Submit("/admin/rules/new", "/admin/rules/new", [.. rule, ("act", "save")]);
        var id = await app.Store.Ask<Guid>("select id from assignment_rule");
        await browser.Submit("/admin/rules", $"/admin/rules/{id}/switch-off");

        Assert.Equal((HttpStatusCode.SeeOther, HttpStatusCode.UnprocessableEntity, HttpStatusCode.SeeOther), (added.StatusCode, odd.StatusCode, written.StatusCode));
        Assert.Equal("company,email|fair,2026|badge", await app.Store.Ask<string>("select array_to_string(required_fields, ',') || '|' || array_to_string(default_tags, ',') || '|' || (select string_agg(k, ',') from jsonb_object_keys(field_aliases) k) from lead_source where key = 'trade_fair'"));
        Assert.Contains("Fits 0 of the latest 0 leads", tried, StringComparison.Ordinal);
        Assert.Equal("company_size at_least 200 f", await app.Store.Ask<string>("select concat_ws(' ', conditions->0->>'field', conditions->0->>'is', conditions->0->'values'->>0, is_active) from assignment_rule"));
    }

    [Fact]
    public async Task Pipelines_and_stages_are_shaped_by_forms_alone()
    {
        var (app, browser, _) = await AnAdministrator(server);
        await using var _ = app;

        var made = await browser.Submit("/admin/pipelines/new", "/admin/pipelines/new", ("name", "Partners"), ("key", "partners"), ("template", "sales"));
        var pipeline = await app.Store.Ask<Guid>("select id from pipeline where key = 'partners'");
        var added = await browser.Submit($"/admin/pipelines/{pipeline}/stages/new", $"/admin/pipelines/{pipeline}/stages/new", ("label", "Site visit"), ("key", "site_visit"), ("kind", "open"), ("probability", "60"), ("stalled_after_days", "5"), ("long_after_days", "9"), ("entry_rules", "value"), ("entry_rules", "activity:meeting"));
        var stage = await app.Store.Ask<Guid>("select id from stage where key = 'site_visit'");
        await browser.Submit("/admin/pipelines", $"/admin/stages/{stage}/up");
        var version = await app.Store.Ask<string>("select xmin::text from stage where id = $1", stage);
        var saved = await browser.Submit($"/admin/stages/{stage}", $"/admin/stages/{stage}", ("label", "Visit"), ("probability", "61"), ("stalled_after_days", "5"), ("long_after_days", "0"), ("version", version!));
        var mended = await browser.Submit($"/admin/stages/{stage}", $"/admin/stages/{stage}", ("label", "Visit"), ("probability", "61"), ("stalled_after_days", "5"), ("long_after_days", "8"), ("version", version!));
        var renamed = await browser.Submit($"/admin/pipelines/{pipeline}", $"/admin/pipelines/{pipeline}", ("name", "Resellers"), ("is_default", "true"), ("version", (await app.Store.Ask<string>("select xmin::text from pipeline where id = $1", pipeline))!));

        Assert.Equal((HttpStatusCode.SeeOther, HttpStatusCode.SeeOther, HttpStatusCode.UnprocessableEntity, HttpStatusCode.SeeOther, HttpStatusCode.SeeOther), (made.StatusCode, added.StatusCode, saved.StatusCode, mended.StatusCode, renamed.StatusCode));
        Assert.Equal("discovery,qualification,proposal,site_visit,negotiation,won,lost", await app.Store.Ask<string>("select string_agg(key, ',' order by position) from stage where pipeline_id = $1", pipeline));
        Assert.Equal("Visit 61.00 5 8 0", await app.Store.Ask<string>("select concat_ws(' ', label, probability, stalled_after_days, long_after_days, cardinality(entry_rules)) from stage where id = $1", stage));
        Assert.Equal("Resellers", await app.Store.Ask<string>("select string_agg(name, ',') from pipeline where is_default"));
        await browser.Submit("/admin/pipelines", $"/admin/stages/{stage}/take-away");
        Assert.Equal(6, await app.Store.Ask<long>("select count(*) from stage where pipeline_id = $1", pipeline));
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

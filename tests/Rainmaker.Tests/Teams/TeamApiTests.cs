using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Rainmaker.Teams;

namespace Rainmaker.Tests.Teams;

public sealed class TeamApiTests(TestServer server)
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    static async Task<JsonElement> Body(HttpResponseMessage answer) => await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);

    static User AUser() => new() { TenantId = Guid.CreateVersion7(), Id = Guid.CreateVersion7(), Name = "Ada Reyes", Role = Role.SalesRep, CreatedAt = DateTimeOffset.UnixEpoch };

    [Fact]
    public void Skills_are_written_small_and_once()
    {
        var user = AUser();

        Assert.Empty(UpdateUser.Apply(user, new() { Skills = (string[])["German", "german ", ""] }));

        Assert.Equal(["german"], user.Skills);
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once_and_nothing_of_it_is_taken()
    {
        var user = AUser();

        var faults = UpdateUser.Apply(user, new() { Name = " ", Email = "nonsense", CapacityPerDay = -1, Role = (Role?)null });

        Assert.Equal(["name", "email", "role", "capacity_per_day"], faults.Select(f => f.Field));
        Assert.Equal(("Ada Reyes", 20), (user.Name, user.CapacityPerDay));
    }

    [Fact]
    public void An_absence_does_not_end_before_it_begins() =>
        Assert.IsType<PlanAbsences.EndsBeforeItBegins>(PlanAbsences.Decide(new(new(2026, 11, 20), new(2026, 11, 19))).Refusal);

    [Fact]
    public async Task An_administrator_adds_somebody_who_can_sign_in_and_is_found_by_name()
    {
        await using var app = await TestApp.Start(server);
        var (admin, team) = (await app.As(Role.Admin), await app.Team("North"));

        var made = await admin.PostAsJsonAsync("/api/users", new { name = "Ada Reyes", email = "ada@example.test", role = "sales_rep", team_id = team.Id, skills = (string[])["German"], password = "correct horse battery" }, Stop);
        var user = await Body(made);
        var found = await Body(await admin.GetAsync("/api/users?q=reyes&role=sales_rep&active=true", Stop));

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal("North", user.GetProperty("team").GetString());
        Assert.Equal(user.GetProperty("id").GetGuid(), found.GetProperty("data")[0].GetProperty("id").GetGuid());
        Assert.Null((await SignIn.Handle(new("ada@example.test", "correct horse battery"), app.Database, app.Get<Accounts>(), TimeProvider.System, Stop)).Refusal);
        Assert.DoesNotContain("password_hash", user.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"name":"X","role":"boss"}""", "role")]
    [InlineData("""{"name":"X","role":"sales_rep","tenant_id":"0192"}""", "tenant_id")]
    [InlineData("""{"name":"","role":"sales_rep"}""", "name")]
    [InlineData("""{"name":"X","role":"sales_rep","password":"short"}""", "password")]
    [InlineData("""{"name":"X","role":"sales_rep","capacity_per_day":99999}""", "capacity_per_day")]
    [InlineData("""{"name":"X","role":"sales_rep","team_id":"01924f0e-0000-7000-8000-000000000000"}""", "team_id")]
    public async Task What_cannot_be_right_is_named(string body, string field)
    {
        await using var app = await TestApp.Start(server);

        var answer = await (await app.As(Role.Admin)).PostAsync("/api/users", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Stop);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(field, (await Body(answer)).GetProperty("field").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, await app.Store.Ask<long>("select count(*) from app_user"));
    }

    [Fact]
    public async Task Users_are_paged_by_name()
    {
        await using var app = await TestApp.Start(server);
        foreach (var name in (string[])["Cem", "Ada", "Bob", "Ada"])
            await app.User(name, Role.SalesRep, email: $"{Guid.CreateVersion7()}@example.test");
        var caller = await app.As(Role.SalesRep);

        var names = new List<string>();
        for (string? next = ""; next is not null;)
        {
            var page = await Body(await caller.GetAsync($"/api/users?limit=1&cursor={next}", Stop));
            names.AddRange(page.GetProperty("data").EnumerateArray().Select(u => u.GetProperty("name").GetString()!));
            next = page.GetProperty("next_cursor").GetString();
        }

        Assert.Equal(["Ada", "Ada", "Bob", "Cem"], names);
        Assert.Equal(HttpStatusCode.BadRequest, (await caller.GetAsync("/api/users?cursor=nonsense", Stop)).StatusCode);
    }

    [Fact]
    public async Task An_older_version_does_not_overwrite_a_newer_one()
    {
        await using var app = await TestApp.Start(server);
        var (admin, ada) = (await app.As(Role.Admin), await app.User("Ada Reyes", Role.SalesRep));
        var tag = (await admin.GetAsync($"/api/users/{ada.Id}", Stop)).Headers.ETag!;

        async Task<HttpStatusCode> Put(string name)
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/users/{ada.Id}") { Content = JsonContent.Create(new { name }) };
            request.Headers.IfMatch.Add(tag);
            return (await admin.SendAsync(request, Stop)).StatusCode;
        }

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.PreconditionFailed), (await Put("Ada R."), await Put("A. Reyes")));
    }

    [Fact]
    public async Task The_last_administrator_stays_one_even_when_two_step_down_at_once()
    {
        await using var app = await TestApp.Start(server);
        var one = await app.User("Ida Berg", Role.Admin, password: "correct horse battery");
        var two = await app.User("Noor Haddad", Role.Admin, password: "correct horse battery");
        var admin = await app.As(Role.Admin);

        var answers = await Task.WhenAll(new[] { one, two }.Select(u => admin.PutAsJsonAsync($"/api/users/{u.Id}", new { role = "sales_rep" }, Stop)));

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], answers.Select(a => a.StatusCode).Order());
        Assert.Equal(1, await app.Store.Ask<long>("select count(*) from app_user where role = 'admin'"));
    }

    [Fact]
    public async Task Somebody_who_left_is_out_on_the_next_request_with_every_token()
    {
        await using var app = await TestApp.Start(server);
        var ada = await app.User("Ada Reyes", Role.SalesRep);
        var (admin, browser, program) = (await app.As(Role.Admin), await app.SignedIn(ada), await app.As(Role.SalesRep, ada));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), ((await browser.GetAsync("/api/me", Stop)).StatusCode, (await program.GetAsync("/api/me", Stop)).StatusCode));

        await admin.PutAsJsonAsync($"/api/users/{ada.Id}", new { is_active = false }, Stop);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), ((await browser.GetAsync("/api/me", Stop)).StatusCode, (await program.GetAsync("/api/me", Stop)).StatusCode));
    }

    [Fact]
    public async Task A_manager_sees_who_joins_the_team_on_the_next_request()
    {
        await using var app = await TestApp.Start(server);
        var team = await app.Team("North");
        var (manager, ada) = (await app.User("Noor Haddad", Role.SalesManager, team), await app.User("Ada Reyes", Role.SalesRep));
        var (admin, browser) = (await app.As(Role.Admin), await app.SignedIn(manager));
        var absence = new { from_day = "2026-12-24", to_day = "2026-12-31" };
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.PostAsJsonAsync($"/api/users/{ada.Id}/absences", absence, Stop)).StatusCode);

        await admin.PutAsJsonAsync($"/api/users/{ada.Id}", new { team_id = team.Id }, Stop);

        Assert.Equal(HttpStatusCode.Created, (await browser.PostAsJsonAsync($"/api/users/{ada.Id}/absences", absence, Stop)).StatusCode);
    }

    [Theory]
    [InlineData(Role.SalesRep)]
    [InlineData(Role.SalesManager)]
    [InlineData(Role.CustomerSuccess)]
    public async Task Only_administrators_shape_the_team(Role role)
    {
        await using var app = await TestApp.Start(server);
        var caller = await app.As(role);

        Assert.Equal(HttpStatusCode.OK, (await caller.GetAsync("/api/users", Stop)).StatusCode);
        foreach (var route in (string[])["/api/users", "/api/teams", "/api/territories", "/api/tokens"])
            Assert.Equal(HttpStatusCode.Forbidden, (await caller.PostAsJsonAsync(route, new { name = "x", role = "admin" }, Stop)).StatusCode);
        Assert.Equal(0, await app.Store.Ask<long>("select (select count(*) from app_user) + (select count(*) from team) + (select count(*) from territory)"));
    }

    [Fact]
    public async Task A_team_with_people_in_it_is_not_closed_and_names_are_unique()
    {
        await using var app = await TestApp.Start(server);
        var (admin, team) = (await app.As(Role.Admin), await app.Team("North"));
        await app.User("Ada Reyes", Role.SalesRep, team);

        Assert.Equal(HttpStatusCode.Conflict, (await admin.DeleteAsync($"/api/teams/{team.Id}", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await admin.PostAsJsonAsync("/api/teams", new { name = "North" }, Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await admin.PostAsJsonAsync("/api/teams", new { name = "South" }, Stop)).StatusCode);
    }

    [Fact]
    public async Task A_territory_that_is_given_up_leaves_nobody_with_it()
    {
        await using var app = await TestApp.Start(server);
        var admin = await app.As(Role.Admin);
        var territory = (await Body(await admin.PostAsJsonAsync("/api/territories", new { name = "DACH", countries = (string[])["de", "AT"] }, Stop))).GetProperty("id").GetGuid();
        var ada = (await Body(await admin.PostAsJsonAsync("/api/users", new { name = "Ada", role = "sales_rep", territory_ids = (Guid[])[territory] }, Stop))).GetProperty("id").GetGuid();

        Assert.Equal(HttpStatusCode.NoContent, (await admin.DeleteAsync($"/api/territories/{territory}", Stop)).StatusCode);

        Assert.Equal(0, (await Body(await admin.GetAsync($"/api/users/{ada}", Stop))).GetProperty("territory_ids").GetArrayLength());
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.PostAsJsonAsync("/api/territories", new { name = "X", countries = (string[])["Germany"] }, Stop)).StatusCode);
    }

    [Fact]
    public async Task Another_tenants_people_are_not_there()
    {
        await using var app = await TestApp.Start(server);
        var other = await app.NewTenant("globex");
        var (theirs, team) = (await app.User("Theirs", Role.SalesRep, tenant: other), await app.Team("Theirs", other));
        var admin = await app.As(Role.Admin);

        var answers = new[]
        {
            await admin.GetAsync($"/api/users/{theirs.Id}", Stop), await admin.PutAsJsonAsync($"/api/users/{theirs.Id}", new { name = "Ours" }, Stop),
            await admin.PutAsJsonAsync($"/api/users/{theirs.Id}/password", new { password = "correct horse battery" }, Stop), await admin.GetAsync($"/api/users/{theirs.Id}/absences", Stop),
            await admin.PutAsJsonAsync($"/api/teams/{team.Id}", new { name = "Ours" }, Stop), await admin.DeleteAsync($"/api/teams/{team.Id}", Stop),
        };

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.NotFound, a.StatusCode));
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.PostAsJsonAsync("/api/users", new { name = "X", role = "sales_rep", team_id = team.Id }, Stop)).StatusCode);
        Assert.Equal(0, (await Body(await admin.GetAsync("/api/users", Stop))).GetProperty("data").GetArrayLength());
    }
}

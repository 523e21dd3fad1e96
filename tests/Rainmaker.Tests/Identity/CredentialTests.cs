using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Rainmaker.Tests.Identity;

public sealed class CredentialTests(TestServer server)
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    static async Task<string> Code(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("code").GetString()!;

    [Theory]
    [InlineData(Role.Admin, true, "all")]
    [InlineData(Role.Admin, false, "all")]
    [InlineData(Role.SalesManager, false, "all")]
    [InlineData(Role.CustomerSuccess, false, "all")]
    [InlineData(Role.SalesRep, false, "nothing")]
    [InlineData(Role.SalesRep, true, "own")]
    [InlineData(Role.CustomerSuccess, true, "own")]
    public void A_role_sees_what_is_its_own(Role role, bool isUser, string sees)
    {
        var sight = Caller.SightOf(role, isUser ? Guid.CreateVersion7() : null, []);

        Assert.Equal(sees, sight switch { { IsAll: true } => "all", { Owners: [] } => "nothing", _ => "own" });
    }

    [Fact]
    public void A_manager_sees_the_team_and_what_nobody_owns()
    {
        var (manager, member, other) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());

        var sight = Caller.SightOf(Role.SalesManager, manager, [member]);

        Assert.True(sight.Includes(manager) && sight.Includes(member) && sight.Includes(null));
        Assert.False(sight.Includes(other));
    }

    [Fact]
    public void A_token_never_exceeds_its_users_role()
    {
        Assert.Equal(Role.SalesRep, Caller.RoleOf(Role.Admin, Role.SalesRep));
        Assert.Equal(Role.SalesRep, Caller.RoleOf(Role.SalesRep, Role.Admin));
        Assert.Equal(Role.Admin, Caller.RoleOf(Role.Admin, null));
    }

    [Fact]
    public async Task Without_a_token_the_api_answers_401_and_says_how_to_sign_in()
    {
        await using var app = await TestApp.Start(server);

        var answer = await app.Anyone().GetAsync("/api/me", Stop);

        Assert.Equal((HttpStatusCode.Unauthorized, "no_token"), (answer.StatusCode, await Code(answer)));
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Theory]
    [InlineData("rm_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("nonsense")]
    public async Task A_wrong_token_is_refused(string token)
    {
        await using var app = await TestApp.Start(server);

        var answer = await app.WithToken(token).GetAsync("/api/me", Stop);

        Assert.Equal((HttpStatusCode.Unauthorized, "bad_token"), (answer.StatusCode, await Code(answer)));
    }

    [Fact]
    public async Task A_token_works_until_it_expires()
    {
        await using var app = await TestApp.Start(server);
        var caller = app.WithToken(await app.Token(Role.Admin, expiresAt: TimeProvider.System.GetUtcNow().AddSeconds(5)));
        Assert.Equal(HttpStatusCode.OK, (await caller.GetAsync("/api/me", Stop)).StatusCode);

        await Task.Delay(TimeSpan.FromSeconds(5.1), Stop);
        var answer = await caller.GetAsync("/api/me", Stop);

        Assert.Equal((HttpStatusCode.Unauthorized, "expired_token"), (answer.StatusCode, await Code(answer)));
    }

    [Fact]
    public async Task A_revoked_token_is_refused_on_the_next_request()
    {
        await using var app = await TestApp.Start(server);
        var (admin, other) = (await app.As(Role.Admin), await app.As(Role.SalesManager));
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/api/me", Stop)).StatusCode);
        var list = await admin.GetFromJsonAsync<JsonElement>("/api/tokens", Stop);
        var id = list.GetProperty("data").EnumerateArray().Single(t => t.GetProperty("role").GetString() == "sales_manager").GetProperty("id").GetGuid();

        Assert.Equal(HttpStatusCode.NoContent, (await admin.DeleteAsync($"/api/tokens/{id}", Stop)).StatusCode);
        var answer = await other.GetAsync("/api/me", Stop);

        Assert.Equal((HttpStatusCode.Unauthorized, "bad_token"), (answer.StatusCode, await Code(answer)));
    }

    [Fact]
    public async Task A_token_is_told_once_and_kept_as_a_hash()
    {
        await using var app = await TestApp.Start(server);
        var admin = await app.As(Role.Admin);

        var made = await admin.PostAsJsonAsync("/api/tokens", new { name = "form", role = "sales_rep" }, Stop);
        var token = (await made.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("token").GetString()!;

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await app.WithToken(token).GetAsync("/api/me", Stop)).StatusCode);
        Assert.DoesNotContain(token, await admin.GetStringAsync("/api/tokens", Stop));
        Assert.Equal(0, await app.Store.Ask<long>("select count(*) from audit where detail::text like $1", $"%{token[3..]}%"));
    }

    [Fact]
    public async Task A_role_without_the_right_is_refused_and_the_refusal_is_audited()
    {
        await using var app = await TestApp.Start(server);
        var rep = await app.User("Ada Reyes", Role.SalesRep);

        var answer = await (await app.As(Role.SalesRep, rep)).GetAsync("/api/tokens", Stop);

        Assert.Equal((HttpStatusCode.Forbidden, "forbidden"), (answer.StatusCode, await Code(answer)));
        Assert.Equal(1, await app.Store.Ask<long>("select count(*) from audit where outcome = 'denied' and action = 'tokens.manage' and actor_id = $1", rep.Id));
    }

    [Fact]
    public async Task Another_tenants_token_cannot_be_revoked_and_answers_like_an_unknown_one()
    {
        await using var app = await TestApp.Start(server);
        var other = await app.NewTenant("globex");
        await app.Token(Role.Admin, tenant: other);
        var theirs = await app.Store.Ask<Guid>("select id from api_token where tenant_id = $1", other);
        var admin = await app.As(Role.Admin);

        var (known, unknown) = (await admin.DeleteAsync($"/api/tokens/{theirs}", Stop), await admin.DeleteAsync($"/api/tokens/{Guid.CreateVersion7()}", Stop));

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (known.StatusCode, unknown.StatusCode));
        Assert.Equal("not_found", await Code(known));
        Assert.Equal(0, await app.Store.Ask<long>("select count(*) from api_token where revoked_at is not null"));
    }

    [Fact]
    public async Task A_signed_in_user_is_who_they_are_and_a_page_leads_strangers_to_the_sign_in()
    {
        await using var app = await TestApp.Start(server);
        var manager = await app.User("Noor Haddad", Role.SalesManager, await app.Team("North"));

        var me = await (await app.SignedIn(manager)).GetFromJsonAsync<JsonElement>("/api/me", Stop);

        Assert.Equal(("Noor Haddad", "sales_manager", "North"), (me.GetProperty("name").GetString(), me.GetProperty("role").GetString(), me.GetProperty("team").GetString()));
    }

    [Fact]
    public async Task A_demoted_user_loses_the_right_on_the_next_request()
    {
        await using var app = await TestApp.Start(server);
        var admin = await app.User("Ida Berg", Role.Admin);
        var browser = await app.SignedIn(admin);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/tokens", Stop)).StatusCode);

        await using (var db = await app.Database.Open(Actor.System(app.Tenant), Stop))
        {
            (await db.Users.SingleAsync(u => u.Id == admin.Id, Stop)).Role = Role.SalesRep;
            db.Record("user.changed", "user", admin.Id, null);
            await db.Commit("user.update", Stop);
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/api/tokens", Stop)).StatusCode);
    }

    [Fact]
    public async Task A_change_in_one_process_is_followed_by_the_others_within_moments()
    {
        await using var app = await TestApp.Start(server);
        await using var other = App.Build(app.Get<Installation>(), "http://127.0.0.1:0", b => b.Logging.ClearProviders());
        await other.StartAsync(Stop);
        var token = await app.Token(Role.SalesManager);
        using var elsewhere = new HttpClient { BaseAddress = new Uri(other.Urls.Single()), DefaultRequestHeaders = { Authorization = new("Bearer", token) } };
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsync("/api/me", Stop)).StatusCode);
        var id = await app.Store.Ask<Guid>("select id from api_token");

        await RevokeToken.Handle(id, Actor.System(app.Tenant), app.Database, Stop);
        var patience = Stopwatch.StartNew();
        while ((await elsewhere.GetAsync("/api/me", Stop)).StatusCode == HttpStatusCode.OK)
            await Task.Delay(20, Stop);

        Assert.InRange(patience.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        await other.StopAsync(Stop);
    }
}

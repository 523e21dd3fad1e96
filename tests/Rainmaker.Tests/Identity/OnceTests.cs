using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Rainmaker.Platform.Web.Once;

namespace Rainmaker.Tests.Identity;

public sealed class OnceTests(TestServer server)
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    static HttpRequestMessage MakeAToken(string key, string name = "form", string role = "sales_rep") =>
        new(HttpMethod.Post, "/api/tokens") { Content = JsonContent.Create(new { name, role }), Headers = { { "Idempotency-Key", key } } };

    static Task<long> Made(TestApp app, string name = "form") => app.Store.Ask<long>("select count(*) from api_token where name = $1", name);

    static async Task<string> Code(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("code").GetString()!;

    [Fact]
    public async Task The_same_request_again_gets_the_same_answer_and_does_nothing()
    {
        await using var app = await TestApp.Start(server);
        var admin = await app.As(Role.Admin);

        var (first, second) = (await admin.SendAsync(MakeAToken("k1"), Stop), await admin.SendAsync(MakeAToken("k1"), Stop));

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (first.StatusCode, second.StatusCode));
        Assert.Equal(await first.Content.ReadAsStringAsync(Stop), await second.Content.ReadAsStringAsync(Stop));
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Equal("true", second.Headers.GetValues("Idempotent-Replayed").Single());
        Assert.False(first.Headers.Contains("Idempotent-Replayed"));
        Assert.Equal(1, await Made(app));
    }

    [Fact]
    public async Task Fifty_at_once_make_one()
    {
        await using var app = await TestApp.Start(server);
        var admin = await app.As(Role.Admin);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => admin.SendAsync(MakeAToken("k1"), Stop)));

        Assert.Equal(1, await Made(app));
        Assert.All(answers, a => Assert.True(a.StatusCode is HttpStatusCode.Created or HttpStatusCode.Conflict, a.StatusCode.ToString()));
        var told = await Task.WhenAll(answers.Where(a => a.StatusCode == HttpStatusCode.Created).Select(a => a.Content.ReadAsStringAsync(Stop)));
        Assert.Single(told.Distinct());
    }

    [Fact]
    public async Task The_same_key_for_another_request_is_refused()
    {
        await using var app = await TestApp.Start(server);
        var admin = await app.As(Role.Admin);
        await admin.SendAsync(MakeAToken("k1"), Stop);

        var answer = await admin.SendAsync(MakeAToken("k1", "other"), Stop);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "idempotency_key_reused"), (answer.StatusCode, await Code(answer)));
        Assert.Equal(0, await Made(app, "other"));
    }

    [Fact]
    public async Task Another_callers_same_key_is_another_key()
    {
        await using var app = await TestApp.Start(server);
        var other = await app.NewTenant("globex");

        foreach (var caller in new[] { await app.As(Role.Admin), await app.As(Role.Admin), await app.As(Role.Admin, tenant: other) })
            Assert.Equal(HttpStatusCode.Created, (await caller.SendAsync(MakeAToken("k1"), Stop)).StatusCode);

        Assert.Equal(3, await Made(app));
    }

    [Fact]
    public async Task A_refused_request_may_be_mended_under_its_key()
    {
        await using var app = await TestApp.Start(server);
        var admin = await app.As(Role.Admin);

        Assert.Equal(HttpStatusCode.BadRequest, (await admin.SendAsync(MakeAToken("k1", ""), Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.SendAsync(MakeAToken("k1", role: "boss"), Stop)).StatusCode);

        Assert.Equal(HttpStatusCode.Created, (await admin.SendAsync(MakeAToken("k1"), Stop)).StatusCode);
    }

    [Fact]
    public async Task A_forbidden_request_with_a_key_is_refused_audited_and_not_kept()
    {
        await using var app = await TestApp.Start(server);
        var (ada, eve) = (await app.User("Ada Reyes", Role.SalesRep), await app.User("Eve Moss", Role.SalesRep));
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/users/{eve.Id}/absences") { Content = JsonContent.Create(new { from_day = "2026-12-24", to_day = "2026-12-31" }), Headers = { { "Idempotency-Key", "k1" } } };

        var answer = await (await app.As(Role.SalesRep, ada)).SendAsync(request, Stop);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal((1, 0), (await app.Store.Ask<long>("select count(*) from audit where outcome = 'denied'"), await app.Store.Ask<long>("select count(*) from idempotency_key")));
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("")]
    public async Task An_odd_key_is_refused(string key)
    {
        await using var app = await TestApp.Start(server);
        using var request = MakeAToken("x");
        request.Headers.Remove("Idempotency-Key");
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);

        Assert.Equal(HttpStatusCode.BadRequest, (await (await app.As(Role.Admin)).SendAsync(request, Stop)).StatusCode);
    }

    [Fact]
    public async Task A_request_whose_process_died_after_the_commit_is_not_done_twice()
    {
        await using var app = await TestApp.Start(server);
        var admin = await app.As(Role.Admin);
        await admin.SendAsync(MakeAToken("k1"), Stop);
        await app.Store.Ask<int>("update idempotency_key set status = null, answer = null, claimed_at = now() - interval '1 hour'");

        var answer = await admin.SendAsync(MakeAToken("k1"), Stop);

        Assert.Equal((HttpStatusCode.Conflict, "answer_is_lost"), (answer.StatusCode, await Code(answer)));
        Assert.Equal(1, await Made(app));
    }

    [Fact]
    public async Task A_request_whose_process_died_before_the_commit_is_done_by_the_next_try()
    {
        await using var app = await TestApp.Start(server);
        var admin = await app.As(Role.Admin);
        await admin.SendAsync(MakeAToken("k1"), Stop);
        await app.Store.Ask<int>("update idempotency_key set status = null, answer = null, effect = null");
        Assert.Equal("still_running", await Code(await admin.SendAsync(MakeAToken("k1"), Stop)));

        await app.Store.Ask<int>("update idempotency_key set claimed_at = now() - interval '1 hour'");

        Assert.Equal(HttpStatusCode.Created, (await admin.SendAsync(MakeAToken("k1"), Stop)).StatusCode);
    }

    [Fact]
    public async Task A_slow_runner_whose_key_was_taken_over_keeps_nothing()
    {
        await using var app = await TestApp.Start(server);
        var (caller, actor) = (Guid.CreateVersion7(), Actor.System(app.Tenant));
        var slow = new OnceKey(app.Tenant, caller, "k1");
        Assert.True((await slow.Claim(app.Database, actor, [1], Stop)).IsOurs);
        await app.Store.Ask<int>("update idempotency_key set claimed_at = now() - interval '1 hour'");
        Assert.True((await new OnceKey(app.Tenant, caller, "k1").Claim(app.Database, actor, [1], Stop)).IsOurs);

        await Assert.ThrowsAsync<ClaimIsLost>(() => CreateToken.Handle(new("form", Role.SalesRep), actor with { Once = slow }, app.Database, Stop));

        Assert.Equal(0, await Made(app));
    }
}

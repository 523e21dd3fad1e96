using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Rainmaker.Platform.Web.Limits;

namespace Rainmaker.Tests.Identity;

public sealed partial class PlanLimitTests(TestServer server)
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    static async Task<TestApp> OnPlan(TestServer server, string plan)
    {
        var app = await TestApp.Start(server);
        await app.Store.Ask<int>("update tenant_setting set plan = $1", plan);
        app.Get<Tenants>().Drop(app.Tenant);
        return app;
    }

    static (long Left, long Reset) Told(HttpResponseMessage answer)
    {
        var match = RateLimit().Match(answer.Headers.GetValues("RateLimit").Single());
        return (long.Parse(match.Groups["left"].Value, CultureInfo.InvariantCulture), long.Parse(match.Groups["reset"].Value, CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task The_free_plan_takes_exactly_one_hundred_however_many_come_at_once()
    {
        await using var app = await OnPlan(server, "free");
        var caller = await app.As(Role.Admin);

        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 6; i++)
            answers.AddRange(await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => caller.GetAsync("/api/me", Stop))));

        var admitted = answers.Where(a => a.StatusCode == HttpStatusCode.OK).ToList();
        Assert.Equal(100, admitted.Count);
        Assert.Equal(Enumerable.Range(0, 100).Select(n => (long)n), admitted.Select(a => Told(a).Left).Order());
        Assert.All(answers.Except(admitted), a => Assert.Equal(HttpStatusCode.TooManyRequests, a.StatusCode));
        Assert.Equal("\"hour\";q=100;w=3600", answers[0].Headers.GetValues("RateLimit-Policy").Single());
        var refused = answers.Last(a => a.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 3600);
        Assert.Contains("rate_limited", await refused.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("solo", 500)]
    [InlineData("team", 5_000)]
    public async Task Two_processes_share_one_limit_and_a_restart_forgets_nothing(string plan, long limit)
    {
        await using var app = await OnPlan(server, plan);
        var (one, two) = (new PlanUsage(app.Database, TimeProvider.System), new PlanUsage(app.Database, TimeProvider.System));

        var first = await Admitted([one, two], app.Tenant, limit, limit / 2);
        await one.StopAsync(Stop);
        await two.StopAsync(Stop);
        var (three, four) = (new PlanUsage(app.Database, TimeProvider.System), new PlanUsage(app.Database, TimeProvider.System));
        var second = await Admitted([three, four], app.Tenant, limit, limit * 2);

        Assert.Equal(limit / 2, first);
        Assert.InRange(first + second, limit * 0.99, limit);
    }

    static async Task<long> Admitted(PlanUsage[] processes, Guid tenant, long limit, long tries)
    {
        var admitted = 0L;
        await Parallel.ForAsync(0, tries, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Stop }, async (i, stop) =>
        {
            if ((await processes[i % processes.Length].Take(tenant, limit, stop)).Admitted)
                Interlocked.Increment(ref admitted);
        });
        return admitted;
    }

    [Fact]
    public async Task Pages_do_not_eat_the_plan_and_the_unlimited_plan_says_nothing()
    {
        await using var app = await OnPlan(server, "free");
        var browser = await app.SignedIn(await app.User("Ada Reyes", Role.SalesRep));
        Assert.False((await browser.GetAsync("/api/me", Stop)).Headers.Contains("RateLimit"));

        await using var free = await TestApp.Start(server);
        Assert.False((await (await free.As(Role.Admin)).GetAsync("/api/me", Stop)).Headers.Contains("RateLimit"));
    }

    [Fact]
    public void A_throttle_refuses_one_key_and_not_another()
    {
        using var throttle = new Throttle(3, TimeSpan.FromMinutes(1));

        for (var i = 0; i < 3; i++)
            Assert.Null(throttle.Refuses("a"));

        Assert.NotNull(throttle.Refuses("a"));
        Assert.Null(throttle.Refuses("b"));
    }

    [Fact]
    public async Task Many_passwords_from_one_address_are_slowed_down()
    {
        await using var app = await TestApp.Start(server);
        var browser = app.NewBrowser();

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 31; i++)
            answers.Add((await browser.Submit("/sign-in", "/sign-in", ("email", $"nobody{i}@example.test"), ("password", ""))).StatusCode);

        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1]);
        Assert.All(answers[..30], a => Assert.Equal(HttpStatusCode.UnprocessableEntity, a));
    }

    [Fact]
    public async Task A_body_over_a_megabyte_is_refused()
    {
        await using var app = await TestApp.Start(server);
        using var body = new StringContent($$"""{"name":"{{new string('x', 1_100_000)}}","role":"admin"}""", System.Text.Encoding.UTF8, "application/json");

        var answer = await (await app.As(Role.Admin)).PostAsync("/api/tokens", body, Stop);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("too_large", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [GeneratedRegex("^\"hour\";r=(?<left>[0-9]+);t=(?<reset>[0-9]+)$", RegexOptions.NonBacktracking)]
    private static partial Regex RateLimit();
}

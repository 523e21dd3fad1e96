using Rainmaker.Connectors.Tests.Support;
using Rainmaker.Simulators.HubSpot;

namespace Rainmaker.Connectors.Tests.HubSpot;

public sealed class FaultTests
{
    [Theory]
    [InlineData("throttle"), InlineData("throttle_old"), InlineData("error"), InlineData("half_json"), InlineData("reset"), InlineData("html")]
    public async Task What_passes_is_waited_out(string fault)
    {
        await using var portal = await Portal.Open();
        portal.Fails(fault, "contacts", skip: 1, times: 2);

        Assert.Equal(250, (await portal.Crm().Contacts(Reading.All).Records().ToListAsync()).Count);
    }

    [Theory]
    [InlineData("throttle", CrmFaultKind.RateLimited), InlineData("error", CrmFaultKind.Unavailable), InlineData("half_json", CrmFaultKind.BrokenAnswer)]
    [InlineData("reset", CrmFaultKind.Unavailable), InlineData("html", CrmFaultKind.NotJson), InlineData("text", CrmFaultKind.NotJson)]
    [InlineData("daily_limit", CrmFaultKind.DailyLimit), InlineData("unauthorised", CrmFaultKind.NotAuthorised), InlineData("missing_scope", CrmFaultKind.MissingScope)]
    public async Task What_does_not_pass_has_a_name(string fault, CrmFaultKind kind)
    {
        await using var portal = await Portal.Open();
        portal.Fails(fault, "contacts", times: -1);

        var thrown = await Assert.ThrowsAsync<CrmFault>(async () => await portal.Crm().Contacts(Reading.All).Records().ToListAsync());

        Assert.Equal(kind, thrown.Kind);
        Assert.DoesNotContain(new HubSpotOptions().Token, thrown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_day_whose_calls_are_used_up_is_not_asked_again()
    {
        await using var portal = await Portal.Open();
        portal.Fails("daily_limit", "contacts", times: -1);

        await Assert.ThrowsAsync<CrmFault>(async () => await portal.Crm().Contacts(Reading.All).Records().ToListAsync());

        Assert.Equal(1, portal.Simulator.Requests);
    }

    [Fact]
    public async Task Retry_after_is_kept_to_the_second()
    {
        await using var portal = await Portal.Open();
        portal.Fails("throttle", "owners", retryAfter: 37);
        var began = portal.Clock.GetUtcNow();

        await portal.Crm().Owners(Reading.All).Records().ToListAsync();

        Assert.InRange(portal.Clock.GetUtcNow() - began, TimeSpan.FromSeconds(37), TimeSpan.FromSeconds(37 * 1.26));
    }

    [Fact]
    public async Task Without_retry_after_ten_seconds_are_waited_for_each_try()
    {
        await using var portal = await Portal.Open();
        portal.Fails("throttle", "owners", times: 2);
        var began = portal.Clock.GetUtcNow();

        await portal.Crm().Owners(Reading.All).Records().ToListAsync();

        Assert.InRange(portal.Clock.GetUtcNow() - began, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(38));
    }

    [Fact]
    public async Task A_secret_that_the_crm_repeats_is_blotted_out()
    {
        await using var portal = await Portal.Open();
        portal.Fails("echo", "contacts");

        var thrown = await Assert.ThrowsAsync<CrmFault>(async () => await portal.Crm().Contacts(Reading.All).Records().ToListAsync());

        Assert.Contains("Bearer ***", thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(new HubSpotOptions().Token, thrown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_expires_in_mid_run_is_renewed_and_kept_before_it_is_used()
    {
        await using var portal = await Portal.Open(new() { Volume = Volume.Of(500) });
        var kept = new List<RenewedTokens>();
        var crm = portal.Crm(credentials: new() { ClientId = HubSpotSimulator.ClientId, ClientSecret = HubSpotSimulator.ClientSecret, RefreshToken = portal.Simulator.RefreshToken }, keep: (tokens, _) =>
        {
            kept.Add(tokens);
            return Task.CompletedTask;
        });
        var read = 0;

        await foreach (var page in crm.Contacts(Reading.All))
        {
            read += page.Records.Count;
            if (read == 200)
                portal.Simulator.ExpireTokens();
            if (read == 400)
                portal.Clock.Pass(TimeSpan.FromMinutes(45));
        }

        Assert.Equal(500, read);
        Assert.Equal(["sim-refresh-2", "sim-refresh-3", "sim-refresh-4"], kept.Select(k => k.RefreshToken));
    }

    [Fact]
    public async Task A_login_that_is_refused_does_not_tell_the_secret()
    {
        await using var portal = await Portal.Open();
        var crm = portal.Crm(credentials: new() { ClientId = "sim-client", ClientSecret = "wrong-secret-of-mine", RefreshToken = "old-refresh" });

        var thrown = await Assert.ThrowsAsync<CrmFault>(async () => await crm.Owners(Reading.All).Records().ToListAsync());

        Assert.Equal(CrmFaultKind.NotAuthorised, thrown.Kind);
        Assert.DoesNotContain("wrong-secret-of-mine", thrown.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("old-refresh", thrown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Credentials_print_as_their_kind()
    {
        var printed = new CrmConnection { Source = "hubspot", Credentials = new() { Key = "pat-very-secret" } }.ToString();

        Assert.DoesNotContain("very-secret", printed, StringComparison.Ordinal);
    }
}

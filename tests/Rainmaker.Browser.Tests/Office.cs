using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rainmaker.Demo;
using Rainmaker.Platform.Data;

namespace Rainmaker.Browser.Tests;

/// <summary>The whole product at work: an administrator, two reps in two teams, and as many deals as a test opens.</summary>
public sealed class Office(TestServer server, Chromium chromium) : IAsyncLifetime
{
    public const string Password = "a quiet river in spring";

    public TestApp App { get; private set; } = null!;
    public User Ina { get; private set; } = null!;
    public User Ada { get; private set; } = null!;
    public User Ben { get; private set; } = null!;

    /// <summary>A program that acts for Ada.</summary>
    public HttpClient AdasProgram { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        App = await TestApp.Start(server);
        Ina = await App.User("Ina Falk", Role.Admin, password: Password);
        Ada = await App.User("Ada Reyes", Role.SalesRep, await App.Team("North"), password: Password);
        Ben = await App.User("Ben Okafor", Role.SalesRep, await App.Team("South"), password: Password);
        AdasProgram = await App.As(Role.SalesRep, Ada);
    }

    /// <summary>A window in which nobody has signed in.</summary>
    public async Task<Window> Visit(string path, Look? look = null)
    {
        var window = await chromium.Open(App.Address, look ?? Look.Desk);
        await window.Page.GotoAsync(path);
        return window;
    }

    /// <summary>A window in which that user has signed in.</summary>
    public async Task<Window> Visit(string path, User user, Look? look = null)
    {
        var window = await chromium.Open(App.Address, look ?? Look.Desk);
        var session = await SignIn.Open(user.TenantId, user.Id, App.Database, CancellationToken.None);
        await window.Carry(App.Get<SessionCookie>().Name, session.Cookie, App.Address);
        await window.Page.GotoAsync(path);
        // The stream never rests, so "network idle" never comes; being live means that the scripts are at work.
        if (look?.Script != false)
            await Assertions.Expect(window.Page.Locator("[data-live-state]")).ToHaveTextAsync("live", new() { Timeout = 15_000 });
        return window;
    }

    /// <summary>The demo's administrator, with 2,000 leads and 600 deals.</summary>
    public async Task<User> Demo()
    {
        var demo = (await App.Get<SeedDemo>().Handle(1, null, CancellationToken.None)).Value;
        await using var db = await App.Database.Open(Actor.System(demo.Tenant), CancellationToken.None);
        return await db.Users.AsNoTracking().FirstAsync(u => u.Role == Role.Admin);
    }

    /// <summary>Ada's program opens a deal; its id.</summary>
    public Task<string> Deal(string name, decimal value, string stage = "discovery", string? tag = null) =>
        Send(HttpMethod.Post, "/api/opportunities", new { deal_name = name, value_estimate = value, deal_stage = stage, company = "Wingtip Foods", tags = tag is null ? Array.Empty<string>() : [tag] });

    public Task Move(string deal, string stage) => Send(HttpMethod.Post, $"/api/opportunities/{deal}/move", new { deal_stage = stage });

    public async Task<string> Send(HttpMethod method, string address, object body, HttpClient? caller = null)
    {
        using var message = new HttpRequestMessage(method, address) { Content = JsonContent.Create(body) };
        using var answer = await (caller ?? AdasProgram).SendAsync(message);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)?["id"]?.GetValue<string>() ?? "";
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();
}

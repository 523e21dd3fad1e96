using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rainmaker.Platform.Tenancy;

namespace Rainmaker.Tests.Deals;

/// <summary>One running product for the tests about deals: a manager with a team, two reps in different teams, customer success, and another tenant.</summary>
public sealed class DealsWorld(TestServer server) : IAsyncLifetime
{
    public TestApp App { get; private set; } = null!;
    public User Ada { get; private set; } = null!;
    public User Ben { get; private set; } = null!;
    public User Mona { get; private set; } = null!;
    public HttpClient Admin { get; private set; } = null!;
    public HttpClient Rep { get; private set; } = null!;
    public HttpClient Colleague { get; private set; } = null!;
    public HttpClient Manager { get; private set; } = null!;
    public HttpClient Success { get; private set; } = null!;
    public HttpClient Stranger { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        App = await TestApp.Start(server);
        var (north, south) = (await App.Team("North"), await App.Team("South"));
        Ada = await App.User("Ada Reyes", Role.SalesRep, north);
        Ben = await App.User("Ben Okafor", Role.SalesRep, south);
        Mona = await App.User("Mona Lind", Role.SalesManager, north);
        Admin = await App.As(Role.Admin, await App.User("Ina Falk", Role.Admin));
        (Rep, Colleague, Manager) = (await App.As(Role.SalesRep, Ada), await App.As(Role.SalesRep, Ben), await App.As(Role.SalesManager, Mona));
        Success = await App.As(Role.CustomerSuccess, await App.User("Cora Sand", Role.CustomerSuccess));
        var other = await App.NewTenant("globex", "USD");
        Stranger = await App.As(Role.Admin, tenant: other);
        await App.Store.Ask<int>("update tenant_setting set rates = '{\"USD\": 0.9}' where currency = 'EUR'");
        App.Get<Tenants>().Drop(App.Tenant);
    }

    public async ValueTask DisposeAsync() => await App.DisposeAsync();
}

/// <summary>What the tests say to the API.</summary>
static class Said
{
    public static async Task<(HttpStatusCode Status, JsonNode? Body, string? Tag)> Say(this HttpClient caller, HttpMethod method, string address, object? body = null, string? ifMatch = null)
    {
        using var message = new HttpRequestMessage(method, address) { Content = body is null ? null : JsonContent.Create(body) };
        if (ifMatch is not null)
            message.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var answer = await caller.SendAsync(message, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (answer.StatusCode, text.Length > 0 && text[0] is '{' or '[' ? JsonNode.Parse(text) : null, answer.Headers.ETag?.ToString());
    }

    public static Task<(HttpStatusCode Status, JsonNode? Body, string? Tag)> Post(this HttpClient caller, string address, object? body = null, string? ifMatch = null) => caller.Say(HttpMethod.Post, address, body, ifMatch);

    public static Task<(HttpStatusCode Status, JsonNode? Body, string? Tag)> Put(this HttpClient caller, string address, object body, string? ifMatch = null) => caller.Say(HttpMethod.Put, address, body, ifMatch);

    public static Task<(HttpStatusCode Status, JsonNode? Body, string? Tag)> Get(this HttpClient caller, string address) => caller.Say(HttpMethod.Get, address);

    /// <summary>Opens a deal and answers its id.</summary>
    public static async Task<string> Opens(this HttpClient caller, string name, object? with = null)
    {
        var body = with is null ? [] : JsonSerializer.SerializeToNode(with)!.AsObject();
        body["deal_name"] = name;
        var (status, deal, _) = await caller.Post("/api/opportunities", body);
        Assert.True(status == HttpStatusCode.Created, deal?.ToJsonString());
        return deal!["id"]!.GetValue<string>();
    }

    public static string Word(this JsonNode? node, string field) => node![field]!.ToString();
}

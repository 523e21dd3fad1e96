using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Rainmaker.Simulators;
using Rainmaker.Sync.Runs;
using Rainmaker.Simulators.HubSpot;
using Rainmaker.Simulators.Nutshell;
using Rainmaker.Simulators.Pipedrive;
using Rainmaker.Simulators.Salesforce;

namespace Rainmaker.Tests.Sync;

/// <summary>A tenant, and a CRM beside it that is not there: a real web server with state.</summary>
public sealed class CrmWorld : IAsyncDisposable
{
    public required TestApp App { get; init; }
    public required Simulator Crm { get; init; }
    public required HttpClient Admin { get; init; }

    /// <summary>What lets one into the simulator, as the wire names it.</summary>
    public required object Credentials { get; init; }

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <param name="source">hubspot, salesforce, pipedrive or nutshell.</param>
    public static async Task<CrmWorld> Start(TestServer server, string source, int contacts = 60, Func<HubSpotOptions, HubSpotOptions>? hubspot = null, Action<WebApplicationBuilder>? adjust = null)
    {
        Simulator crm = source switch
        {
            "hubspot" => new HubSpotSimulator((hubspot ?? (o => o))(new() { Volume = Volume.Of(contacts), CallsPer10Seconds = 1_000, SearchesPerSecond = 50 })),
            "salesforce" => new SalesforceSimulator(new() { Contacts = contacts }),
            "pipedrive" => new PipedriveSimulator(new() { Contacts = contacts, CallsPer2Seconds = 500 }),
            _ => new NutshellSimulator(new() { Contacts = contacts }),
        };
        await crm.Start();
        var app = await TestApp.Start(server, builder =>
        {
            builder.Configuration["RAINMAKER_ALLOW_ADDRESSES"] = "127.0.0.0/8";
            adjust?.Invoke(builder);
        });
        return new()
        {
            App = app, Crm = crm, Admin = await app.As(Role.Admin),
            Credentials = source switch
            {
                "hubspot" => new { key = new HubSpotOptions().Token },
                "salesforce" => new { client_id = SalesforceSimulator.ClientId, client_secret = SalesforceSimulator.ClientSecret },
                "pipedrive" => new { key = new PipedriveOptions().Token },
                _ => new { user = new NutshellOptions().User, key = new NutshellOptions().Key },
            },
        };
    }

    /// <summary>Connects the tenant to the simulator; answers the connection's id.</summary>
    public async Task<Guid> Connect(string source, object? credentials = null, HttpClient? by = null, string? name = null)
    {
        using var answer = await (by ?? Admin).PostAsJsonAsync("/api/connections", new { provider = source, name, base_url = Crm.Address.ToString(), credentials = credentials ?? Credentials, read_every_minutes = (int?)null }, Stop);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.StatusCode == System.Net.HttpStatusCode.Created, text);
        return JsonNode.Parse(text)!["id"]!.GetValue<Guid>();
    }

    public async Task<JsonNode> Get(string address) => JsonNode.Parse(await Admin.GetStringAsync(address, Stop))!;

    /// <summary>Posts without a body, expecting a good answer.</summary>
    public async Task<JsonNode> Post(string address, object? body = null)
    {
        using var answer = await Admin.PostAsJsonAsync(address, body ?? new { }, Stop);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.IsSuccessStatusCode, $"{address}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>Has the CRM read to the end, as the clock would; answers the run.</summary>
    public async Task<JsonNode> Read(Guid connection, string? mode = null)
    {
        var run = await Ask(connection, mode);
        await Work();
        return await Get($"/api/connections/{connection}/runs/{run}");
    }

    /// <summary>Asks for a run, without anybody working on it; answers its id.</summary>
    public async Task<Guid> Ask(Guid connection, string? mode = null) => (await Post($"/api/connections/{connection}/sync", new { mode }))["id"]!.GetValue<Guid>();

    /// <summary>Works on all that is due.</summary>
    public async Task Work()
    {
        while (await App.Get<RunningSyncs>().WorkOne(App.Tenant, Stop))
        {
            // There may be more.
        }
    }

    public JsonNode Ledger() => JsonSerializer.SerializeToNode(Crm.Ledger(), Simulator.Wire)!;

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await App.DisposeAsync();
        await Crm.DisposeAsync();
    }
}

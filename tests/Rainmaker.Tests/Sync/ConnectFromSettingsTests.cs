using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Rainmaker.Simulators.HubSpot;
using Rainmaker.Sync;

namespace Rainmaker.Tests.Sync;

/// <summary>Seed 001's way: the CRM and its key stand among the settings.</summary>
public sealed class ConnectFromSettingsTests(TestServer server)
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_settings_connect_the_first_tenant_and_leave_alone_what_somebody_connected()
    {
        await using var portal = new HubSpotSimulator(new() { Volume = Volume.Of(30), CallsPer10Seconds = 1_000 });
        await portal.Start();
        await using var app = await TestApp.Start(server, builder =>
        {
            builder.Configuration["RAINMAKER_ALLOW_ADDRESSES"] = "127.0.0.0/8";
            builder.Configuration["CRM_PROVIDER"] = "hubspot";
            builder.Configuration["HUBSPOT_API_KEY"] = new HubSpotOptions().Token;
            builder.Configuration["HUBSPOT_BASE_URL"] = portal.Address.ToString();
        });
        using var admin = await app.As(Role.Admin);

        JsonArray connections;
        for (var waited = 0; (connections = JsonNode.Parse(await admin.GetStringAsync("/api/connections", Stop))!["data"]!.AsArray()).Count == 0; waited++)
        {
            Assert.True(waited < 100, "Nothing was connected.");
            await Task.Delay(100, Stop);
        }

        Assert.Equal("hubspot", Assert.Single(connections)!["provider"]!.GetValue<string>());
        var owners = JsonNode.Parse(await admin.GetStringAsync("/integrations/hubspot/salespeople/owners", Stop))!.AsArray();
        Assert.NotEmpty(owners);
    }

    [Fact]
    public void Without_a_crm_or_a_key_there_is_nothing_to_connect()
    {
        static IConfiguration With(params (string Name, string Value)[] settings) => new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value))).Build();

        Assert.Null(ConnectFromSettings.Request(With()));
        Assert.Null(ConnectFromSettings.Request(With(("HUBSPOT_API_KEY", "pat-1"))));
        Assert.Null(ConnectFromSettings.Request(With(("CRM_PROVIDER", "hubspot"), ("NUTSHELL_API_KEY", "k"))));
        var nutshell = ConnectFromSettings.Request(With(("CRM_PROVIDER", "Nutshell"), ("NUTSHELL_API_KEY", "k"), ("NUTSHELL_USER", "a@b.example")))!;
        Assert.Equal(("nutshell", "k", "a@b.example"), (nutshell.Provider.Value, nutshell.Credentials.Value!.Key.Value, nutshell.Credentials.Value.User.Value));
    }
}

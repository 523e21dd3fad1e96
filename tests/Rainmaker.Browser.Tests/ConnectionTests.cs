using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Rainmaker.Simulators.HubSpot;
using Rainmaker.Sync.Runs;

namespace Rainmaker.Browser.Tests;

/// <summary>A CRM is connected, read and looked at, in a real browser, against a HubSpot that answers.</summary>
public sealed class ConnectionTests(TestServer server, Chromium chromium)
{
    static readonly HubSpotOptions Options = new() { Volume = Volume.Of(120), CallsPer10Seconds = 1_000, SearchesPerSecond = 50 };

    [Fact]
    public async Task A_crm_is_added_tested_and_read_and_every_page_on_the_way_is_usable()
    {
        await using var crm = new HubSpotSimulator(Options);
        await crm.Start();
        await using var app = await TestApp.Start(server, builder => builder.Configuration["RAINMAKER_ALLOW_ADDRESSES"] = "127.0.0.0/8");
        var ina = await app.User("Ina Falk", Role.Admin);
        await using var window = await chromium.Open(app.Address, Look.Desk);
        await window.Carry(app.Get<SessionCookie>().Name, (await SignIn.Open(ina.TenantId, ina.Id, app.Database, CancellationToken.None)).Cookie, app.Address);
        var page = window.Page;
        var found = new List<string>();
        async Task LookAt(string path, string name)
        {
            await page.SetViewportSizeAsync(1440, 900);
            await page.GotoAsync(path);
            found.AddRange(await EveryPageTests.Barriers(page, path, name));
        }

        await LookAt("/connections", "none");
        foreach (var path in (string[])["/connections/new", "/connections/new/hubspot", "/connections/new/salesforce", "/connections/new/custom"])
            await LookAt(path, "add");

        // A wrong key is told beside the way to mend it.
        using var program = await app.As(Role.Admin, ina);
        var id = await Connect(program, crm, "wrong-key-wrong-key");
        await page.GotoAsync($"/connections/{id}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Test" }).ClickAsync();
        await Assertions.Expect(page.GetByText("HubSpot does not accept the key")).ToBeVisibleAsync();
        await LookAt($"/connections/{id}", "failing");

        await page.SetViewportSizeAsync(1440, 900);
        await page.GotoAsync($"/connections/{id}/edit");
        await page.Locator("input[name=key]").FillAsync(Options.Token);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Test it, and begin")).ToBeVisibleAsync();
        await LookAt($"/connections/{id}", "tested");

        await ReadAndLook(app, page, id, LookAt);
        Assert.True(found.Count == 0, string.Join('\n', found));
        Assert.Empty(window.Complaints);
    }

    static async Task ReadAndLook(TestApp app, IPage page, string id, Func<string, string, Task> lookAt)
    {
        await page.SetViewportSizeAsync(1440, 900);
        await page.GetByRole(AriaRole.Button, new() { Name = "Read everything" }).ClickAsync();
        await Assertions.Expect(page.GetByText("It goes on when you leave this page")).ToBeVisibleAsync();
        var run = page.Url;
        await lookAt(new Uri(run).AbsolutePath, "waiting");
        while (await app.Get<RunningSyncs>().WorkOne(app.Tenant, CancellationToken.None))
        {
            // There may be more.
        }
        // The page looks again by itself.
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Held against the source" })).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await lookAt(new Uri(run).AbsolutePath, "done");
        await lookAt($"/connections/{id}", "full");
        await lookAt("/connections", "full");
        await lookAt("/deals", "synced");
        await page.SetViewportSizeAsync(1440, 900);
        await page.GotoAsync("/deals");
        await page.Locator("main a.row-link").First.ClickAsync();
        await page.WaitForURLAsync("**/deals/*");
        await lookAt(new Uri(page.Url).AbsolutePath, "synced");
        await lookAt("/leads", "synced");
    }

    static async Task<string> Connect(HttpClient program, HubSpotSimulator crm, string key)
    {
        using var answer = await program.PostAsJsonAsync("/api/connections", new { provider = "hubspot", base_url = crm.Address.ToString(), credentials = new { key }, read_every_minutes = 30 });
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!["id"]!.GetValue<string>();
    }
}

using System.Text.Json;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Rainmaker.Cli;
using Rainmaker.Simulators.HubSpot;

namespace Rainmaker.Browser.Tests;

/// <summary>The dashboard as a file on a disk, in a browser without any network.</summary>
public sealed class OneFileDashboardTests(Chromium chromium) : IAsyncLifetime
{
    const string Hostile = "</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">";
    readonly string _folder = Directory.CreateTempSubdirectory("rainmaker-dashboard-").FullName;

    string File => Path.Combine(_folder, "sales.html");

    public async ValueTask InitializeAsync()
    {
        var (raw, metrics) = (Path.Combine(_folder, "raw"), Path.Combine(_folder, "metrics.json"));
        HubSpotRaw.Write(raw, Volume.Of(2_000), 7, new(2026, 11, 20));
        foreach (var (kind, from) in ((string, string)[])[("owners", "\"firstName\":\"Ada\""), ("deals", "Harbor Foods"), ("pipelines", "Engaged")])
        {
            var path = Path.Combine(raw, $"hubspot_{kind}_2026-11-20.json");
            var to = JsonEncodedText.Encode(Hostile).Value;
            await System.IO.File.WriteAllTextAsync(path, (await System.IO.File.ReadAllTextAsync(path)).Replace(from, kind == "owners" ? $"\"firstName\":\"{to}\"" : to, StringComparison.Ordinal));
        }
        Assert.Equal(0, await CommandLine.Run(["crm", "analyze", "--raw", raw, "--out", metrics], TextWriter.Null, TextWriter.Null));
        Assert.Equal(0, await CommandLine.Run(["crm", "dashboard", "--metrics", metrics, "--out", File], TextWriter.Null, TextWriter.Null));
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(false, false), InlineData(true, false), InlineData(false, true), InlineData(true, true)]
    public async Task Everybody_can_use_it(bool phone, bool dark)
    {
        await using var window = await Open((phone ? Look.Phone : Look.Desk) with { Dark = dark });

        var axe = await window.Page.RunAxe();

        Assert.Empty(axe.Violations.Select(v => $"{v.Id}: {string.Join(" | ", v.Nodes.Select(n => n.Html))}"));
        Assert.Equal(0, await window.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"));
    }

    [Fact]
    public async Task It_asks_nobody_and_nothing_in_it_comes_alive()
    {
        await using var window = await Open(Look.Desk);

        Assert.Equal("Sales dashboard, hubspot", await window.Page.TitleAsync());
        Assert.True(await window.Page.GetByText("onerror=").CountAsync() > 0, "The hostile names are shown as they are.");
        Assert.Equal(0, await window.Page.Locator("img").CountAsync());
        Assert.Empty(window.Complaints);
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task The_year_is_shown_first_and_every_period_by_the_keyboard()
    {
        await using var window = await Open(Look.Desk);
        var page = window.Page;
        Assert.True(await page.GetByRole(AriaRole.Radio, new() { Name = "Year to date" }).IsCheckedAsync());
        Assert.Contains("YoY", await page.Locator("#s1").InnerTextAsync(), StringComparison.Ordinal);

        await page.GetByRole(AriaRole.Radio, new() { Name = "Year to date" }).FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");

        Assert.True(await page.GetByRole(AriaRole.Radio, new() { Name = "Last year" }).IsCheckedAsync());
        Assert.Contains("January 1, 2025 to December 31, 2025", await page.Locator(".chosen").InnerTextAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("YoY", await page.Locator("#s1").InnerTextAsync(), StringComparison.Ordinal);
        await page.Keyboard.PressAsync("ArrowRight");
        Assert.Contains("this year, YoY", await page.Locator("#s1").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_owner_is_chosen_and_a_target_supposed()
    {
        await using var window = await Open(Look.Desk);
        var page = window.Page;
        var all = await page.Locator("#s6 tbody tr").CountAsync();

        await page.GetByRole(AriaRole.Combobox, new() { Name = "Owner" }).SelectOptionAsync(new SelectOptionValue { Index = 2 });
        Assert.True(all > await page.Locator("#s6 tbody tr").CountAsync());

        var needed = page.Locator("#s4 .card").Last;
        var before = await needed.InnerTextAsync();
        await page.GetByLabel("Win rate (opportunity to won)").FillAsync("90");
        Assert.NotEqual(before, await needed.InnerTextAsync());
        Assert.Contains("90%", await page.Locator("#s4").InnerTextAsync(), StringComparison.Ordinal);
    }

    readonly List<string> _asked = [];

    async Task<Window> Open(Look look)
    {
        var window = await chromium.Open(new("http://nowhere.invalid/"), look);
        window.Page.Request += (_, request) =>
        {
            if (new Uri(request.Url).Scheme is "http" or "https" or "ws" or "wss")
                _asked.Add(request.Url);
        };
        await window.Page.GotoAsync(new Uri(File).AbsoluteUri);
        await window.Page.Locator("html[data-shown]").WaitForAsync();
        return window;
    }
}

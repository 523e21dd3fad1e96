using System.Text.Json;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Rainmaker.Cli;
using Rainmaker.Simulators.HubSpot;

namespace Rainmaker.Browser.Tests;

/// <summary>The dashboard as a file on a disk, in a browser without any network.</summary>
public sealed class OneFileDashboardTests(Chromium chromium) : IAsyncLifetime
{
    const string Hostile = "</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">\u2028\u2029${document.title='owned'}&lt;b&gt;";
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
        await page.Locator("html[data-shown]").WaitForAsync();

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
        await page.Locator("html[data-shown]").WaitForAsync();
        Assert.True(all > await page.Locator("#s6 tbody tr").CountAsync());

        var needed = page.Locator("#s4 .card").Last;
        var before = await needed.InnerTextAsync();
        await page.GetByLabel("Win rate (opportunity to won)").FillAsync("90");
        Assert.NotEqual(before, await needed.InnerTextAsync());
        Assert.Contains("90%", await page.Locator("#s4").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_period_is_seen_at_once_and_the_rest_follows_when_there_is_time()
    {
        await using var window = await Open(Look.Desk);

        var told = await window.Page.EvaluateAsync<bool[]>("""
            () => {
              const text = (id) => document.querySelector(id).textContent;
              const before = [text("#s1"), text("#s6")];
              document.querySelector("input[value=last_year]").click();
              return [text("#s1") !== before[0], text("#s6") === before[1], document.documentElement.dataset.shown === undefined];
            }
            """);
        Assert.Equal([true, true, true], told);

        await window.Page.Locator("html[data-shown^=last_year]").WaitForAsync();
        Assert.Contains("last year", await window.Page.Locator("#s6").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Paper_gets_all_of_it_whatever_was_seen()
    {
        await using var window = await Open(Look.Desk with { Dark = true });
        await window.Page.EmulateMediaAsync(new() { Media = Media.Print });

        await window.Page.EvaluateAsync("document.querySelector('input[value=last_year]').click(); dispatchEvent(new Event('beforeprint'))");

        Assert.Contains("last year", await window.Page.Locator("#s6").InnerTextAsync(), StringComparison.Ordinal);
        Assert.False(await window.Page.GetByRole(AriaRole.Combobox, new() { Name = "Owner" }).IsVisibleAsync());
        Assert.All(await window.Page.EvaluateAsync<int[]>("[...document.querySelectorAll('.chart-area')].map((area) => area.querySelectorAll('svg path').length)"), drawn => Assert.True(drawn > 0, "Every chart is drawn for paper."));
        Assert.Equal("rgb(255, 255, 255)", await window.Page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.card')).backgroundColor"));
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

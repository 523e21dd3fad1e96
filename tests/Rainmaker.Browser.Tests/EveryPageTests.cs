using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;

namespace Rainmaker.Browser.Tests;

/// <summary>Every page that the navigation leads to, its tabs and forms, and the first record of every list, in both themes, on a desk and on a phone.</summary>
public sealed partial class EveryPageTests(Office office) : IClassFixture<Office>
{
    static readonly Look[] Looks = [Look.Desk, Look.Desk with { Dark = true }, Look.Phone, Look.Phone with { Dark = true }];

    /// <summary>A folder for a picture of each, for people to look at.</summary>
    static readonly string? Shots = Environment.GetEnvironmentVariable("SHOTS");

    static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    const string Nowhere = "/no-such-page";

    /// <summary>Pages that nothing else leads to.</summary>
    static readonly string[] Known = ["/account", "/notifications", "/deals?q=nothing-is-called-so", $"/pipeline?on={LastMonth}", $"/dashboards/sales?on={LastMonth}", Nowhere];

    static string LastMonth => TimeProvider.System.GetUtcNow().AddDays(-30).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public async Task Everybody_can_use_every_page_of_a_workspace_at_work()
    {
        var demo = await office.Demo();
        await Used(demo);
        await Walk(demo, "full", "/matches/", "/admin/scoring", "/matches");
    }

    [Fact]
    public async Task Everybody_can_use_every_page_of_an_empty_workspace() =>
        await Walk(await office.App.User("Nora Winter", Role.Admin, tenant: await office.App.NewTenant("empty")), "empty", "/admin/scoring", "/matches");

    [Fact]
    public async Task Everybody_can_sign_in()
    {
        await using var window = await office.Visit("/sign-in");

        Assert.Empty(await Barriers(window.Page, "/sign-in", "door"));
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task Without_script_every_chart_is_a_table()
    {
        await using var window = await office.Visit("/dashboards/sales", await office.Demo(), Look.Desk with { Script = false });
        var tables = window.Page.Locator("figure[data-chart] table");

        Assert.NotEqual(0, await tables.CountAsync());
        foreach (var table in await tables.AllAsync())
            await Assertions.Expect(table).ToBeVisibleAsync();
    }

    /// <summary>What only comes of use: scores learned from outcomes, and two records made one.</summary>
    async Task Used(User user)
    {
        await using var window = await office.Visit("/admin/scoring", user);
        for (var kind = 0; kind < 2; kind++)
        {
            await window.Page.GetByRole(AriaRole.Button, new() { Name = "Learn now" }).Nth(kind).ClickAsync(new() { Timeout = 60_000 });
            await Assertions.Expect(window.Page.GetByText("Learned and scored")).ToBeVisibleAsync(new() { Timeout = 60_000 });
            await window.Page.GotoAsync("/admin/scoring");
        }
        await window.Page.GotoAsync("/matches");
        await window.Page.Locator("main a.row-link").First.ClickAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Merge, keep the first" }).ClickAsync();
        await Assertions.Expect(window.Page.GetByText("went into")).ToBeVisibleAsync();
    }

    async Task Walk(User user, string name, params string[] among)
    {
        await using var window = await office.Visit("/", user);
        var found = new List<string>();
        var pages = await Pages(window.Page);
        Assert.All(among, begin => Assert.Contains(pages, page => page.StartsWith(begin, StringComparison.Ordinal)));
        foreach (var path in pages)
        {
            var before = window.Complaints.Count;
            var answer = await window.Page.GotoAsync(path);
            found.AddRange(await Barriers(window.Page, path, name));
            if (!answer!.Ok && path != Nowhere)
                found.Add($"{path}: answered {answer.Status}");
            if (answer.Ok)
                found.AddRange(window.Complaints.Skip(before).Select(c => $"{path}: {c}"));
        }
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    /// <summary>One address of each shape: of ten deals only the first.</summary>
    static async Task<IReadOnlyList<string>> Pages(IPage page)
    {
        var pages = new List<string>(await Links(page, ".nav a, a[data-command][data-dialog]"));
        foreach (var list in pages.ToArray())
        {
            await page.GotoAsync(list);
            pages.AddRange(await Links(page, "main nav:not(.pager *) a, .bar-tools a"));
            foreach (var record in (await Links(page, "main a.row-link")).Take(1))
            {
                pages.Add(record);
                await page.GotoAsync(record);
                pages.AddRange(await Links(page, "main a[data-dialog]"));
            }
        }
        return [.. pages.Concat(Known).DistinctBy(path => Particular().Replace(path, "="))];
    }

    static Task<string[]> Links(IPage page, string selector) => page.EvaluateAsync<string[]>(
        "selector => [...document.querySelectorAll(selector)].map(link => link.getAttribute('href')).filter(to => to.startsWith('/') && !to.includes('export'))", selector);

    /// <summary>What keeps somebody from using the page. A theme changes colours only, so the dark looks are held to their contrast.</summary>
    internal static async Task<IReadOnlyList<string>> Barriers(IPage page, string path, string name)
    {
        var found = new List<string>();
        await page.EvaluateAsync(Axe);
        foreach (var look in Looks)
        {
            var where = $"{path} {look.Width} {(look.Dark ? "dark" : "light")}";
            await page.SetViewportSizeAsync(look.Width, look.Height);
            await page.EmulateMediaAsync(new() { ColorScheme = look.Dark ? ColorScheme.Dark : ColorScheme.Light, ReducedMotion = ReducedMotion.Reduce });
            if (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth") is > 0 and var over)
                found.Add($"{where}: scrolls sideways by {over} px");
            found.AddRange((await page.EvaluateAsync<string[]>("""
                async dark => (await axe.run(document, {
                    runOnly: dark ? { type: 'rule', values: ['color-contrast'] } : { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
                    resultTypes: ['violations'],
                })).violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.html.slice(0, 160)} ${n.any[0]?.message ?? ''}`))
                """, look.Dark)).Select(v => $"{where}: {v}"));
            if (Shots is not null)
                await page.ScreenshotAsync(new() { Path = Path.Combine(Shots, $"{name}{Particular().Replace(path, "=").Replace('/', '_').Replace('?', '_')}-{look.Width}-{(look.Dark ? "dark" : "light")}.png"), FullPage = true });
        }
        return found;
    }

    /// <summary>An id, or what a query asks.</summary>
    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}|=[^&]*", RegexOptions.NonBacktracking)]
    private static partial Regex Particular();
}

using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Rainmaker.Browser.Tests;

public sealed class KitTests(Kit kit, Chromium chromium)
{
    [Theory]
    [InlineData("dashboard", false), InlineData("dashboard", true)]
    [InlineData("board", false), InlineData("board", true)]
    [InlineData("list", false), InlineData("list", true)]
    [InlineData("forms", false), InlineData("forms", true)]
    [InlineData("empty", false), InlineData("empty", true)]
    public async Task Everybody_can_use_every_part(string part, bool darkPhone)
    {
        await using var window = await Visit($"/_gallery?part={part}", darkPhone ? Look.Phone with { Dark = true } : Look.Desk);

        var axe = await window.Page.RunAxe();

        Assert.Empty(axe.Violations.Select(v => $"{v.Id}: {string.Join(" | ", v.Nodes.Select(n => n.Html))}"));
        Assert.Equal(0, await window.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"));
    }

    [Fact]
    public async Task A_chart_is_drawn_and_hovered_within_the_policy()
    {
        await using var window = await Visit("/_gallery");
        await window.Page.Locator(".chart-area svg").First.WaitForAsync();
        await window.Page.Locator(".chart-area").First.HoverAsync();

        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task A_form_opens_in_the_dialog_and_gives_the_focus_back()
    {
        await using var window = await Visit("/_gallery?part=forms");
        var page = window.Page;
        await page.GetByText("Open a dialog").ClickAsync();
        await page.Locator("#dialog[open] [name=title]").WaitForAsync();

        Assert.Equal("title", await page.EvaluateAsync<string>("document.activeElement.name"));
        await page.Keyboard.PressAsync("Escape");
        Assert.Equal("Open a dialog", await page.EvaluateAsync<string>("document.activeElement.textContent"));
    }

    [Fact]
    public async Task A_shortcut_waits_until_nobody_types()
    {
        await using var window = await Visit("/_gallery?part=forms");
        var page = window.Page;
        var notes = page.Locator("main [name=notes]").First;
        await notes.FocusAsync();
        await page.Keyboard.TypeAsync("?c g p");

        Assert.Equal("?c g p", await notes.InputValueAsync());
        Assert.Equal(0, await page.Locator("dialog[open]").CountAsync());
        await page.EvaluateAsync("document.activeElement.blur()");
        await page.Keyboard.PressAsync("Shift+?");
        Assert.Contains("Go to Pipeline", await page.Locator("#keys[open]").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_card_moves_by_keyboard_and_says_where_it_is()
    {
        await using var window = await Visit("/_gallery?part=board");
        var page = window.Page;
        await page.FocusAsync("#card-D-1041");
        await Press(page, "Space", "ArrowRight");

        await Assertions.Expect(page.Locator("#announcements")).ToHaveTextAsync("Qualified, 2 of 3");
        await Press(page, "Enter");
        Assert.Equal(["card-D-1046", "card-D-1041", "card-D-1047"], await CardsIn(page, "qualified"));
        Assert.Equal("card-D-1041", await page.EvaluateAsync<string>("document.activeElement.id"));
    }

    [Fact]
    public async Task Escape_puts_a_lifted_card_back()
    {
        await using var window = await Visit("/_gallery?part=board");
        var page = window.Page;
        await page.FocusAsync("#card-D-1041");
        await Press(page, "Space", "ArrowRight", "ArrowDown", "Escape");

        Assert.Equal(["card-D-1040", "card-D-1041", "card-D-1042"], await CardsIn(page, "new"));
    }

    [Fact]
    public async Task A_refused_card_goes_back_and_says_why()
    {
        await using var window = await Visit("/_gallery?part=board");
        var page = window.Page;
        await page.FocusAsync("#card-D-1055");
        await Press(page, "Space", "ArrowRight", "Enter");

        await Assertions.Expect(page.Locator("#card-D-1055 .refused")).ToHaveTextAsync("A deal needs a quote before it is negotiated.");
        Assert.Equal(["card-D-1055", "card-D-1056"], await CardsIn(page, "proposal"));
    }

    [Fact]
    public async Task Without_script_a_card_still_moves_and_a_chart_is_a_table()
    {
        await using var boardWindow = await Visit("/_gallery?part=board", Look.Desk with { Script = false });
        var board = boardWindow.Page;
        await board.Locator("[popovertarget=menu-move-D-1040]").ClickAsync();
        var answer = await board.RunAndWaitForResponseAsync(() => board.Locator("#menu-move-D-1040 button").First.ClickAsync(), "**/move");
        await using var dashboardWindow = await Visit("/_gallery", Look.Desk with { Script = false });
        var dashboard = dashboardWindow.Page;

        Assert.Equal(200, answer.Status);
        Assert.True(await dashboard.GetByText("€142,000").First.IsVisibleAsync());
    }

    async Task<Window> Visit(string path, Look? look = null)
    {
        var window = await chromium.Open(kit.Address, look ?? Look.Desk);
        await window.Page.GotoAsync(path);
        await window.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        return window;
    }

    static async Task Press(IPage page, params string[] keys)
    {
        foreach (var key in keys)
            await page.Keyboard.PressAsync(key);
    }

    static async Task<string[]> CardsIn(IPage page, string stage) =>
        await page.EvaluateAsync<string[]>("stage => [...document.querySelectorAll(`[data-stage=${stage}] > [data-card]`)].map(card => card.id)", stage);
}

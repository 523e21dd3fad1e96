namespace Rainmaker.Browser.Tests;

public sealed class BoardTests(Office office) : IClassFixture<Office>
{
    static readonly string[] MeetFirst = ["activity:meeting"];

    [Fact]
    public async Task A_card_dragged_to_the_next_column_stays_there()
    {
        var (tag, deal) = await OneCard();
        await using var window = await office.Visit($"/pipeline?tag={tag}", office.Ada);
        var page = window.Page;

        var moved = page.WaitForResponseAsync("**/move");
        await Card(page, deal).DragToAsync(page.Locator("[data-stage=qualification]"));

        Assert.Equal(200, (await moved).Status);
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator($"[data-stage=qualification] #card-{deal}")).ToBeVisibleAsync();
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task A_card_moved_by_keys_says_where_it_is_and_keeps_the_focus()
    {
        var (tag, deal) = await OneCard();
        await using var window = await office.Visit($"/pipeline?tag={tag}", office.Ada);
        var page = window.Page;
        await Card(page, deal).FocusAsync();
        await Press(page, "Space", "ArrowRight", "ArrowRight");

        await Assertions.Expect(page.Locator("#announcements")).ToHaveTextAsync("Proposal, 1 of 1");
        await page.RunAndWaitForResponseAsync(() => Press(page, "Enter"), "**/move");
        await Assertions.Expect(page.Locator("[data-stage=proposal]").Locator("xpath=..").Locator(".count")).ToHaveTextAsync("1");
        await Assertions.Expect(Card(page, deal)).ToBeFocusedAsync();
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator($"[data-stage=proposal] #card-{deal}")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_refused_card_comes_back_and_says_why()
    {
        var (tag, deal) = await OneCard();
        await using var window = await office.Visit($"/pipeline?tag={tag}", office.Ada);
        var page = window.Page;
        var negotiation = await office.App.Store.Ask<Guid>("select id from stage where key = 'negotiation' and tenant_id = $1 limit 1", office.App.Tenant);
        await office.Send(HttpMethod.Put, $"/api/stages/{negotiation}", new { entry_rules = MeetFirst }, await office.App.As(Role.Admin));

        await Card(page, deal).FocusAsync();
        await Press(page, "Space", "ArrowRight", "ArrowRight", "ArrowRight", "Enter");

        await Assertions.Expect(Card(page, deal).Locator(".refused")).ToContainTextAsync("meeting");
        await Assertions.Expect(page.Locator($"[data-stage=discovery] #card-{deal}")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task On_a_phone_without_script_a_card_is_moved_by_its_menu()
    {
        var (tag, deal) = await OneCard();
        await using var window = await office.Visit($"/pipeline?tag={tag}", office.Ada, Look.Phone with { Script = false });
        var page = window.Page;
        await page.Locator($"[popovertarget=menu-move-{deal}]").ClickAsync();
        await page.Locator($"#menu-move-{deal}").GetByRole(AriaRole.Button, new() { Name = "Proposal" }).ClickAsync();

        await Assertions.Expect(page.Locator("#toasts")).ToContainTextAsync("is now in Proposal");
        await Assertions.Expect(page.Locator($"[data-stage=proposal] #card-{deal}")).ToHaveCountAsync(1);
    }

    async Task<(string Tag, string Deal)> OneCard()
    {
        var tag = $"t{Guid.CreateVersion7():n}";
        return (tag, await office.Deal($"Payroll suite {tag[^4..]}", 52_800, tag: tag));
    }

    static ILocator Card(IPage page, string deal) => page.Locator($"#card-{deal}");

    static async Task Press(IPage page, params string[] keys)
    {
        foreach (var key in keys)
            await page.Keyboard.PressAsync(key);
    }
}

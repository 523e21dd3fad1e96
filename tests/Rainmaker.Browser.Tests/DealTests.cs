namespace Rainmaker.Browser.Tests;

public sealed class DealTests(Office office) : IClassFixture<Office>
{
    [Fact]
    public async Task A_deal_is_opened_in_the_dialog_edited_lost_with_a_reason_and_opened_again()
    {
        await using var window = await office.Visit("/pipeline", office.Ada);
        var page = window.Page;
        var dialog = page.Locator("#dialog[open]");
        await page.Keyboard.PressAsync("Control+k");
        await page.Locator("#palette input").FillAsync("New deal");
        await page.Keyboard.PressAsync("Enter");
        await dialog.GetByLabel("Name", new() { Exact = false }).First.FillAsync("Customer portal redesign");
        await dialog.GetByLabel("Company").FillAsync("Alpine Sports");
        await dialog.Locator("[name=value_estimate]").FillAsync("73500");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Open deal" }).ClickAsync();

        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Customer portal redesign");
        await Assertions.Expect(page.Locator("#toasts")).ToContainTextAsync("Deal opened");
        await page.GetByRole(AriaRole.Link, new() { Name = "Edit", Exact = true }).ClickAsync();
        await dialog.Locator("[name=value_estimate]").FillAsync("81000");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.Locator(".kpi").Filter(new() { HasText = "Value" }).First).ToContainTextAsync("€81k");

        await page.GetByRole(AriaRole.Link, new() { Name = "Lost", Exact = true }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close as lost" }).ClickAsync();
        Assert.False(await dialog.Locator("[name=reason]").EvaluateAsync<bool>("field => field.validity.valid"));
        await dialog.Locator("[name=reason]").FillAsync("Budget went elsewhere");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close as lost" }).ClickAsync();
        await Assertions.Expect(page.Locator("#toasts")).ToContainTextAsync("is lost");
        await page.Locator("#toasts").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();

        await Assertions.Expect(page.Locator("#toasts")).ToContainTextAsync("is open again");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Lost", Exact = true })).ToBeVisibleAsync();
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task What_was_refused_stays_typed_in_the_dialog()
    {
        await using var window = await office.Visit("/deals", office.Ada);
        var page = window.Page;
        await page.Locator("a[href='/deals/new'][data-dialog]").First.EvaluateAsync("link => link.click()");
        var dialog = page.Locator("#dialog[open]");
        await dialog.Locator("[name=deal_name]").FillAsync("   ");
        await dialog.Locator("[name=product]").FillAsync("Portal");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Open deal" }).ClickAsync();

        await Assertions.Expect(dialog.Locator("[name=deal_name]")).ToHaveAttributeAsync("aria-invalid", "true");
        await Assertions.Expect(dialog.Locator("[name=product]")).ToHaveValueAsync("Portal");
    }
}

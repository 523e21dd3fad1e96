namespace Rainmaker.Browser.Tests;

public sealed class WithoutScriptTests(Office office) : IClassFixture<Office>
{
    [Fact]
    public async Task A_deal_is_opened_filtered_edited_and_moved()
    {
        await using var window = await office.Visit("/deals/new", office.Ada, Look.Desk with { Script = false });
        var page = window.Page;
        await page.Locator("[name=deal_name]").FillAsync("Warehouse pilot");
        await page.Locator("[name=value_estimate]").FillAsync("21500");
        await page.GetByRole(AriaRole.Button, new() { Name = "Open deal" }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Warehouse pilot");
        await page.GetByRole(AriaRole.Link, new() { Name = "Edit", Exact = true }).ClickAsync();
        await page.Locator("[name=product]").FillAsync("Scanner set");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Scanner set", new() { Exact = true })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Move to Proposal" }).ClickAsync();
        await Assertions.Expect(page.Locator("[aria-current=step]")).ToContainTextAsync("Proposal");

        await page.GotoAsync("/deals");
        await page.Locator("main [name=q]").FillAsync("Warehouse");
        await page.Locator("main [name=stage]").SelectOptionAsync("proposal");
        await page.Locator("main [name=q]").PressAsync("Enter");
        await Assertions.Expect(page.Locator("main tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("main tbody")).ToContainTextAsync("Warehouse pilot");
    }
}

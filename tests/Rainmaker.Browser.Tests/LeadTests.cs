namespace Rainmaker.Browser.Tests;

public sealed class LeadTests(Office office) : IClassFixture<Office>
{
    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task A_lead_is_entered_called_qualified_and_made_a_deal(bool script)
    {
        await using var window = await office.Visit("/leads/new", office.Ada, Look.Desk with { Script = script });
        var page = window.Page;
        var name = script ? "Kim Sommer" : "Noa Winter";
        await page.Locator("[name=name]").FillAsync(name);
        await page.Locator("[name=company]").FillAsync("Harbor Foods");
        await page.Locator("[name=email]").FillAsync($"{name.Replace(' ', '.')}@harbor.example");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create lead" }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(name);

        await page.GetByRole(AriaRole.Link, new() { Name = "Log call", Exact = true }).ClickAsync();
        await page.Locator("[name=description]").FillAsync("Wants a quote by Friday.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.Locator("#lead-timeline")).ToContainTextAsync("Wants a quote by Friday.");

        await page.Locator("[name=status]").SelectOptionAsync("qualified");
        if (!script)
            await page.GetByRole(AriaRole.Button, new() { Name = "Set" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Qualified").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Convert", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Convert to deal" }).ClickAsync();

        await page.WaitForURLAsync("**/deals/*");
        await Assertions.Expect(page.GetByText("Wants a quote by Friday.")).ToBeVisibleAsync();
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task A_colleagues_lead_is_a_kind_page_that_tells_nothing_of_it()
    {
        var lead = await office.Send(HttpMethod.Post, "/api/leads", new { name = "Ada's secret lead", contact_info = new { email = "secret@harbor.example" } });
        await using var window = await office.Visit("/leads", office.Ben);

        var answer = await window.Page.GotoAsync($"/leads/{lead}");

        Assert.Equal(404, answer!.Status);
        await Assertions.Expect(window.Page.GetByText("Ada's secret lead")).ToHaveCountAsync(0);
    }
}

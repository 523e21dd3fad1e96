namespace Rainmaker.Browser.Tests;

public sealed class SigningInTests(Office office) : IClassFixture<Office>
{
    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task A_wrong_password_is_told_kindly_and_the_right_one_leads_to_where_one_wanted(bool script)
    {
        await using var window = await office.Visit("/deals?status=open", Look.Desk with { Script = script });
        var page = window.Page;
        await SignIn(page, "not this one");

        await Assertions.Expect(page.GetByText("E-mail and password do not match.")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[name=email]")).ToHaveValueAsync(office.Ada.Email!);
        await SignIn(page, Office.Password);
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Deals");
        Assert.EndsWith("/deals?status=open", page.Url, StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Sign in");
        await page.GotoAsync("/deals");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Sign in");
        Assert.All(window.Complaints, c => Assert.Contains("422", c, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_colleagues_deal_is_a_kind_page_that_tells_nothing_of_it()
    {
        var deal = await office.Deal("Ada's secret deal", 9000);
        await using var window = await office.Visit("/deals", office.Ben);

        var answer = await window.Page.GotoAsync($"/deals/{deal}");

        Assert.Equal(404, answer!.Status);
        await Assertions.Expect(window.Page.Locator("h1")).ToHaveTextAsync("There is nothing here");
        await Assertions.Expect(window.Page.GetByText("Ada's secret deal")).ToHaveCountAsync(0);
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Back to the start" }).ClickAsync();
        await Assertions.Expect(window.Page.Locator("h1")).ToHaveTextAsync("Command center");
    }

    async Task SignIn(IPage page, string password)
    {
        await page.Locator("[name=email]").FillAsync(office.Ada.Email!);
        await page.Locator("[name=password]").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }
}

using System.Net;
using System.Net.Http.Json;

namespace Rainmaker.Browser.Tests;

public sealed class CommandCenterTests(Office office) : IClassFixture<Office>
{
    [Fact]
    public async Task What_happens_elsewhere_appears_by_itself_and_typing_goes_on()
    {
        var deal = await office.Deal("Fleet telematics rollout", 1000);
        await using var window = await office.Visit("/dashboards/sales", office.Ina);
        var page = window.Page;
        var pipeline = page.Locator(".kpi").Filter(new() { HasText = "Open pipeline" });
        await Assertions.Expect(pipeline).ToContainTextAsync("€1k");
        await page.Locator("body").PressAsync("/");
        await page.Keyboard.TypeAsync("half a thought");
        await page.EvaluateAsync("() => { document.querySelector('#search').setSelectionRange(5, 6); globalThis.notReloaded = true; }");

        using var captured = await office.App.Anyone().PostAsJsonAsync("/public/leads", new { name = "Grete Halling", email = "grete@example.test", company = "Lucerne Dairy" });
        Assert.Equal(HttpStatusCode.OK, captured.StatusCode);
        await Assertions.Expect(page.Locator("#feed")).ToContainTextAsync("Grete Halling");
        await office.Deal("IoT cold-chain sensors", 41_000);
        await Assertions.Expect(pipeline).ToContainTextAsync("€42k");
        await office.Move(deal, "proposal");
        await Assertions.Expect(page.Locator("#feed")).ToContainTextAsync("Proposal");

        await Assertions.Expect(page.Locator("#search")).ToHaveValueAsync("half a thought");
        Assert.Equal("search 5 6 true", await page.EvaluateAsync<string>("[document.activeElement.id, document.activeElement.selectionStart, document.activeElement.selectionEnd, globalThis.notReloaded].join(' ')"));
        Assert.Empty(window.Complaints);
    }
}

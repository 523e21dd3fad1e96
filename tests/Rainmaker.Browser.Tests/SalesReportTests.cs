using Microsoft.EntityFrameworkCore;

namespace Rainmaker.Browser.Tests;

/// <summary>The dashboard as a page of the product.</summary>
public sealed class SalesReportTests(Office office, Chromium chromium) : IClassFixture<Office>
{
    [Theory]
    [InlineData(Role.Admin, "ytd"), InlineData(Role.Admin, "last_week"), InlineData(Role.SalesManager, "all"), InlineData(Role.SalesRep, "mtd"), InlineData(Role.CustomerSuccess, "last_year")]
    public async Task Every_figure_leads_to_as_many_rows_as_it_says(Role role, string period)
    {
        await using var window = await office.Visit("/reports/sales", await One(role));
        await window.Page.Locator("html[data-shown]").WaitForAsync();
        await window.Page.EvaluateAsync("period => document.querySelector(`input[value=${period}]`).click()", period);
        await window.Page.Locator($"html[data-shown^={period}]").WaitForAsync();

        var told = await window.Page.EvaluateAsync<string[]>("""
            async () => {
              const api = { "/deals": "/api/opportunities", "/leads": "/api/leads", "/contacts": "/api/contacts", "/companies": "/api/companies", "/activities": "/api/activities" };
              const figures = new Map();
              for (const link of document.querySelectorAll("[data-report] a[href^='/']")) {
                const place = link.closest(".kpi")?.querySelector(".kpi-value") ?? link.closest(".bars li")?.querySelector(".value") ?? link;
                if (/^[\d,]+$/.test(place.textContent)) figures.set(link.getAttribute("href"), Number(place.textContent.replaceAll(",", "")));
              }
              const wrong = [];
              for (const [href, figure] of [...figures].filter((_, at) => at % 3 === 0)) {
                const url = new URL(href, location.href);
                url.pathname = api[url.pathname];
                url.searchParams.set("limit", 200);
                let rows = 0, list;
                do {
                  if (list) url.searchParams.set("cursor", list.next_cursor);
                  list = await (await fetch(url, { headers: { Accept: "application/json" } })).json();
                  rows += list.data.length;
                } while (list.has_more);
                if (rows !== figure) wrong.push(`${href}: ${figure} against ${rows} rows`);
              }
              return [`${figures.size > 20}`, ...wrong];
            }
            """);

        Assert.Equal(["true"], told);
    }

    [Fact]
    public async Task Whoever_comes_back_from_the_rows_sees_the_period_and_the_owner_they_chose()
    {
        await using var window = await office.Visit("/reports/sales", await One(Role.Admin));
        var page = window.Page;
        await page.GetByRole(AriaRole.Radio, new() { Name = "Last year" }).CheckAsync(new() { Force = true });
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Owner" }).SelectOptionAsync(new SelectOptionValue { Index = 2 });
        await page.Locator("html[data-shown^=last_year]").WaitForAsync();
        var won = await page.Locator("#s1 .kpi").Filter(new() { HasText = "Won revenue" }).Locator(".kpi-value").GetAttributeAsync("title");

        await page.GetByRole(AriaRole.Link, new() { Name = "Won revenue", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".pager")).ToContainTextAsync(won![1..].Split('.')[0]);
        await page.GoBackAsync();

        await page.Locator("html[data-shown^=last_year]").WaitForAsync();
        Assert.Equal(won, await page.Locator("#s1 .kpi").Filter(new() { HasText = "Won revenue" }).Locator(".kpi-value").GetAttributeAsync("title"));
    }

    [Fact]
    public async Task The_file_to_take_along_shows_the_same()
    {
        await using var window = await office.Visit("/reports/sales", await One(Role.Admin));
        await window.Page.Locator("html[data-shown]").WaitForAsync();
        var download = await window.Page.RunAndWaitForDownloadAsync(() => window.Page.GetByRole(AriaRole.Link, new() { Name = "Save as one file" }).ClickAsync());
        Assert.Matches(@"^sales-\d{4}-\d\d-\d\d\.html$", download.SuggestedFilename);
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, download.SuggestedFilename);
        await download.SaveAsAsync(file);
        Assert.InRange(new FileInfo(file).Length, 100_000, 400_000);

        await using var alone = await chromium.Open(new("http://nowhere.invalid/"), Look.Desk);
        await alone.Page.GotoAsync(new Uri(file).AbsoluteUri);
        await alone.Page.Locator("html[data-shown]").WaitForAsync();

        Assert.Equal(await Sections(window.Page), await Sections(alone.Page));
        Assert.Equal(0, await alone.Page.Locator("a[href^='/']").CountAsync());
        Assert.Empty(window.Complaints.Concat(alone.Complaints));
    }

    [Fact]
    public async Task Without_script_the_year_is_a_table()
    {
        await using var window = await office.Visit("/reports/sales", await One(Role.Admin), Look.Desk with { Script = false });

        await Assertions.Expect(window.Page.GetByRole(AriaRole.Table)).ToContainTextAsync("Won revenue");
    }

    static async Task<string[]> Sections(IPage page) => await page.EvaluateAsync<string[]>("[...document.querySelectorAll('.part')].map((part) => part.textContent)");

    async Task<User> One(Role role)
    {
        var tenant = (await office.Demo()).TenantId;
        await using var db = await office.App.Database.Open(Actor.System(tenant), CancellationToken.None);
        return await db.Users.AsNoTracking().FirstAsync(u => u.Role == role && u.CanSignIn);
    }
}

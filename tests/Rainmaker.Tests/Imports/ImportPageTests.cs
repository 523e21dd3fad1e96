using System.Net;
using System.Text;
using AngleSharp.Html.Parser;
using Rainmaker.Platform.Identity;
using Rainmaker.Tests.Support;

namespace Rainmaker.Tests.Imports;

public sealed class ImportPageTests(TestServer server)
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_is_looked_at_first_and_imported_with_a_second_press()
    {
        await using var app = await TestApp.Start(server);
        using var browser = await app.SignedIn(await app.User("Ana Admin", Role.Admin));
        Assert.Contains("type=\"file\"", await browser.GetStringAsync("/leads/import", Stop), StringComparison.Ordinal);

        using var looked = await browser.PostAsync("/leads/import", File("name,email\nAda,ada@acme.example\nBob,bob at acme\n"), Stop);
        var page = await browser.GetStringAsync(looked.Headers.Location, Stop);
        Assert.Equal(HttpStatusCode.SeeOther, looked.StatusCode);
        Assert.Contains("Nothing was written yet", page, StringComparison.Ordinal);
        Assert.Contains("bob at acme", page, StringComparison.Ordinal);
        Assert.Equal(0L, await app.Store.Ask<long>("select count(*) from lead"));

        var token = (await new HtmlParser().ParseDocumentAsync(page, Stop)).QuerySelector("input[name=file]")!.GetAttribute("value")!;
        using var run = await browser.PostAsync("/leads/import/run", new FormUrlEncodedContent([KeyValuePair.Create("file", token)]), Stop);
        Assert.Equal(HttpStatusCode.SeeOther, run.StatusCode);
        Assert.Contains("Import of leads", await browser.GetStringAsync(run.Headers.Location, Stop), StringComparison.Ordinal);
        Assert.Equal(1L, await app.Store.Ask<long>("select count(*) from lead"));
        Assert.Contains("leads.csv", await browser.GetStringAsync("/imports", Stop), StringComparison.Ordinal);

        using var again = await browser.PostAsync("/leads/import/run", new FormUrlEncodedContent([KeyValuePair.Create("file", token)]), Stop);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.StatusCode);
        Assert.Contains("Choose it again", await again.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_comes_back_with_the_reason_on_the_form()
    {
        await using var app = await TestApp.Start(server);
        using var browser = await app.SignedIn(await app.User("Ana Admin", Role.Admin));

        using var looked = await browser.PostAsync("/deals/import", File("%PDF-1.7"), Stop);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, looked.StatusCode);
        Assert.Contains("This is a PDF. Export a CSV or .xlsx instead.", await looked.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    static MultipartFormDataContent File(string content) => new()
    {
        { new StringContent(content, Encoding.UTF8, "text/csv"), "file", "leads.csv" },
        { new StringContent("upsert"), "mode" },
        { new StringContent(""), "map" },
    };
}

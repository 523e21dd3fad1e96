using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Rainmaker.Shell;

namespace Rainmaker.Tests.Shell;

public sealed class PagesTests(TestServer server) : IAsyncLifetime
{
    const string Html = "text/html,application/xhtml+xml,*/*;q=0.8";

    TestApp _app = null!;

    public async ValueTask InitializeAsync() => _app = await TestApp.Start(server, WithGallery);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    static void WithGallery(WebApplicationBuilder builder)
    {
        builder.Configuration.AddInMemoryCollection([new("Gallery", "true")]);
        builder.Services.AddSingleton<WhoIsLooking>(_ => new(new Viewer("Ana <b>Ruiz", "Northern team", "Acme")));
    }

    [Theory]
    [InlineData("dashboard")]
    [InlineData("board")]
    [InlineData("list")]
    [InlineData("forms")]
    [InlineData("empty")]
    public async Task A_page_obeys_the_policy_it_is_sent_with(string part)
    {
        using var answer = await _app.Anyone().GetAsync($"/_gallery?part={part}", TestContext.Current.CancellationToken);
        var page = await Parse(answer);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("script-src 'self';", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("[style], style, script:not([src]):not([type='application/json'])"));
        Assert.DoesNotContain(page.All, e => e.Attributes.Any(a => a.Name.StartsWith("on", StringComparison.Ordinal) || a.Name.StartsWith("hx-on", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_page_travels_compressed_and_an_answer_of_the_API_does_not()
    {
        using var asks = _app.Anyone();
        asks.DefaultRequestHeaders.AcceptEncoding.ParseAdd("gzip, br");
        using var page = await asks.GetAsync("/_gallery?part=board", TestContext.Current.CancellationToken);
        using var api = await asks.GetAsync("/openapi/v1.json", TestContext.Current.CancellationToken);

        Assert.Equal("br", Assert.Single(page.Content.Headers.ContentEncoding));
        Assert.True((await page.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length * 4 < (await _app.Anyone().GetStringAsync("/_gallery?part=board", TestContext.Current.CancellationToken)).Length);
        Assert.Empty(api.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task Every_form_that_changes_something_carries_the_token()
    {
        foreach (var part in new[] { "dashboard", "board", "list", "forms" })
        {
            var page = await Parse(await _app.Anyone().GetAsync($"/_gallery?part={part}", TestContext.Current.CancellationToken));

            Assert.All(page.QuerySelectorAll("form[method=post]"), form => Assert.NotNull(form.QuerySelector("input[name=__RequestVerificationToken]")));
        }
    }

    [Fact]
    public async Task A_name_is_shown_as_it_was_typed_and_never_as_markup()
    {
        var page = await Parse(await _app.Anyone().GetAsync("/_gallery", TestContext.Current.CancellationToken));

        Assert.Equal("Ana <b>Ruiz", page.QuerySelector(".who strong")!.TextContent);
    }

    [Fact]
    public async Task The_dialog_asks_for_the_form_alone()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/_gallery/dialog") { Headers = { { "HX-Request-Type", "partial" } } };
        var fragment = await (await _app.Anyone().SendAsync(request, TestContext.Current.CancellationToken)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith("<article", fragment.TrimStart(), StringComparison.Ordinal);
        Assert.DoesNotContain("<html", fragment, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Assets_are_kept_forever_under_their_own_version_only()
    {
        var bundle = _app.Server.Services.GetRequiredService<Bundle>();
        using var current = await _app.Anyone().GetAsync(bundle.Url("app.css"), TestContext.Current.CancellationToken);
        using var other = await _app.Anyone().GetAsync("/assets/000000000000/app.css", TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, "text/css"), (current.StatusCode, current.Content.Headers.ContentType!.MediaType));
        Assert.Contains("immutable", current.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    [Fact]
    public async Task A_browser_that_takes_brotli_gets_the_small_file()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _app.Server.Services.GetRequiredService<Bundle>().Url("app.js")) { Headers = { { "Accept-Encoding", "gzip, br" } } };
        using var answer = await _app.Anyone().SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("br", answer.Content.Headers.ContentEncoding.Single());
        Assert.InRange((await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length, 1, 45 * 1024);
    }

    [Fact]
    public async Task A_wrong_address_is_a_page_for_people_and_a_problem_for_programs()
    {
        using var person = new HttpRequestMessage(HttpMethod.Get, "/nowhere") { Headers = { { "Accept", Html } } };
        using var program = new HttpRequestMessage(HttpMethod.Get, "/api/nowhere") { Headers = { { "Accept", Html } } };
        using var page = await _app.Anyone().SendAsync(person, TestContext.Current.CancellationToken);
        using var problem = await _app.Anyone().SendAsync(program, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.NotFound, "text/html"), (page.StatusCode, page.Content.Headers.ContentType!.MediaType));
        Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (problem.StatusCode, problem.Content.Headers.ContentType!.MediaType));
    }

    [Fact]
    public async Task A_form_without_its_token_changes_nothing()
    {
        using var answer = await _app.Anyone().PostAsync("/theme", new FormUrlEncodedContent([new("theme", "dark")]), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    static async Task<IHtmlDocument> Parse(HttpResponseMessage answer) =>
        await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
}

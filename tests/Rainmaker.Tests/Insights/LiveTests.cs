using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Rainmaker.Tests.Insights;

public sealed class LiveTests(TestServer server)
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_stream_tells_each_rep_of_their_own_deals_only()
    {
        await using var app = await TestApp.Start(server);
        var (ada, bo, book) = (await app.User("Ada Reyes", Role.SalesRep), await app.User("Bo Lind", Role.SalesRep), await DealBook.Of(app));
        await using var stream = await Stream.Open(await app.SignedIn(ada), "/api/events/stream");

        await book.Add(book.Deal("Bo's", owner: bo.Id), "deal.moved");
        var mine = await book.Add(book.Deal("Ada's", owner: ada.Id), "deal.moved");

        var told = await stream.Next();
        Assert.Equal("deal_moved", told["event"]);
        using var message = JsonDocument.Parse(told["data"]);
        Assert.Equal(["type", "id", "entity_type", "entity_id", "timestamp", "data"], message.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(mine.Id, message.RootElement.GetProperty("entity_id").GetGuid());
        Assert.Equal("opportunity", message.RootElement.GetProperty("entity_type").GetString());
    }

    [Fact]
    public async Task Whoever_comes_back_hears_what_was_missed_and_nothing_twice()
    {
        await using var app = await TestApp.Start(server);
        var (book, caller) = (await DealBook.Of(app), await app.As(Role.Admin));
        string last;
        await using (var stream = await Stream.Open(caller, "/api/events/stream"))
        {
            await book.Add(book.Deal("First"));
            last = (await stream.Next())["id"];
        }
        var missed = await book.Add(book.Deal("Second"));
        caller.DefaultRequestHeaders.Add("Last-Event-ID", last);
        await using var again = await Stream.Open(caller, "/api/events/stream");
        var live = await book.Add(book.Deal("Third"));

        Assert.Contains(missed.Id.ToString(), (await again.Next())["data"], StringComparison.Ordinal);
        Assert.Contains(live.Id.ToString(), (await again.Next())["data"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_open_page_hears_kinds_and_ids_and_no_content()
    {
        await using var app = await TestApp.Start(server);
        var book = await DealBook.Of(app);
        await using var stream = await Stream.Open(await app.SignedIn(await app.User("Max Ito", Role.SalesManager)), "/live");
        var deal = await book.Add(book.Deal("Secret name"));

        var told = await stream.Next();

        Assert.Equal("change", told["event"]);
        Assert.Equal($$"""{"kinds":["deal","activity"],"ids":["{{deal.Id}}"]}""", told["data"]);
    }

    [Fact]
    public async Task A_new_lead_rings_in_its_owners_open_page_and_stands_in_the_little_list()
    {
        await using var app = await TestApp.Start(server);
        var rep = await app.User("Ada Reyes", Role.SalesRep);
        await using (var db = await app.Database.Open(Actor.System(app.Tenant), Stop))
        {
            (await db.Users.SingleAsync(u => u.Id == rep.Id, Stop)).TakesLeads = true;
            db.Record("user.changed", "user", rep.Id, null);
            await db.Commit("user.update", Stop);
        }
        var browser = await app.SignedIn(rep);
        await using var stream = await Stream.Open(browser, "/live");

        using (var sent = await app.Anyone().PostAsJsonAsync("/public/leads", new { email = "grace@contoso.example", name = "Grace Holm", company = "Contoso" }, Stop))
            sent.EnsureSuccessStatusCode();

        Dictionary<string, string> told;
        do
            told = await stream.Next();
        while (told["event"] != "toast");
        Assert.Equal("""{"text":"New lead: Grace Holm, Contoso","tone":"info"}""", told["data"]);
        Assert.Contains("New lead: Grace Holm, Contoso", await browser.GetStringAsync("/notifications/bell", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_ends_when_its_session_does()
    {
        await using var app = await TestApp.Start(server);
        var (user, book) = (await app.User("Ada Reyes", Role.Admin), await DealBook.Of(app));
        await using var stream = await Stream.Open(await app.SignedIn(user), "/live");
        await using (var db = await app.Database.Open(Actor.System(app.Tenant), Stop))
        {
            (await db.Users.SingleAsync(u => u.Id == user.Id, Stop)).IsActive = false;
            db.Record("user.changed", "user", user.Id, null);
            await db.Commit("user.update", Stop);
        }
        await book.Add(book.Deal("Later"));

        Assert.Empty(await stream.Next());
    }

    [Fact]
    public async Task The_socket_tells_of_a_deal_and_other_sites_are_refused()
    {
        await using var app = await TestApp.Start(server);
        var (book, token) = (await DealBook.Of(app), await app.Token(Role.Admin));
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        await socket.ConnectAsync(new UriBuilder(app.Address) { Scheme = "ws", Path = "/ws/sales" }.Uri, Stop);
        var deal = await book.Add(book.Deal("Licence"), "deal.closed");

        var buffer = new byte[4096];
        var got = await socket.ReceiveAsync(buffer, Stop);

        using var message = JsonDocument.Parse(buffer.AsMemory(0, got.Count));
        Assert.Equal("deal_closed", message.RootElement.GetProperty("type").GetString());
        Assert.Equal(deal.Id, message.RootElement.GetProperty("entity_id").GetGuid());

        using var stranger = new ClientWebSocket();
        stranger.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        stranger.Options.SetRequestHeader("Origin", "https://elsewhere.example");
        stranger.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(() => stranger.ConnectAsync(new UriBuilder(app.Address) { Scheme = "ws", Path = "/ws/sales" }.Uri, Stop));
        Assert.Equal(HttpStatusCode.Forbidden, stranger.HttpStatusCode);
    }

    /// <summary>Server-sent events as they come.</summary>
    sealed class Stream(HttpResponseMessage answer, StreamReader lines) : IAsyncDisposable
    {
        public static async Task<Stream> Open(HttpClient caller, string path)
        {
            var answer = await caller.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Stop);
            answer.EnsureSuccessStatusCode();
            var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Stop), Encoding.UTF8);
            await lines.ReadLineAsync(Stop);
            return new(answer, lines);
        }

        /// <summary>The next message; empty at the end of the stream.</summary>
        public async Task<Dictionary<string, string>> Next()
        {
            var fields = new Dictionary<string, string>(StringComparer.Ordinal);
            while (await lines.ReadLineAsync(Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Stop) is { } line)
            {
                if (line.Length == 0 && fields.Count > 0)
                    return fields;
                if (line.IndexOf(": ", StringComparison.Ordinal) is var at and > 0)
                    fields[line[..at]] = line[(at + 2)..];
            }
            return fields;
        }

        public ValueTask DisposeAsync()
        {
            lines.Dispose();
            answer.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

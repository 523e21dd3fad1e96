using System.Net.WebSockets;
using System.Text;

namespace Rainmaker.Tests.Trust;

/// <summary>Every text of a record carries its owner's mark: nobody else's page, answer, file, stream or log shows it.</summary>
public sealed class CanaryTests(TestServer server)
{
    static readonly Whose[] All = [Whose.Ada, Whose.Ben, Whose.Globex];

    [Fact]
    public async Task No_address_shows_anybody_what_is_another_s()
    {
        await using var world = await TwoTenants.Start(server);
        var (faults, seen) = (new List<string>(), new HashSet<Whose>());
        var routes = MappedRoute.All(world.App).Where(r => r is { Method: "GET", StaysOpen: false }).ToList();
        var readers = new List<(string Name, Whose[] Sees, HttpClient Http)> { ("anonymous", [], world.App.NewBrowser()) };
        foreach (var visitor in world.Visitors)
        {
            readers.Add((visitor.Name, visitor.Sees, visitor.Http));
            readers.Add(($"{visitor.Name} in a browser", visitor.Sees, await InBrowser(world, visitor)));
        }
        // Twice: what one reader's visit put into a cache must not come out for the next.
        for (var round = 0; round < 2; round++)
        {
            foreach (var route in routes)
            {
                // Pages are for browsers and the API for programs; each reads what the other would.
                foreach (var (name, sees, http) in readers.Where(r => r.Name == "anonymous" || r.Name.EndsWith("in a browser", StringComparison.Ordinal) == route.IsPage))
                {
                    foreach (var address in Addresses(route, world))
                    {
                        using var answer = await http.GetAsync(address);
                        var body = await answer.Content.ReadAsStringAsync() + answer.Headers + answer.Content.Headers;
                        seen.UnionWith(All.Where(w => body.Contains(TwoTenants.Mark(w), StringComparison.OrdinalIgnoreCase)));
                        // Users, teams and territories are known to all of the tenant.
                        foreach (var whose in All.Where(w => !sees.Contains(w) && body.Contains(TwoTenants.Mark(w), StringComparison.OrdinalIgnoreCase) && !(IsAboutPeople(route) && w != Whose.Globex && !name.Contains("other tenant", StringComparison.Ordinal))))
                            faults.Add($"GET {address} shows {whose}'s mark to {name}, round {round}: …{Around(body, TwoTenants.Mark(whose))}…");
                    }
                }
            }
        }
        faults.MustBeNone(world);
        Assert.Equal(All, seen.Order());
        // The log names no address of a person and no token.
        Assert.DoesNotContain(world.Log.Lines, l => All.Any(w => l.Contains($"@{TwoTenants.Mark(w)}", StringComparison.OrdinalIgnoreCase)) || l.Contains("+4930", StringComparison.Ordinal) || l.Contains("rm_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_stream_tells_anybody_of_what_is_another_s()
    {
        await using var world = await TwoTenants.Start(server);
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var (ben, stranger) = (world.Visitor("rep of the other team"), world.Visitor("admin of the other tenant"));
        var heard = new List<(string Who, Task<string> Said, string Sentinel, string[] Foreign)>();
        var (adas, bens, theirs) = (world.Id(Kind.Deal, Whose.Ada), world.Id(Kind.Deal, Whose.Ben), world.Id(Kind.Deal, Whose.Globex));
        foreach (var (visitor, sentinel, foreign) in (((Visitor, string, string[])[])[(ben, bens, [adas, theirs]), (stranger, theirs, [adas, bens])]))
        {
            heard.Add(($"{visitor.Name} by /api/events/stream", await Listen(visitor.Http, "/api/events/stream", sentinel, end.Token), sentinel, foreign));
            heard.Add(($"{visitor.Name} by /live", await Listen(visitor.Http, "/live", sentinel, end.Token), sentinel, foreign));
            heard.Add(($"{visitor.Name} by /ws/sales", await ListenBySocket(world, visitor, sentinel, end.Token), sentinel, foreign));
        }
        await Task.Delay(300, end.Token);
        // In this order: whoever hears of their own deal has heard, or not, of Ada's before.
        foreach (var (whose, deal) in ((Whose, string)[])[(Whose.Ada, adas), (Whose.Ben, bens), (Whose.Globex, theirs)])
        {
            using var owner = await world.App.As(Role.SalesRep, world.Owners[whose]);
            var answer = await owner.Send("PUT", $"/api/opportunities/{deal}", "{\"notes\": \"Told live.\"}");
            Assert.Equal(200, answer.Status);
        }
        foreach (var (who, said, sentinel, foreign) in heard)
        {
            var text = await said;
            Assert.True(text.Contains(sentinel, StringComparison.Ordinal), $"{who} did not hear of their own deal: {text}");
            Assert.False(foreign.Any(id => text.Contains(id, StringComparison.Ordinal)), $"{who} heard of another's deal: {text}");
        }
    }

    static IEnumerable<string> Addresses(MappedRoute route, TwoTenants world)
    {
        if (route.Public is not null && route.Parameters.Length > 0)
            return [];
        if (route.Parameters.Length == 0)
            return [route.Pattern, $"{route.Pattern}?q=canary&limit=100"];
        return All.Select(whose => route.Address(route.Ids(world, whose)));
    }

    static bool IsAboutPeople(MappedRoute route) => route.Pattern.Contains("users", StringComparison.Ordinal) || route.Pattern.Contains("teams", StringComparison.Ordinal) || route.Pattern.Contains("territories", StringComparison.Ordinal);

    static string Around(string body, string mark)
    {
        var at = body.IndexOf(mark, StringComparison.OrdinalIgnoreCase);
        return body[Math.Max(0, at - 120)..Math.Min(body.Length, at + 60)].ReplaceLineEndings(" ");
    }

    static async Task<HttpClient> InBrowser(TwoTenants world, Visitor visitor)
    {
        var browser = await world.App.SignedIn(visitor.User);
        browser.DefaultRequestHeaders.Add("Accept", "text/html,*/*;q=0.8");
        return browser;
    }

    static async Task<Task<string>> Listen(HttpClient http, string address, string until, CancellationToken end)
    {
        var answer = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, end);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        return Read();

        async Task<string> Read()
        {
            using var _ = answer;
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(end));
            var said = new StringBuilder();
            while (!said.ToString().Contains(until, StringComparison.Ordinal) && await lines.ReadLineAsync(end) is { } line)
                said.AppendLine(line);
            return said.ToString();
        }
    }

    static async Task<Task<string>> ListenBySocket(TwoTenants world, Visitor visitor, string until, CancellationToken end)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", visitor.Http.DefaultRequestHeaders.Authorization!.ToString());
        await socket.ConnectAsync(new UriBuilder(world.App.Address) { Scheme = "ws", Path = "/ws/sales" }.Uri, end);
        return Read();

        async Task<string> Read()
        {
            using var _ = socket;
            var (said, part) = (new StringBuilder(), new byte[4096]);
            while (!said.ToString().Contains(until, StringComparison.Ordinal))
                said.Append(Encoding.UTF8.GetString(part, 0, (await socket.ReceiveAsync(part, end)).Count));
            return said.ToString();
        }
    }
}

using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;

namespace Rainmaker.Benchmarks;

sealed partial class Scenarios(Product product, NpgsqlDataSource owner, string ownerConnection, string bareConnection, Guid tenant, TimeSpan seconds, int rounds, string folder, Report report)
{
    static readonly CultureInfo Plain = CultureInfo.InvariantCulture;
    double _listPerSecond;
    int _made;

    public async Task ImportLeads(int count)
    {
        var file = Path.Combine(folder, "leads.csv");
        await File.WriteAllLinesAsync(file, Samples.Leads(count));
        var began = Stopwatch.GetTimestamp();
        await product.Verb("import", "leads", file, "--tenant", "bench", "--mode", "create");
        var took = Stopwatch.GetElapsedTime(began);
        var (plain, rows) = await PlainLoad.Again(owner, tenant);
        report.Row($"import of {count:N0} leads with all side rows, whole command", $"{took.TotalSeconds:0.0} s, {count / took.TotalSeconds:N0} leads/s", $"the same {rows:N0} rows by temporary COPY, INSERT .. SELECT: {plain.TotalSeconds:0.0} s", plain / took, 0.4);
    }

    public async Task Starting()
    {
        var warm = await product.Serve();
        await Task.Delay(3000);
        report.Row("start to ready, warm", $"{warm.TotalMilliseconds:0} ms");
        report.Row("memory of the server, idle", $"{product.Memory():0} MB");
    }

    public async Task ListOfFifty()
    {
        var port = FreePort();
        using var bare = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Rainmaker.Benchmarks.dll"), "bare", ownerConnection, $"{tenant}", $"{port}"]))!;
        try
        {
            await UntilOpen(port);
            var list = Connection.Get("/api/leads?limit=50", product.Token);
            var raw = Connection.Get("/leads", "none");
            var (ours, theirs) = await Load.InTurns(rounds, () => Load.Http(product.Port, seconds, (_, _) => list), () => Load.Http(port, seconds, (_, _) => raw));
            _listPerSecond = ours.PerSecond;
            report.Row("list of 50 leads over HTTP, signed in, decrypted", Say(ours), $"raw statement in a bare endpoint: {Say(theirs)}", ours.PerSecond / theirs.PerSecond, 0.6);
            report.Row("the same against the fastest comparable product (436/s)", $"{ours.PerSecond:N0}/s", "436/s", ours.PerSecond / 436, 10);
        }
        finally
        {
            bare.Kill();
        }
    }

    public async Task Capture()
    {
        using var client = product.Client();
        using var made = await client.PostAsJsonAsync("/api/leads", Samples.Lead(Interlocked.Increment(ref _made)));
        made.EnsureSuccessStatusCode();
        var lead = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        await Task.Delay(1000);
        var same = await SameRows.Of(owner, tenant, lead);
        await SameRows.CopyParents(ownerConnection, bareConnection);
        await using var source = NpgsqlDataSource.Create(bareConnection + ";Max Auto Prepare=50;Auto Prepare Min Usages=2;Maximum Pool Size=8");
        var (ours, plain) = await Load.InTurns(rounds,
            () => Load.Http(product.Port, seconds, (_, _) => Connection.PostJson("/api/leads", JsonSerializer.Serialize(Samples.Lead(Interlocked.Increment(ref _made))), product.Token)),
            () => Load.Run(seconds, _ => async () =>
            {
                await same.Write(source);
                return true;
            }));
        report.Row("one capture over HTTP", Say(ours), $"a bare transaction writing the same {same.Count} rows in one batch: {Say(plain)}", ours.PerSecond / plain.PerSecond, 0.4);
        report.Row("the same against the fastest comparable product (398/s)", $"{ours.PerSecond:N0}/s", "398/s", ours.PerSecond / 398, 5);
        report.Row("memory of the server, under load", $"{product.Memory():0} MB");
    }

    public async Task Dashboard(int count)
    {
        var file = Path.Combine(folder, "deals.csv");
        await File.WriteAllLinesAsync(file, Samples.Deals(count));
        var began = Stopwatch.GetTimestamp();
        await product.Verb("import", "deals", file, "--tenant", "bench", "--mode", "create");
        report.Row($"import of {count:N0} deals beside the running server", $"{Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
        await owner.CreateCommand("vacuum analyze deal").ExecuteNonQueryAsync();
        await Task.Delay(2000);

        using var writing = new CancellationTokenSource();
        var writer = Writes(writing.Token);
        var (stats, list) = (Connection.Get("/api/sales/dashboard/stats", product.Token), Connection.Get("/api/leads?limit=50", product.Token));
        var (ours, lists) = await Load.InTurns(rounds, () => Load.Http(product.Port, seconds, (_, _) => stats), () => Load.Http(product.Port, seconds, (_, _) => list));
        await writing.CancelAsync();
        var writes = await writer;
        report.Row($"dashboard stats with {count:N0} deals while {writes:N0} deals a second change", Say(ours), $"list of 50 leads in the same rounds: {Say(lists)}", ours.PerSecond / lists.PerSecond, 0.8);
    }

    /// <summary>Counted from every record, and taken again while nothing changes; over whatever the scenarios before it left.</summary>
    public async Task SalesReport()
    {
        using var client = product.Client();
        async Task<(TimeSpan Took, int Bytes)> Ask()
        {
            var began = Stopwatch.GetTimestamp();
            var bytes = await client.GetByteArrayAsync("/api/reports/sales");
            return (Stopwatch.GetElapsedTime(began), bytes.Length);
        }
        await owner.CreateCommand("vacuum analyze lead, deal, activity").ExecuteNonQueryAsync();
        var before = product.Memory();
        var (counted, size) = await Ask();
        var after = product.Memory();
        var kept = new List<double>();
        for (var at = 0; at < 50; at++)
            kept.Add((await Ask()).Took.TotalMilliseconds);
        using var figures = JsonDocument.Parse(await client.GetByteArrayAsync("/api/reports/sales"));
        var (leads, deals) = (figures.RootElement.GetProperty("leads").GetProperty("total_leads").GetInt32(), figures.RootElement.GetProperty("counts").GetProperty("deals").GetInt32());
        report.Row($"sales report of {leads:N0} leads and {deals:N0} deals, counted from all of them", string.Create(Plain, $"{counted.TotalMilliseconds:0} ms, {after - before:0} MB more memory"));
        report.Row($"the same report while nothing changes, {size / 1024:N0} KB of JSON", string.Create(Plain, $"{kept.Order().ElementAt(25):0.0} ms in the median"));
    }

    public async Task PageWeights()
    {
        var password = Path.Combine(folder, "password");
        await File.WriteAllTextAsync(password, "correct horse battery staple 9");
        await product.Verb("setup", "--tenant", "bench", "--email", "owner@bench.example", "--password-file", password, "--currency", "EUR", "--time-zone", "UTC");
        using var browser = new Browser(product.Port);
        await browser.SignIn("owner@bench.example", "correct horse battery staple 9");
        foreach (var (name, path) in ((string, string)[])[("command center", "/dashboards/sales"), ("leads", "/leads"), ("board", "/pipeline"), ("deals", "/deals"), ("sales report", "/reports/sales")])
            report.Row($"page weight, {name} (brotli)", await browser.Weigh(path));
    }

    public async Task KilledAndBack()
    {
        product.Kill();
        var back = await product.Serve();
        report.Row("kill -9 to serving again", $"{back.TotalMilliseconds:0} ms");
    }

    async Task<double> Writes(CancellationToken stop)
    {
        using var client = product.Client();
        var page = await client.GetFromJsonAsync<JsonElement>("/api/opportunities?limit=50&status=open", stop);
        var ids = page.GetProperty("data").EnumerateArray().Select(d => d.GetProperty("id").GetGuid()).ToArray();
        var (began, written) = (Stopwatch.GetTimestamp(), 0);
        while (!stop.IsCancellationRequested)
        {
            using var _ = await client.PutAsJsonAsync($"/api/opportunities/{ids[written % ids.Length]}", new { value_estimate = 1000 + written }, CancellationToken.None);
            written++;
            // A busy team, not a second load test: it must leave the cores to what is measured.
            await Task.Delay(20, CancellationToken.None);
        }
        return written / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    static string Say(Load.Round round) =>
        string.Create(Plain, $"{round.PerSecond:N0}/s, p50 {round.P50:0.00} ms, p99 {round.P99:0.0} ms{(round.Bad > 0 ? $", {round.Bad} refused" : "")}");

    static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    static async Task UntilOpen(int port)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var _ = new Connection(port);
                return;
            }
            catch (SocketException) when (tries < 500)
            {
                await Task.Delay(20);
            }
        }
    }

    /// <summary>Just enough of a browser to sign in and to add up what a page makes it load.</summary>
    sealed partial class Browser : IDisposable
    {
        readonly HttpClient _client;

        public Browser(int port)
        {
            _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            _client.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Encoding", "br");
            _client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", "text/html");
        }

        public async Task SignIn(string email, string password)
        {
            var page = await Text("/sign-in");
            var token = Token().Match(page).Groups["token"].Value;
            using var form = new FormUrlEncodedContent([new("email", email), new("password", password), new("__RequestVerificationToken", token)]);
            using var answer = await _client.PostAsync("/sign-in", form);
            answer.EnsureSuccessStatusCode();
        }

        public async Task<string> Weigh(string path)
        {
            var html = await Text(path);
            var (page, scripts, styles) = (await Size(path), 0L, 0L);
            foreach (Match asset in Asset().Matches(html))
            {
                var url = asset.Groups["url"].Value;
                if (url.Contains(".js", StringComparison.Ordinal))
                    scripts += await Size(url);
                else
                    styles += await Size(url);
            }
            return string.Create(Plain, $"HTML {page / 1024.0:0.0} KiB, script {scripts / 1024.0:0.0} KiB, CSS {styles / 1024.0:0.0} KiB");
        }

        async Task<long> Size(string url) => (await _client.GetByteArrayAsync(url)).LongLength;

        async Task<string> Text(string url)
        {
            using var answer = await _client.GetAsync(url);
            answer.EnsureSuccessStatusCode();
            await using var body = await answer.Content.ReadAsStreamAsync();
            await using var plain = answer.Content.Headers.ContentEncoding.Contains("br") ? new BrotliStream(body, CompressionMode.Decompress) : body;
            using var reader = new StreamReader(plain, Encoding.UTF8);
            return await reader.ReadToEndAsync();
        }

        public void Dispose() => _client.Dispose();

        [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
        private static partial Regex Token();

        [GeneratedRegex("(?:src|href)=\"(?<url>/assets/[^\"]+\\.(?:js|css)[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
        private static partial Regex Asset();
    }
}

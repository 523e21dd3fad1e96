using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Rainmaker.Simulators;
using Rainmaker.Simulators.HubSpot;
using Rainmaker.Simulators.Nutshell;
using Rainmaker.Simulators.Pipedrive;
using Rainmaker.Simulators.Salesforce;

namespace Rainmaker.Browser.Tests;

/// <summary>From a CRM to the opened dashboard by the commands a stranger types, every figure held against what the CRM itself knows.</summary>
public sealed class LedgerTests(Chromium chromium) : IDisposable
{
    static readonly string[] _kinds = ["calls", "emails", "meetings", "tasks", "notes"];
    readonly TempFolder _folder = new();

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Sources => ["hubspot", "salesforce", "pipedrive", "nutshell"];

    [Theory, MemberData(nameof(Sources))]
    public async Task What_the_dashboard_shows_is_what_the_crm_knows_in_every_period(string source)
    {
        await using var simulator = Crm(source);
        await simulator.Start();
        using var known = JsonDocument.Parse(JsonSerializer.Serialize(simulator.Ledger(), Simulator.Wire));
        var ledger = known.RootElement.TryGetProperty("made", out var made) ? made : known.RootElement;
        var asOf = ledger.GetProperty("as_of").GetDateTimeOffset();

        await Run(source, "crm", "fetch", "--source", source, "--base-url", simulator.Address.AbsoluteUri, "--currency", "GBP", "--out", "raw");
        await Run(source, "crm", "analyze", "--raw", "raw", "--out", "metrics.json", "--as-of", asOf.ToString("o", CultureInfo.InvariantCulture));
        await Run(source, "crm", "dashboard", "--metrics", "metrics.json", "--out", "sales.html");

        using var metrics = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(_folder.Path, "metrics.json"), Stop));
        Assert.Equal(Told(ledger), Counted(metrics.RootElement));
        using var fetched = JsonDocument.Parse(await File.ReadAllBytesAsync(Directory.GetFiles(Path.Combine(_folder.Path, "raw"), $"{source}_fetch_*.json").Single(), Stop));
        foreach (var kind in fetched.RootElement.GetProperty("counts").EnumerateObject())
            Assert.Equal((kind.Name, kind.Value.GetInt32()), (kind.Name, metrics.RootElement.GetProperty("counts").GetProperty(kind.Name).GetInt32()));
        await using var window = await chromium.Open(new("http://nowhere.invalid/"), Look.Desk);
        await window.Page.GotoAsync(new Uri(Path.Combine(_folder.Path, "sales.html")).AbsoluteUri);
        await window.Page.Locator("html[data-shown]").WaitForAsync();
        foreach (var (period, from, to) in Periods(DateOnly.FromDateTime(asOf.UtcDateTime)))
        {
            await window.Page.GetByRole(AriaRole.Radio, new() { Name = period, Exact = true }).CheckAsync(new() { Force = true });
            await window.Page.Locator("html[data-shown]").WaitForAsync();
            Assert.Equal(Expected(ledger, from, to).Prepend(("period", period)), (await Shown(window.Page)).Prepend(("period", period)));
        }
        Assert.Equal(People(ledger), await Rows(window.Page, "Activities by person", 6));
        Assert.Equal(Stages(ledger, metrics.RootElement), await Rows(window.Page, "Open deals by stage", 4, skip: 1));
        Assert.Empty(window.Complaints);
    }

    static Simulator Crm(string source) => source switch
    {
        "hubspot" => new HubSpotSimulator(new() { Volume = Volume.Of(400), CallsPer10Seconds = 10_000 }),
        "salesforce" => new SalesforceSimulator(new() { Contacts = 300 }),
        "pipedrive" => new PipedriveSimulator(new() { Contacts = 300, CallsPer2Seconds = 1_000 }),
        _ => new NutshellSimulator(new() { Contacts = 300 }),
    };

    async Task Run(string source, params string[] command)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Rainmaker.dll"), .. command]) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = _folder.Path };
        foreach (var (name, value) in (ReadOnlySpan<(string, string)>)(source switch
        {
            "hubspot" => [("HUBSPOT_API_KEY", new HubSpotOptions().Token)],
            "salesforce" => [("SALESFORCE_CLIENT_ID", SalesforceSimulator.ClientId), ("SALESFORCE_CLIENT_SECRET", SalesforceSimulator.ClientSecret)],
            "pipedrive" => [("PIPEDRIVE_API_KEY", new PipedriveOptions().Token)],
            _ => [("NUTSHELL_API_KEY", new NutshellOptions().Key), ("NUTSHELL_USER", new NutshellOptions().User)],
        }))
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEndAsync(Stop);
        _ = process.StandardOutput.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)}: {await said}");
    }

    /// <summary>The six periods, by the calendar alone.</summary>
    static IEnumerable<(string, DateOnly?, DateOnly)> Periods(DateOnly today)
    {
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        yield return ("This week", monday, today);
        yield return ("Last week", monday.AddDays(-7), monday.AddDays(-1));
        yield return ("Month to date", new(today.Year, today.Month, 1), today);
        yield return ("Year to date", new(today.Year, 1, 1), today);
        yield return ("Last year", new(today.Year - 1, 1, 1), new(today.Year - 1, 12, 31));
        yield return ("All time", null, today);
    }

    static List<(string, string)> Expected(JsonElement ledger, DateOnly? from, DateOnly to)
    {
        var days = ledger.GetProperty("by_day").EnumerateObject().Where(d => DateOnly.ParseExact(d.Name, "yyyy-MM-dd", CultureInfo.InvariantCulture) is var day && !(day < from) && day <= to).ToList();
        decimal Sum(string what) => days.Sum(d => d.Value.TryGetProperty(what, out var value) ? value.GetDecimal() : 0);
        var (won, lost, open) = (Sum("deals_won"), Sum("deals_lost"), ledger.GetProperty("deals").GetProperty("open"));
        return
        [
            ("Pipeline value", Money(open.GetProperty("value").GetDecimal())),
            ("Open deals", Number(open.GetProperty("count").GetDecimal())),
            ("Won revenue", Money(Sum("won_value"))),
            ("Win rate", won + lost == 0 ? "–" : $"{Math.Round(100 * won / (won + lost), 1, MidpointRounding.AwayFromZero).ToString("0.#", CultureInfo.InvariantCulture)}%"),
            ("Activities", Number(Sum("activities"))),
            ("New contacts", Number(Sum("contacts"))),
            ("New companies", Number(Sum("companies"))),
            .. _kinds.Select(k => (k, Number(Sum(k)))),
        ];
    }

    static async Task<List<(string, string)>> Shown(IPage page)
    {
        var figures = await page.EvaluateAsync<string[]>("""
            () => {
              const kpi = (section, label) => { const one = [...document.querySelectorAll(`${section} .kpi`)].find((k) => k.querySelector(".kpi-label").textContent === label).querySelector(".kpi-value"); return one.textContent === "–" ? "–" : one.title || one.textContent; };
              const column = (caption, at) => { const table = [...document.querySelectorAll("table")].find((t) => t.caption?.textContent === caption); return String(table ? [...table.tBodies[0].rows].reduce((sum, row) => sum + Number(row.cells[at].textContent.replaceAll(",", "")), 0) : 0); };
              return [...["Pipeline value", "Open deals", "Won revenue", "Win rate", "Activities", "New contacts"].flatMap((label) => [label, kpi("#s1", label)]), "New companies", kpi("#s7", "New companies"),
                ...["calls", "emails", "meetings", "tasks", "notes"].flatMap((kind, at) => [kind, Number(column("Activities by person", at + 1)).toLocaleString("en")])];
            }
            """);
        return [.. figures.Chunk(2).Select(pair => (pair[0], pair[1]))];
    }

    /// <summary>The rows of a table by their first cell.</summary>
    static async Task<SortedDictionary<string, string>> Rows(IPage page, string caption, int cells, int skip = 0)
    {
        var rows = await page.EvaluateAsync<string[][]>("([caption, cells, skip]) => [...[...document.querySelectorAll('table')].find((t) => t.caption?.textContent === caption).tBodies[0].rows].map((row) => [row.cells[0].textContent, ...[...row.cells].slice(1 + skip, cells).map((c) => c.textContent)])",
            new object[] { caption, cells, skip });
        return new(rows.ToDictionary(r => r[0], r => string.Join(' ', r[1..]), StringComparer.Ordinal), StringComparer.Ordinal);
    }

    static SortedDictionary<string, string> People(JsonElement ledger) => new(ledger.GetProperty("done_by_person").EnumerateObject()
        .ToDictionary(p => p.Name, p => string.Join(' ', _kinds.Select(k => Number(p.Value.TryGetProperty(k, out var n) ? n.GetDecimal() : 0))), StringComparer.Ordinal), StringComparer.Ordinal);

    static SortedDictionary<string, string> Stages(JsonElement ledger, JsonElement metrics)
    {
        var open = metrics.GetProperty("pipeline").GetProperty("stages").EnumerateArray().Where(s => s.GetProperty("kind").GetString() == "open").Select(s => s.GetProperty("label").GetString()!).ToList();
        var stages = ledger.GetProperty("deals").GetProperty("by_stage");
        return new(open.ToDictionary(s => s, s => $"{Number(stages.GetProperty(s).GetProperty("count").GetDecimal())} {Money(stages.GetProperty(s).GetProperty("value").GetDecimal())}", StringComparer.Ordinal), StringComparer.Ordinal);
    }

    /// <summary>What the CRM knows without any time.</summary>
    static SortedDictionary<string, decimal> Told(JsonElement ledger)
    {
        var (deals, counts) = (ledger.GetProperty("deals"), ledger.GetProperty("counts"));
        var activities = counts.TryGetProperty("activities", out var nested) ? nested : counts;
        var told = new SortedDictionary<string, decimal>(StringComparer.Ordinal)
        {
            ["contacts"] = counts.GetProperty("contacts").GetDecimal(), ["companies"] = counts.GetProperty("companies").GetDecimal(), ["deals"] = counts.GetProperty("deals").GetDecimal(),
            ["open_value"] = deals.GetProperty("open").GetProperty("value").GetDecimal(), ["won"] = deals.GetProperty("won").GetProperty("count").GetDecimal(),
            ["won_value"] = deals.GetProperty("won").GetProperty("value").GetDecimal(), ["lost"] = deals.GetProperty("lost").GetProperty("count").GetDecimal(),
        };
        foreach (var kind in _kinds)
            told[kind] = activities.TryGetProperty(kind, out var all) ? all.GetDecimal() : activities.GetProperty(kind[..^1]).GetDecimal();
        return told;
    }

    static SortedDictionary<string, decimal> Counted(JsonElement metrics)
    {
        var (pipeline, counts) = (metrics.GetProperty("pipeline"), metrics.GetProperty("counts"));
        var counted = new SortedDictionary<string, decimal>(StringComparer.Ordinal)
        {
            ["contacts"] = metrics.GetProperty("contacts").GetProperty("total").GetDecimal(), ["companies"] = counts.GetProperty("companies").GetDecimal(), ["deals"] = counts.GetProperty("deals").GetDecimal(),
            ["open_value"] = pipeline.GetProperty("pipeline_value").GetDecimal(), ["won"] = pipeline.GetProperty("won_deals").GetDecimal(),
            ["won_value"] = pipeline.GetProperty("won_revenue").GetDecimal(), ["lost"] = pipeline.GetProperty("lost_deals").GetDecimal(),
        };
        foreach (var kind in _kinds)
            counted[kind] = counts.GetProperty(kind).GetDecimal();
        return counted;
    }

    static string Number(decimal number) => number.ToString("n0", CultureInfo.InvariantCulture);

    static string Money(decimal amount) => "£" + amount.ToString("n0", CultureInfo.InvariantCulture);
}

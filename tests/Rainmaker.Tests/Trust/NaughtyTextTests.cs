using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using AngleSharp.Html.Parser;
using CsvHelper;

namespace Rainmaker.Tests.Trust;

/// <summary>Texts that break careless programs, through the text fields of leads, deals and activities: kept as they are, harmless on pages and in spreadsheets.</summary>
public sealed class NaughtyTextTests(TestServer server)
{
    static readonly string[] Texts =
    [
        "undefined", "null", "NaN", "true", "0", "-0", "1e1000", "../../../etc/passwd", "%s%d%n", "{0}", "{{7*7}}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "@(7*7)", "@Model", "\\u0041", "\\", "\"", "'", "`", "a\nb", "a\tb",
        "Ω≈ç√∫˜µ≤≥÷", "åß∂ƒ©˙∆˚¬…æ", "田中さんにあげて下さい", "表ポあA鷗ŒéＢ逍Üßªąñ丂㐀𠀀", "👩‍👩‍👧‍👦 🏳️‍🌈", "הָיְתָהtestالصفحات", "مُنَاقَشَةُ سُبُلِ", "‪‪test‪", "‫test‫", "⁦test⁧", "\u202Egnp.exe", "Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮", "ﬀ Ⅳ ℡", "İıŞşẞß",
        "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤", "A\u00a0B", "A\u200bB", "\u2028x\u2029y",
        "<script>alert(1)</script>", "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\" onmouseover=\"alert(1)", "' onfocus='alert(1)' autofocus='", "<svg onload=alert(1)>", "<svg/onload=alert`1`//", "javascript:alert(1)",
        "<a href=\"javascript:alert(1)\">x</a>", "<iframe src=//evil.test></iframe>", "<div hx-get=\"/sign-out\" hx-trigger=\"load\">x</div>", "<style>*{display:none}</style>", "--><script>alert(1)</script>", "]]><script>alert(1)</script>", "<plaintext>", "&lt;script&gt;", "&#x3c;b&#x3e;",
        "'; drop table deal; --", "1' or '1'='1", "=1+1", "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1+1)", "  =1+1", "\u00a0=1+1", "\t=1+1", "\"=1+1\"", "%0d=1+1",
    ];

    [Fact]
    public async Task Any_text_is_kept_as_it_was_typed_and_does_nothing()
    {
        await using var world = await TwoTenants.Start(server);
        var (faults, admin) = (new List<string>(), world.Admin.Http);
        var (deals, leads) = (new List<string>(), new List<string>());
        for (var n = 0; n < Texts.Length; n++)
        {
            var text = Texts[n];
            if (await Keep(admin, "/api/opportunities", new { deal_name = text, company = text, product = text, notes = text }, text, ["deal_name", "company", "product", "notes"], faults) is { } deal)
                deals.Add(deal);
            if (await Keep(admin, "/api/leads", new { name = $"Person {n}", email = $"naughty{n}@example.test", notes = text, city = text }, text, ["notes", "city"], faults) is { } lead)
                leads.Add(lead);
            await Keep(admin, "/api/activities", new { entity_type = "lead", entity_id = leads.LastOrDefault(), activity_type = "note", description = text }, text, ["description"], faults);
        }
        Assert.True(deals.Count > Texts.Length * 9 / 10 && leads.Count > Texts.Length * 9 / 10, $"Only {deals.Count} deals and {leads.Count} leads of {Texts.Length} were taken.");
        using var browser = await world.App.SignedIn(world.Admin.User);
        browser.DefaultRequestHeaders.Add("Accept", "text/html,*/*;q=0.8");
        var pages = MappedRoute.All(world.App).Where(r => r is { Method: "GET", StaysOpen: false, Right: not null });
        foreach (var address in pages.Where(r => r.Parameters.Length == 0).Select(r => r.Pattern + "?limit=200")
            .Concat(deals.Select(id => $"/deals/{id}")).Concat(deals.Take(3).Select(id => $"/deals/{id}/edit")).Concat(leads.Select(id => $"/leads/{id}")).Concat(leads.Take(3).Select(id => $"/leads/{id}/edit")))
        {
            using var answer = await browser.GetAsync(address);
            var (type, body) = (answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsStringAsync());
            // A page that is saved brings its own script and style; what was typed travels packed, none of it as markup.
            var isSaved = answer.Content.Headers.ContentDisposition?.DispositionType == "attachment";
            faults.AddRange((type switch { "text/html" when isSaved => Texts.Where(t => t.Contains('<', StringComparison.Ordinal) && body.Contains(t, StringComparison.Ordinal)), "text/html" => Alive(body), "text/csv" => Formulas(body), _ => [] }).Select(f => $"{address}: {f}"));
            if ((int)answer.StatusCode >= 500)
                faults.Add($"{address}: {answer.StatusCode}");
        }
        faults.MustBeNone(world);
    }

    /// <summary>Stores it; the id where it was taken.</summary>
    static async Task<string?> Keep(HttpClient caller, string address, object body, string text, string[] fields, List<string> faults)
    {
        using var answer = await caller.PostAsJsonAsync(address, body);
        var told = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        if ((int)answer.StatusCode is not (200 or 201))
        {
            if ((int)answer.StatusCode != 400)
                faults.Add($"{address} with {text}: {answer.StatusCode} {told}");
            return null;
        }
        faults.AddRange(fields.Where(f => told[f]?.GetValue<string>() != text.Trim()).Select(f => $"{address}: {f} was '{text}' and became '{told[f]}'"));
        return told["id"]!.GetValue<string>();
    }

    /// <summary>Elements and attributes that our own pages never have.</summary>
    static IEnumerable<string> Alive(string html) => new HtmlParser().ParseDocument(html).All
        .Where(e => e.LocalName is "iframe" or "plaintext" or "style"
            || (e.LocalName == "script" && e.GetAttribute("src")?.StartsWith("/assets/", StringComparison.Ordinal) != true && e.GetAttribute("type") != "application/json")
            || e.Attributes.Any(a => a.Name.StartsWith("on", StringComparison.Ordinal) || a.Value.TrimStart().StartsWith("javascript:", StringComparison.OrdinalIgnoreCase) && a.Name is "href" or "src" or "action")
            || e.GetAttribute("hx-get") == "/sign-out" || e.GetAttribute("src") == "x")
        .Select(e => $"<{e.LocalName}> came alive: {e.OuterHtml[..Math.Min(200, e.OuterHtml.Length)]}");

    static IEnumerable<string> Formulas(string file)
    {
        using var csv = new CsvReader(new StringReader(file.TrimStart('\ufeff')), CultureInfo.InvariantCulture);
        while (csv.Read())
        {
            foreach (var cell in Enumerable.Range(0, csv.Parser.Count).Select(csv.GetField).Where(c => c!.TrimStart([' ', '\t', '\r', '\n', '\u00a0', '"']) is ['=' or '+' or '-' or '@', ..] && !decimal.TryParse(c, CultureInfo.InvariantCulture, out _)))
                yield return $"the cell '{cell}' is a formula";
        }
    }
}

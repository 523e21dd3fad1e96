using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Rainmaker.Simulators.Nutshell;

public sealed record NutshellOptions
{
    public int Contacts { get; init; } = 300;
    public int Seed { get; init; } = 7;
    public string User { get; init; } = "integration@sim.example";
    public string Key { get; init; } = "sim-nutshell-key-0123456789";
}

/// <summary>Nutshell: REST with Basic, numbered pages that end in an empty one, JSON Patch, a log of events, and errors as JSON, text or a web page.</summary>
public sealed class NutshellSimulator(NutshellOptions options, TimeProvider? clock = null) : Simulator(clock)
{
    static readonly string[] _lists = ["users", "contacts", "accounts", "leads", "activities", "stages", "stagesets", "activitytypes"];
    readonly List<(string Type, string Id, DateTimeOffset At)> _deleted = [];
    NutshellStore? _store;

    public override string Name => "nutshell";
    public Sample Sample { get; } = new(options.Contacts, options.Seed, (clock ?? TimeProvider.System).GetUtcNow());
    public NutshellStore Store => _store ??= new(Sample);

    public void Change(string type, string id, DateTimeOffset at, string field, JsonNode value)
    {
        lock (State)
        {
            Store.Find(type, id)![field] = value;
            Store.Happened("edit", type, id, at);
        }
    }

    public void Delete(string type, string id, DateTimeOffset at)
    {
        lock (State)
        {
            Store.Find(type, id)!["isDeleted"] = true;
            _deleted.Add((type, id, at));
        }
    }

    public override object Ledger()
    {
        lock (State)
            return new { Simulator = Name, options.Seed, Made = Sample.Ledger(Clock.GetUtcNow()), Rows = _lists.ToDictionary(l => l, l => Live(l).Count()), Traffic = Traffic() };
    }

    protected override void Map(WebApplication app)
    {
        foreach (var list in _lists)
        {
            app.MapGet($"/rest/{list}", (HttpContext http) => List(http, list));
            app.MapGet($"/rest/{list}/{{id}}", (HttpContext http, string id) => One(http, list, id));
            app.MapPost($"/rest/{list}", (HttpContext http) => Create(http, list));
            app.MapDelete($"/rest/{list}/{{id}}", (HttpContext http, string id) => Delete(http, list, id));
            app.MapPatch($"/rest/{list}/{{id}}", (HttpContext http, string id) => Patch(http, list, id));
        }
        app.MapGet("/rest/notes", (HttpContext http) => Log(http, "notes", Store.All("notes")));
        app.MapGet("/rest/events", (HttpContext http) => Log(http, "events", Store.All("events")));
        app.MapGet("/rest/events/deleted", (HttpContext http) => Log(http, "events", Deleted()));
        app.MapFallback(http => Page(http, 404, "text/html", "<!DOCTYPE html><html><head><title>An Error Occurred: Not Found</title></head><body><h1>Oops! An Error Occurred</h1></body></html>"));
    }

    protected override async Task<bool> Admit(HttpContext http)
    {
        http.Response.Headers["x-nutshell-request-id"] = Guid.NewGuid().ToString("N");
        if (http.Request.Headers.Authorization == "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.User}:{options.Key}")))
            return true;
        await Page(http, 401, "text/html", "<!DOCTYPE html><html><head><title>Unauthorized</title></head><body><h1>401</h1></body></html>");
        return false;
    }

    protected override async Task<bool> Strike(Fault fault, HttpContext http)
    {
        var refused = fault.Kind switch
        {
            "unauthorised" => Page(http, 401, "text/html", "<!DOCTYPE html><h1>401</h1>"),
            "missing_scope" => Page(http, 403, "text/html", "<!DOCTYPE html><h1>403</h1>"),
            "throttle" => Page(http, 429, "text/plain", "Too Many Requests"),
            "error" => Page(http, fault.Status, "application/json", "{\"code\":500,\"message\":\"Internal Server Error\"}"),
            "error_text" => Page(http, 500, "text/plain", "\"Internal Error\""),
            _ => null,
        };
        if (refused is not null)
            await refused;
        return refused is not null;
    }

    /// <summary>Nutshell counts pages itself: going round in circles is answering the first again.</summary>
    protected override string Repeat(string body, HttpContext http) => PageOf(http, http.Request.Path.Value!.Split('/')[^1], 0).ToJsonString();

    Task List(HttpContext http, string list)
    {
        var number = int.TryParse(http.Request.Query["page[page]"], CultureInfo.InvariantCulture, out var n) ? n : 0;
        return number < 0
            ? Page(http, 400, "application/json", new JsonObject { ["meta"] = new JsonObject(), ["links"] = new JsonObject(), [list] = new JsonArray(), ["errors"] = new JsonArray(new JsonObject { ["id"] = null, ["type"] = "errors", ["code"] = null, ["detail"] = $"Invalid page number: {number}", ["status"] = "400", ["title"] = "Invalid filter", ["field"] = null }) }.ToJsonString())
            : Page(http, 200, "application/json", PageOf(http, list, number).ToJsonString());
    }

    JsonObject PageOf(HttpContext http, string list, int number)
    {
        var query = http.Request.Query;
        var limit = Math.Min(10_000, int.TryParse(query["page[limit]"], CultureInfo.InvariantCulture, out var l) ? l : 50);
        lock (State)
        {
            var made = query["filter[createdTime]"].ToString().Split(" TO ");
            var found = Live(list).Where(r =>
                (query["email"].ToString() is not { Length: > 0 } email || Values(r, "emails").Contains(email, StringComparer.OrdinalIgnoreCase))
                && (query["q"].ToString() is not { Length: > 0 } q || r["name"]!.ToString().Contains(q, StringComparison.OrdinalIgnoreCase))
                && (made is not [var from, var to] || (Time(r) >= long.Parse(from, CultureInfo.InvariantCulture) && Time(r) <= long.Parse(to, CultureInfo.InvariantCulture)))
                && (query["filter[dateMin]"].ToString() is not { Length: > 0 } least || r["startTime"]!.GetValue<long>() >= long.Parse(least, CultureInfo.InvariantCulture))
                && (query["filter[dateMax]"].ToString() is not { Length: > 0 } most || r["startTime"]!.GetValue<long>() <= long.Parse(most, CultureInfo.InvariantCulture))).ToList();
            return Envelope(list, found.Skip(number * limit).Take(limit), new() { ["count"] = found.Count, ["total"] = found.Count });
        }
    }

    Task One(HttpContext http, string list, string id)
    {
        string? body;
        lock (State)
            body = Live(list).FirstOrDefault(r => (string?)r["id"] == id) is { } record ? Envelope(list, [record], []).ToJsonString() : null;
        return body is null ? Page(http, 404, "text/html", "<!DOCTYPE html><html><body><h1>Oops! An Error Occurred</h1></body></html>") : Page(http, 200, "application/json", body);
    }

    async Task Create(HttpContext http, string list)
    {
        var sent = (await http.Request.ReadFromJsonAsync<JsonObject>())?[list]?.AsArray();
        if (sent is not { Count: 1 })
        {
            await Page(http, 400, "application/json", new JsonObject { [list] = new JsonArray(), ["errors"] = new JsonArray(new JsonObject { ["type"] = "errors", ["status"] = "400", ["title"] = $"You may only create one {list} resource per request." }) }.ToJsonString());
            return;
        }
        string body;
        lock (State)
        {
            var record = Store.Add(list, sent[0]!.DeepClone().AsObject());
            record["createdTime"] = Clock.GetUtcNow().ToUnixTimeSeconds();
            if (list == "leads")
                Begin(record);
            Store.Happened("create", list, (string)record["id"]!, Clock.GetUtcNow());
            Wrote($"{list}.create", (string)record["id"]!, record.ToJsonString());
            body = Envelope(list, [record], []).ToJsonString();
        }
        await Page(http, 201, "application/json", body);
    }

    /// <summary>A lead that was deleted is answered once more.</summary>
    async Task Delete(HttpContext http, string list, string id)
    {
        string? body = null;
        lock (State)
        {
            if (Live(list).FirstOrDefault(r => (string?)r["id"] == id) is { } record)
            {
                Delete(list, id, Clock.GetUtcNow());
                Wrote($"{list}.delete", id, null);
                body = Envelope(list, [record], []).ToJsonString();
            }
        }
        await (body is null ? Page(http, 404, "text/html", "<!DOCTYPE html><html><body><h1>Oops! An Error Occurred</h1></body></html>") : Page(http, 200, "application/json", body));
    }

    /// <summary>A lead begins where its pipeline does; its name is what it was described as.</summary>
    static void Begin(JsonObject lead)
    {
        (lead["name"], lead["status"]) = (lead["description"]?.DeepClone(), 0);
        if (lead["manualValue"] is { } value)
            lead["value"] = new JsonObject { ["amount"] = value.DeepClone(), ["currency"] = "GBP" };
        var links = lead["links"] as JsonObject ?? [];
        (links["stage"], links["stageset"]) = (NutshellStore.Id("stages", 0), NutshellStore.Id("stagesets", 0));
        if (links.Parent is null)
            lead["links"] = links;
    }

    async Task Patch(HttpContext http, string list, string id)
    {
        if (http.Request.ContentType != "application/json-patch+json")
        {
            await Page(http, 415, "text/plain", "\"application/json-patch+json is required, see http://jsonapi.org\"");
            return;
        }
        using var reader = new StreamReader(http.Request.Body);
        var patch = JsonNode.Parse(await reader.ReadToEndAsync())!.AsArray();
        lock (State)
        {
            var record = Store.Find(list, id)!;
            foreach (var op in patch)
            {
                var path = op!["path"]!.ToString().Trim('/').Split('/')[2..];
                JsonNode at = record;
                foreach (var step in path[..^1])
                    at = at[step] ??= step == "accounts" || step == "contacts" ? new JsonArray() : new JsonObject();
                if (path[^1] == "-")
                    at.AsArray().Add(op["value"]?.DeepClone());
                else
                    at[path[^1]] = op["value"]?.DeepClone();
            }
            Store.Happened("edit", list, id, Clock.GetUtcNow());
            Wrote($"{list}.update", id, patch.ToJsonString());
        }
        http.Response.StatusCode = 204;
    }

    /// <summary>Newer and newer, by the address of the next page; the last is empty.</summary>
    async Task Log(HttpContext http, string name, IReadOnlyList<JsonObject> all)
    {
        var since = long.TryParse(http.Request.Query["since_time"], CultureInfo.InvariantCulture, out var s) ? s : 0;
        var skip = int.TryParse(http.Request.Query["skip"], CultureInfo.InvariantCulture, out var k) ? k : 0;
        string body;
        lock (State)
        {
            var page = all.Where(e => Time(e) >= since).Skip(skip).Take(200).ToList();
            // On the vendor's own host, as it would be.
            body = Envelope(name, page, new() { ["next"] = page.Count == 0 ? null : $"https://app.nutshell.com{http.Request.Path}?since_time={since}&skip={skip + page.Count}" }).ToJsonString();
        }
        await Page(http, 200, "application/json", body);
    }

    List<JsonObject> Deleted()
    {
        lock (State)
            return _deleted.ConvertAll(d => new JsonObject { ["id"] = $"del-{d.Id}", ["type"] = "events", ["createdTime"] = d.At.ToUnixTimeSeconds(), ["payloadType"] = d.Type, ["action"] = "delete", ["links"] = new JsonObject { ["payloads"] = new JsonArray(d.Id) } });
    }

    IEnumerable<JsonObject> Live(string list) => Store.All(list).Where(r => r["isDeleted"] is null);

    static JsonObject Envelope(string list, IEnumerable<JsonObject> records, JsonObject meta) => new() { ["meta"] = meta, ["links"] = new JsonObject(), [list] = new JsonArray([.. records.Select(r => r.DeepClone())]) };

    static long Time(JsonObject record) => record["createdTime"]?.GetValue<long>() ?? 0;

    static IEnumerable<string> Values(JsonObject record, string list) => record[list]?.AsArray().Select(e => e is JsonObject o ? o["value"]!.ToString() : e!.ToString()) ?? [];
}

using System.Globalization;
using System.Text.Json;

namespace Rainmaker.Simulators.HubSpot;

public sealed partial class HubSpotSimulator
{
    static readonly string[] _few = ["createdate", "hs_lastmodifieddate", "lastmodifieddate", "email", "firstname", "lastname", "name", "domain", "dealname", "amount", "dealstage", "pipeline"];

    bool Offers(string type) => Store.Knows(type) && (type != "appointments" || options.HasAppointments);

    async Task List(HttpContext http, string type)
    {
        if (!Offers(type))
        {
            await Refuse(http, 400, null, $"Unable to infer object type from: {type}");
            return;
        }
        var query = http.Request.Query;
        var history = Split(query["propertiesWithHistory"]);
        var limit = Number(query["limit"], 10);
        if (limit > (history.Count > 0 ? 50 : 100))
        {
            await Refuse(http, 400, "VALIDATION_ERROR", $"Invalid limit {limit}");
            return;
        }
        List<SimRecord> found;
        lock (State)
            found = [.. Store.After(type, long.TryParse(query["after"], CultureInfo.InvariantCulture, out var after) ? after : 0).Where(r => (r.ArchivedAt is not null) == (query["archived"] == "true")).Take(limit + 1)];
        await WriteResults(http, 200, found.Take(limit), Split(query["properties"]), history, found.Count > limit ? found[limit - 1]["hs_object_id"] : null, null);
    }

    async Task Search(HttpContext http, string type)
    {
        using var reader = new StreamReader(http.Request.Body);
        var text = await reader.ReadToEndAsync();
        var search = JsonSerializer.Deserialize<HubSpotQuery>(text, JsonSerializerOptions.Web)!;
        var filters = search.FilterGroups?.Sum(g => g.Filters?.Length ?? 0) ?? 0;
        var from = int.TryParse(search.After, CultureInfo.InvariantCulture, out var after) ? after : 0;
        var limit = search.Limit ?? 10;
        if (!Offers(type) || text.Length > 3_000 || limit > 200 || from + limit > 10_000 || filters > 18)
        {
            await Refuse(http, 400, "VALIDATION_ERROR", !Offers(type) ? $"Unable to infer object type from: {type}" : text.Length > 3_000 ? "Request body too long" : from + limit > 10_000 ? "The total number of results must not exceed 10000" : "Invalid limit or filters");
            return;
        }
        List<SimRecord> page = [];
        var total = 0;
        lock (State)
        {
            var now = Clock.GetUtcNow();
            foreach (var record in Store.All(type))
            {
                if (record.ArchivedAt is not null || record.Indexed > now || search.FilterGroups is { Length: > 0 } groups && !Array.Exists(groups, g => Array.TrueForAll(g.Filters ?? [], f => f.Takes(record))))
                    continue;
                if (total++ >= from && page.Count < limit)
                    page.Add(record);
            }
        }
        await WriteResults(http, 200, page, search.Properties ?? [], [], from + page.Count < total && from + page.Count < 10_000 ? (from + page.Count).ToString(CultureInfo.InvariantCulture) : null, total);
    }

    async Task Owners(HttpContext http)
    {
        var left = http.Request.Query["archived"] == "true";
        await Json(http, 200, new
        {
            results = HubSpotMade.Owners.Where(o => o.Left == left).Select(o => new
            {
                id = o.Id,
                email = $"{o.First}.{o.Last}@team.example".ToLowerInvariant(),
                firstName = o.First,
                lastName = o.Last,
                userId = left ? (int?)null : int.Parse(o.Id, CultureInfo.InvariantCulture) + 5_000_000,
                type = "PERSON",
                teams = new[] { new { id = "1", name = "Sales", primary = true } },
                createdAt = "2023-01-02T08:00:00.000Z",
                updatedAt = "2024-01-02T08:00:00.000Z",
                archived = left,
            }),
        });
    }

    async Task Pipelines(HttpContext http) => await Json(http, 200, new
    {
        results = new[]
        {
            new
            {
                id = "default",
                label = "All New Business",
                displayOrder = 0,
                createdAt = "1970-01-01T00:00:00Z",
                updatedAt = "2024-01-02T08:00:00Z",
                archived = false,
                stages = HubSpotMade.Stages.Select((s, at) => new { id = s.Id, label = s.Label, displayOrder = at, archived = false, writePermissions = "CRM_PERMISSIONS_ENFORCEMENT", metadata = new { isClosed = s.Closed ? "true" : "false", probability = s.Chance } }),
            },
        },
    });

    async Task Associations(HttpContext http, string from, string to)
    {
        var asked = (await http.Request.ReadFromJsonAsync<JsonElement>()).GetProperty("inputs").EnumerateArray().Select(i => (Id: i.GetProperty("id").GetString()!, After: i.TryGetProperty("after", out var a) ? a.GetString() : null)).ToList();
        if (asked.Count > 1_000)
        {
            await Refuse(http, 400, "VALIDATION_ERROR", "Too many inputs");
            return;
        }
        var dated = !http.Request.Path.StartsWithSegments("/crm/v4", StringComparison.Ordinal);
        var results = new List<object>();
        var none = new List<string>();
        lock (State)
        {
            foreach (var (id, after) in asked)
            {
                var all = long.TryParse(id, CultureInfo.InvariantCulture, out var number) ? Store.Joined(from, to, number) : [];
                var skip = int.TryParse(after, CultureInfo.InvariantCulture, out var s) ? s : 0;
                var some = all.Skip(skip).Take(options.AssociationPage).ToList();
                if (some.Count == 0)
                {
                    none.Add(id);
                    continue;
                }
                // v4 writes the partner's id as a number, the dated versions as text.
                var partners = some.Select(p => new { toObjectId = dated ? (object)p.Id.ToString(CultureInfo.InvariantCulture) : p.Id, associationTypes = new[] { new { category = "HUBSPOT_DEFINED", typeId = p.Type, label = p.Label } } });
                var next = skip + some.Count;
                results.Add(next < all.Count
                    ? new { from = new { id }, to = partners, paging = new { next = new { after = next.ToString(CultureInfo.InvariantCulture) } } }
                    : new { from = new { id }, to = partners });
            }
        }
        var body = new Dictionary<string, object> { ["status"] = "COMPLETE", ["results"] = results, ["startedAt"] = Clock.GetUtcNow(), ["completedAt"] = Clock.GetUtcNow() };
        if (none.Count > 0)
        {
            body["numErrors"] = none.Count;
            body["errors"] = none.Select(id => new { status = "error", category = "OBJECT_NOT_FOUND", subCategory = "crm.associations.NO_ASSOCIATIONS_FOUND", message = $"No {to} is associated with {from} {id}.", context = new { fromObjectId = new[] { id } } });
        }
        await Json(http, none.Count > 0 ? 207 : 200, body);
    }

    async Task WriteResults(HttpContext http, int status, IEnumerable<SimRecord> records, IReadOnlyList<string> properties, IReadOnlyList<string> history, string? after, int? total)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json;charset=utf-8";
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartObject();
            if (total is { } count)
                json.WriteNumber("total"u8, count);
            json.WriteStartArray("results"u8);
            lock (State)
            {
                foreach (var record in records)
                    record.Write(json, properties.Count > 0 ? properties : [.. _few.Where(record.Has)], history);
            }
            json.WriteEndArray();
            if (after is not null)
            {
                json.WriteStartObject("paging"u8);
                json.WriteStartObject("next"u8);
                json.WriteString("after"u8, after);
                json.WriteEndObject();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        await http.Response.Body.WriteAsync(memory.GetBuffer().AsMemory(0, (int)memory.Length));
    }

    static IReadOnlyList<string> Split(string? names) => names?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    static int Number(string? text, int otherwise) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    sealed record HubSpotGroup(HubSpotFilter[]? Filters);

    sealed record HubSpotQuery(HubSpotGroup[]? FilterGroups, string[]? Properties, int? Limit, string? After);
}

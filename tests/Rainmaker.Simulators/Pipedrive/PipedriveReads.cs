using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rainmaker.Simulators.Pipedrive;

public sealed partial class PipedriveSimulator
{
    async Task List(HttpContext http, string list, bool archived)
    {
        var query = http.Request.Query;
        var limit = int.TryParse(query["limit"], CultureInfo.InvariantCulture, out var l) ? l : 100;
        var since = query["updated_since"].ToString();
        if (limit > 500 || since.Contains('.', StringComparison.Ordinal))
        {
            await Refuse(http, 400, limit > 500 ? "limit: must be <= 500" : "updated_since: invalid format");
            return;
        }
        var from = query["cursor"].ToString() is { Length: > 0 } cursor ? int.Parse(System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(cursor)), CultureInfo.InvariantCulture) : 0;
        JsonNode body;
        lock (State)
        {
            var status = query["status"].ToString() is { Length: > 0 } s ? s.Split(',') : null;
            var field = query["sort_by"].ToString() is { Length: > 0 } by ? by : "id";
            var found = Store.All(list).Where(r =>
                (list != "deals" || r["is_archived"]?.GetValue<bool>() == archived || (r["is_deleted"]!.GetValue<bool>() && !archived))
                && (status?.Contains("deleted") == true ? r["is_deleted"]!.GetValue<bool>() : r["is_deleted"]?.GetValue<bool>() != true && status?.Contains(Text(r, "status")) != false)
                && (since.Length == 0 || string.CompareOrdinal(Text(r, "update_time"), since) >= 0)
                && (query["owner_id"].ToString() is not { Length: > 0 } owner || Text(r, "owner_id") == owner));
            var ordered = field == "id" ? found.OrderBy(r => r["id"]!.GetValue<int>()) : found.OrderBy(r => Text(r, field), StringComparer.Ordinal);
            var page = (query["sort_direction"] == "desc" ? ordered.Reverse() : ordered).Skip(from).Take(limit + 1).ToList();
            body = Answer(page.Take(limit), page.Count > limit ? Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes((from + limit).ToString(CultureInfo.InvariantCulture))) : null);
        }
        await Json(http, 200, body);
    }

    async Task One(HttpContext http, string list, int id)
    {
        JsonNode? record;
        lock (State)
            record = Store.Find(list, id)?.DeepClone();
        if (record is null)
            await Refuse(http, 404, $"{list} not found");
        else
            await Json(http, 200, new JsonObject { ["success"] = true, ["data"] = record });
    }

    async Task Search(HttpContext http, string list)
    {
        var term = http.Request.Query["term"].ToString();
        JsonArray items;
        lock (State)
        {
            items = [.. Store.All(list).Where(r => r["is_deleted"]?.GetValue<bool>() != true && Names(r, http.Request.Query["fields"].ToString()).Any(n => string.Equals(n, term, StringComparison.OrdinalIgnoreCase)))
                .Select(r => (JsonNode)new JsonObject { ["result_score"] = 1.1, ["item"] = new JsonObject { ["id"] = r["id"]!.DeepClone(), ["type"] = list.TrimEnd('s'), ["name"] = Text(r, "name"), ["emails"] = new JsonArray([.. Emails(r)]) } })];
        }
        await Json(http, 200, new JsonObject { ["success"] = true, ["data"] = new JsonObject { ["items"] = items }, ["additional_data"] = new JsonObject { ["next_cursor"] = null } });
    }

    async Task Old(HttpContext http, string list)
    {
        if (list is not ("users" or "notes" or "leads" or "activityTypes"))
        {
            await Refuse(http, 403, "Scope and URL mismatch");
            return;
        }
        var start = int.TryParse(http.Request.Query["start"], CultureInfo.InvariantCulture, out var s) ? s : 0;
        var limit = int.TryParse(http.Request.Query["limit"], CultureInfo.InvariantCulture, out var l) ? l : 100;
        JsonObject body;
        lock (State)
        {
            var all = Store.All(list);
            // Users and kinds of activity are never paged.
            var whole = list is "users" or "activityTypes";
            var page = whole ? all : [.. all.Skip(start).Take(limit)];
            body = new() { ["success"] = true, ["data"] = page.Count == 0 ? null : new JsonArray([.. page.Select(r => r.DeepClone())]) };
            if (!whole)
                body["additional_data"] = new JsonObject { ["pagination"] = new JsonObject { ["start"] = start, ["limit"] = limit, ["more_items_in_collection"] = start + page.Count < all.Count, ["next_start"] = start + page.Count < all.Count ? start + page.Count : null } };
        }
        await Json(http, 200, body);
    }

    async Task Create(HttpContext http, string list)
    {
        var values = (await http.Request.ReadFromJsonAsync<JsonObject>())!;
        if (((string[])["value", "owner_id", "stage_id", "pipeline_id"]).FirstOrDefault(field => values[field] is { } value && value.GetValueKind() != JsonValueKind.Number) is { } wrong)
        {
            await Refuse(http, 400, $"Parameter '{wrong}' must be a number");
            return;
        }
        JsonNode record;
        lock (State)
        {
            (values["add_time"], values["update_time"]) = (PipedriveStore.Stamp(Clock.GetUtcNow()), PipedriveStore.Stamp(Clock.GetUtcNow()));
            values["is_deleted"] = false;
            values["owner_id"] ??= PipedriveStore.FirstUser;
            Split(values);
            if (list == "deals")
                Begin(values);
            var id = Store.Add(list, values);
            Wrote($"{list}.create", id.ToString(CultureInfo.InvariantCulture), values.ToJsonString());
            record = values.DeepClone();
        }
        await Json(http, 201, new JsonObject { ["success"] = true, ["data"] = record });
    }

    async Task Update(HttpContext http, string list, int id)
    {
        var values = (await http.Request.ReadFromJsonAsync<JsonObject>())!;
        JsonNode? record = null;
        lock (State)
        {
            if (Store.Find(list, id) is { } there)
            {
                foreach (var (field, value) in values)
                    there[field] = value?.DeepClone();
                there["update_time"] = PipedriveStore.Stamp(Clock.GetUtcNow());
                Wrote($"{list}.update", id.ToString(CultureInfo.InvariantCulture), values.ToJsonString());
                record = there.DeepClone();
            }
        }
        if (record is null)
            await Refuse(http, 404, $"{list} not found");
        else
            await Json(http, 200, new JsonObject { ["success"] = true, ["data"] = record });
    }

    async Task Delete(HttpContext http, string list, int id)
    {
        var known = false;
        lock (State)
        {
            if (Store.Find(list, id) is { } there && there["is_deleted"]?.GetValue<bool>() != true)
            {
                known = true;
                (there["is_deleted"], there["update_time"]) = (true, PipedriveStore.Stamp(Clock.GetUtcNow()));
                Wrote($"{list}.delete", id.ToString(CultureInfo.InvariantCulture), null);
            }
        }
        if (known)
            await Json(http, 200, new JsonObject { ["success"] = true, ["data"] = new JsonObject { ["id"] = id } });
        else
            await Refuse(http, 404, $"{list} not found");
    }

    void Begin(JsonObject deal)
    {
        deal["status"] ??= "open";
        deal["pipeline_id"] ??= PipedriveStore.Pipeline;
        deal["stage_id"] ??= Store.All("stages")[0]["id"]!.GetValue<int>();
        (deal["is_archived"], deal["stage_change_time"]) = (false, deal["add_time"]!.DeepClone());
    }

    static void Split(JsonObject person)
    {
        if (person["name"]?.GetValue<string>().Split(' ', 2) is [var first, var last] && person["first_name"] is null)
            (person["first_name"], person["last_name"]) = (first, last);
    }

    static JsonObject Answer(IEnumerable<JsonObject> records, string? cursor) =>
        new() { ["success"] = true, ["data"] = new JsonArray([.. records.Select(r => r.DeepClone())]), ["additional_data"] = new JsonObject { ["next_cursor"] = cursor } };

    static IEnumerable<string?> Names(JsonObject record, string fields) => fields == "email" ? Emails(record).Select(e => e.GetValue<string>()) : [Text(record, "name")];

    static IEnumerable<JsonNode> Emails(JsonObject record) => record["emails"]?.AsArray().Select(e => e!["value"]!.DeepClone()) ?? [];

    static string Text(JsonObject record, string field) => record[field]?.ToString() ?? "";
}

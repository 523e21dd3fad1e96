using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rainmaker.Simulators.HubSpot;

public sealed partial class HubSpotSimulator
{
    async Task Read(HttpContext http, string type, string id)
    {
        SimRecord? record;
        lock (State)
            record = Store.Find(type, id, http.Request.Query["idProperty"]);
        if (record is null || record.ArchivedAt is not null)
        {
            await Refuse(http, 404, "OBJECT_NOT_FOUND", "Object not found.  objectId are usually numeric.");
            return;
        }
        await WriteOne(http, 200, record, Split(http.Request.Query["properties"]));
    }

    async Task Create(HttpContext http, string type)
    {
        var values = Values(await http.Request.ReadFromJsonAsync<JsonElement>());
        SimRecord? record = null;
        string? existing = null;
        lock (State)
        {
            if (type == "contacts" && values.TryGetValue("email", out var email) && email is not null && Store.Find(type, email, "email") is { } there)
                existing = there["hs_object_id"];
            else
                record = Put(type, null, values);
        }
        if (record is null)
            await Refuse(http, 409, "CONFLICT", $"Contact already exists. Existing ID: {existing}");
        else
            await WriteOne(http, 201, record, [.. values.Keys]);
    }

    async Task Update(HttpContext http, string type, string id)
    {
        var values = Values(await http.Request.ReadFromJsonAsync<JsonElement>());
        SimRecord? record;
        lock (State)
        {
            record = Store.Find(type, id, http.Request.Query["idProperty"]);
            if (record is not null)
                Put(type, record, values);
        }
        if (record is null)
            await Refuse(http, 404, "OBJECT_NOT_FOUND", "Object not found");
        else
            await WriteOne(http, 200, record, [.. values.Keys]);
    }

    Task Archive(HttpContext http, string type, string id)
    {
        lock (State)
        {
            if (Store.Find(type, id, null) is { } record)
            {
                record.ArchivedAt = Clock.GetUtcNow();
                Wrote($"{type}.archive", id, null);
            }
        }
        http.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    async Task Merge(HttpContext http, string type)
    {
        var asked = await http.Request.ReadFromJsonAsync<JsonElement>();
        SimRecord kept;
        lock (State)
        {
            kept = Store.Find(type, asked.GetProperty("primaryObjectId").GetString()!, null)!;
            Store.Merge(type, kept, Store.Find(type, asked.GetProperty("objectIdToMerge").GetString()!, null)!, Clock.GetUtcNow(), options.IndexLag);
        }
        await WriteOne(http, 200, kept, ["hs_merged_object_ids"]);
    }

    async Task Batch(HttpContext http, string type, string act)
    {
        var asked = await http.Request.ReadFromJsonAsync<JsonElement>();
        var inputs = asked.GetProperty("inputs").EnumerateArray().ToList();
        var history = asked.TryGetProperty("propertiesWithHistory", out var h) ? h.EnumerateArray().Select(p => p.GetString()!).ToList() : [];
        var ids = inputs.Select(i => i.TryGetProperty("id", out var id) ? id.GetString() : null).OfType<string>().ToList();
        if (inputs.Count > (history.Count > 0 ? 50 : 100))
            await Refuse(http, 400, "VALIDATION_ERROR", "Too many inputs");
        else if (ids.GroupBy(i => i).FirstOrDefault(g => g.Count() > 1) is { } twice)
            await Refuse(http, 400, "VALIDATION_ERROR", $"Duplicate IDs found in batch input: [{twice.Key}]. IDs must be unique");
        else if (act == "read")
        {
            var properties = asked.TryGetProperty("properties", out var p) ? p.EnumerateArray().Select(n => n.GetString()!).ToList() : [];
            List<SimRecord> found;
            lock (State)
                found = [.. ids.Select(id => Store.Find(type, id, asked.TryGetProperty("idProperty", out var by) ? by.GetString() : null)).OfType<SimRecord>().Where(r => (r.ArchivedAt is not null) == (http.Request.Query["archived"] == "true"))];
            await WriteResults(http, found.Count < ids.Count ? 207 : 200, found, properties, history, null, null);
        }
        else
            await WriteBatch(http, type, act, inputs);
    }

    async Task WriteBatch(HttpContext http, string type, string act, List<JsonElement> inputs)
    {
        var results = new List<object>();
        var errors = new List<object>();
        lock (State)
        {
            foreach (var input in inputs)
            {
                var id = input.TryGetProperty("id", out var i) ? i.GetString() : null;
                var by = input.TryGetProperty("idProperty", out var b) ? b.GetString() : null;
                var trace = input.TryGetProperty("objectWriteTraceId", out var t) ? t.GetString() : null;
                var there = id is null ? null : Store.Find(type, id, by);
                if (act is "update" or "archive" && there is null)
                {
                    errors.Add(new { status = "error", category = "OBJECT_NOT_FOUND", message = "Could not get some objects, they may be deleted or not exist. Check that ids are valid.", context = new { ids = new[] { id } } });
                    continue;
                }
                if (act == "archive")
                {
                    there!.ArchivedAt = Clock.GetUtcNow();
                    continue;
                }
                var values = Values(input);
                if (act == "upsert" && by is not null)
                    values.TryAdd(by, id);
                var record = Put(type, there, values);
                results.Add(new { id = record["hs_object_id"], properties = values, createdAt = SimRecord.Stamp(record.Created), updatedAt = SimRecord.Stamp(record.Updated), archived = false, @new = there is null, objectWriteTraceId = trace });
            }
        }
        await Json(http, errors.Count > 0 ? 207 : act == "create" ? 201 : 200, errors.Count > 0
            ? new { status = "COMPLETE", results, errors, numErrors = errors.Count }
            : new { status = "COMPLETE", results });
    }

    SimRecord Put(string type, SimRecord? there, Dictionary<string, string?> values)
    {
        var now = Clock.GetUtcNow();
        var record = there ?? Store.Create(type, now);
        if (type == "deals")
            Settle(there is null, values, now);
        Store.Change(type, record, values, now, options.IndexLag);
        Wrote(there is null ? $"{type}.create" : $"{type}.update", record["hs_object_id"]!, values);
        return record;
    }

    /// <summary>What HubSpot itself keeps beside a deal's stage.</summary>
    static void Settle(bool isNew, Dictionary<string, string?> values, DateTimeOffset now)
    {
        if (isNew)
        {
            values.TryAdd("pipeline", "default");
            values.TryAdd("dealstage", HubSpotMade.Stages[0].Id);
        }
        if (values.GetValueOrDefault("dealstage") is not { } stage || Array.Find(HubSpotMade.Stages, s => s.Id == stage) is not { Id: not null } known)
            return;
        (values["hs_is_closed"], values["hs_is_closed_won"], values["hs_deal_stage_probability"]) = (known.Closed ? "true" : "false", known is { Closed: true, Chance: "1.0" } ? "true" : "false", known.Chance);
        if (known.Closed)
            values.TryAdd("closedate", SimRecord.Stamp(now));
    }

    async Task WriteOne(HttpContext http, int status, SimRecord record, IReadOnlyList<string> properties)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            lock (State)
                record.Write(json, properties, []);
        }
        await http.Response.Body.WriteAsync(memory.ToArray());
    }

    static Dictionary<string, string?> Values(JsonElement body) =>
        body.TryGetProperty("properties", out var properties) ? properties.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.ValueKind == JsonValueKind.Null ? null : p.Value.ToString()) : [];
}

using System.Text.Json;

namespace Rainmaker.Simulators.Salesforce;

public sealed partial class SalesforceSimulator
{
    async Task Create(HttpContext http, string name)
    {
        var values = Values(await http.Request.ReadFromJsonAsync<JsonElement>());
        if (name is "Lead" or "Contact" && (!values.ContainsKey("LastName") || (name == "Lead" && !values.ContainsKey("Company"))))
        {
            await Refuse(http, 400, "REQUIRED_FIELD_MISSING", $"Required fields are missing: [{(values.ContainsKey("LastName") ? "Company" : "LastName")}]");
            return;
        }
        if (name == "Opportunity" && Array.Find(["Name", "StageName", "CloseDate"], field => values.GetValueOrDefault(field) is null) is { } missing)
        {
            await Refuse(http, 400, "REQUIRED_FIELD_MISSING", $"Required fields are missing: [{missing}]");
            return;
        }
        string id;
        lock (State)
            id = Put(name, null, values);
        await Json(http, 201, new { id, success = true, errors = Array.Empty<object>() });
    }

    async Task Update(HttpContext http, string name, string id)
    {
        var values = Values(await http.Request.ReadFromJsonAsync<JsonElement>());
        Dictionary<string, object?>? record;
        lock (State)
        {
            record = Store.All(name).FirstOrDefault(r => (string)r["Id"]! == id && r["IsDeleted"] is false);
            if (record is not null)
                Put(name, record, values);
        }
        if (record is null)
            await Refuse(http, 404, "ENTITY_IS_DELETED", "entity is deleted");
        else
            http.Response.StatusCode = 204;
    }

    async Task Delete(HttpContext http, string name, string id)
    {
        bool known;
        lock (State)
        {
            known = Store.All(name).Any(r => (string)r["Id"]! == id && r["IsDeleted"] is false);
            if (known)
            {
                Change(name, id, Clock.GetUtcNow(), ("IsDeleted", true));
                Wrote($"{name}.delete", id, null);
            }
        }
        if (known)
            http.Response.StatusCode = 204;
        else
            await Refuse(http, 404, "ENTITY_IS_DELETED", "entity is deleted");
    }

    async Task Upsert(HttpContext http, string name, string field, string value)
    {
        var values = Values(await http.Request.ReadFromJsonAsync<JsonElement>());
        values[field] = value;
        string id;
        bool known;
        lock (State)
        {
            var there = Store.All(name).FirstOrDefault(r => string.Equals(r.GetValueOrDefault(field) as string, value, StringComparison.OrdinalIgnoreCase));
            known = there is not null;
            id = Put(name, there, values);
        }
        if (known)
            http.Response.StatusCode = 204;
        else
            await Json(http, 201, new { id, success = true, errors = Array.Empty<object>(), created = true });
    }

    async Task Find(HttpContext http, string name, string field, string value)
    {
        object? id;
        lock (State)
            id = Store.All(name).FirstOrDefault(r => string.Equals(r.GetValueOrDefault(field) as string, value, StringComparison.OrdinalIgnoreCase))?["Id"];
        if (id is null)
            await Refuse(http, 404, "NOT_FOUND", "The requested resource does not exist");
        else
            await Json(http, 200, new { attributes = new { type = name }, Id = id });
    }

    string Put(string name, Dictionary<string, object?>? record, Dictionary<string, object?> values)
    {
        var now = Clock.GetUtcNow();
        var kind = record is null ? "create" : "update";
        record ??= Store.Add(name, null, now, ("IsConverted", name == "Lead" ? false : null));
        foreach (var (field, value) in values)
            record[field] = value;
        if (name == "Opportunity")
            Settle(record, now);
        else if (values.ContainsKey("LastName") || values.ContainsKey("FirstName"))
            record["Name"] = string.Join(' ', new[] { record.GetValueOrDefault("FirstName"), record.GetValueOrDefault("LastName") }.OfType<string>());
        record["SystemModstamp"] = now;
        var id = (string)record["Id"]!;
        Wrote($"{name}.{kind}", id, values);
        return id;
    }

    /// <summary>What Salesforce itself keeps beside an opportunity's stage.</summary>
    void Settle(Dictionary<string, object?> deal, DateTimeOffset now)
    {
        var stage = Store.All("OpportunityStage").FirstOrDefault(s => Equals(s["ApiName"], deal["StageName"]));
        (deal["IsClosed"], deal["IsWon"], deal["Probability"]) = (stage?["IsClosed"] ?? false, stage?["IsWon"] ?? false, stage?["DefaultProbability"]);
        deal["LastStageChangeDate"] = now;
        deal["OwnerId"] = deal.GetValueOrDefault("OwnerId") ?? SalesforceStore.Id("User", 0);
        deal["CloseDate"] = deal.GetValueOrDefault("CloseDate") is string day ? DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture) : deal["CloseDate"];
    }

    static Dictionary<string, object?> Values(JsonElement body) => body.EnumerateObject().Where(p => p.Name != "attributes").ToDictionary(p => p.Name, p => p.Value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Number => (object)p.Value.GetDecimal(),
        JsonValueKind.True or JsonValueKind.False => p.Value.GetBoolean(),
        _ => p.Value.GetString(),
    });
}

using System.Text.Json.Nodes;

namespace Rainmaker.Simulators.Nutshell;

/// <summary>Records as Nutshell writes them, by list, and the log of what happened.</summary>
public sealed class NutshellStore
{
    static readonly string[] _types = ["Phone Call", "Meeting", "To-do", "Email"];
    readonly Dictionary<string, List<JsonObject>> _all = new[] { "users", "contacts", "accounts", "leads", "activities", "notes", "stages", "stagesets", "activitytypes", "events" }.ToDictionary(l => l, _ => new List<JsonObject>());
    int _next = 90_001;

    public NutshellStore(Sample sample)
    {
        foreach (var seller in sample.Sellers)
            Put("users", seller.Number, new() { ["name"] = $"{seller.First} {seller.Last}", ["emails"] = new JsonArray(seller.Email), ["isEnabled"] = !seller.Left });
        Put("stagesets", 0, new() { ["name"] = "Sales", ["status"] = 1 });
        for (var at = 0; at < 5; at++)
            Put("stages", at, new() { ["name"] = Sample.Stages[at].Name, ["position"] = at + 1, ["links"] = new JsonObject { ["stageset"] = Id("stagesets", 0) } });
        for (var at = 0; at < _types.Length; at++)
            Put("activitytypes", at, new() { ["name"] = _types[at] });
        foreach (var firm in sample.Firms)
            Put("accounts", firm.Number, new() { ["name"] = firm.Name, ["urls"] = new JsonArray(new JsonObject { ["isPrimary"] = true, ["value"] = "http://www." + firm.Host }), ["createdTime"] = firm.Made.ToUnixTimeSeconds(), ["links"] = new JsonObject { ["owner"] = Id("users", firm.Seller) } });
        foreach (var person in sample.People)
        {
            Put("contacts", person.Number, new()
            {
                ["name"] = $"{person.First} {person.Last}", ["jobTitle"] = person.Title, ["createdTime"] = person.Made.ToUnixTimeSeconds(),
                ["emails"] = person.Email is null ? new JsonArray() : new JsonArray(new JsonObject { ["isPrimary"] = true, ["value"] = person.Email }),
                ["phones"] = person.Phone is null ? new JsonArray() : new JsonArray(new JsonObject { ["isPrimary"] = true, ["value"] = new JsonObject { ["number"] = person.Phone } }),
                ["links"] = new JsonObject { ["owner"] = Id("users", person.Seller), ["accounts"] = person.Firm is { } f ? new JsonArray(Id("accounts", f)) : new JsonArray() },
            });
        }
        foreach (var sale in sample.Sales)
            AddSale(sale);
        foreach (var doing in sample.Doings)
            AddDoing(doing);
    }

    public IReadOnlyList<JsonObject> All(string list) => _all[list];

    public JsonObject? Find(string list, string id) => _all[list].Find(r => (string?)r["id"] == id);

    public JsonObject Add(string list, JsonObject record) => Put(list, _next++, record);

    public void Happened(string action, string type, string id, DateTimeOffset at) =>
        Put("events", _next++, new() { ["createdTime"] = at.ToUnixTimeSeconds(), ["actorType"] = "users", ["payloadType"] = type, ["action"] = action, ["links"] = new JsonObject { ["payloads"] = new JsonArray(id) } });

    public static string Id(string list, int number) => $"{number * 4 + 3}-{(list == "activitytypes" ? "activityTypes" : list)}";

    JsonObject Put(string list, int number, JsonObject record)
    {
        (record["id"], record["type"]) = (Id(list, number), list);
        _all[list].Add(record);
        return record;
    }

    void AddSale(Sample.Sale sale)
    {
        var open = sale.Stages.Last(s => s.Stage < 5);
        Put("leads", sale.Number, new()
        {
            ["number"] = 1000 + sale.Number, ["name"] = sale.Name, ["status"] = sale.IsWon ? 10 : sale.IsLost ? 11 : 0, ["confidence"] = Sample.Stages[open.Stage].Chance,
            ["value"] = sale.Value is { } value ? new JsonObject { ["amount"] = value.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture), ["currency"] = "GBP" } : null,
            ["createdTime"] = sale.Made.ToUnixTimeSeconds(), ["closedTime"] = sale.IsOpen ? null : sale.Stages[^1].At.ToUnixTimeSeconds(), ["dueTime"] = sale.Closes is { } day ? new DateTimeOffset(day.ToDateTime(new(12, 0)), TimeSpan.Zero).ToUnixTimeSeconds() : null,
            ["links"] = new JsonObject { ["owner"] = Id("users", sale.Seller), ["accounts"] = new JsonArray(Id("accounts", sale.Firm)), ["contacts"] = new JsonArray([.. sale.People.Select(p => (JsonNode)Id("contacts", p))]), ["stage"] = Id("stages", open.Stage), ["stageset"] = Id("stagesets", 0) },
        });
    }

    void AddDoing(Sample.Doing doing)
    {
        var lead = doing.Sale is { } sale ? Id("leads", sale) : null;
        if (doing.Kind == "note")
        {
            Put("notes", doing.Number, new() { ["body"] = doing.Subject, ["createdTime"] = doing.At.ToUnixTimeSeconds(), ["links"] = new JsonObject { ["creator"] = Id("users", doing.Seller), ["parent"] = lead ?? Id("contacts", doing.Person) } });
            return;
        }
        var kind = doing.Kind switch { "call" => 0, "meeting" => 1, "task" => 2, _ => 3 };
        Put("activities", doing.Number, new()
        {
            ["name"] = doing.Subject, ["startTime"] = doing.At.ToUnixTimeSeconds(), ["endTime"] = doing.At.AddMinutes(doing.Minutes).ToUnixTimeSeconds(), ["isLogged"] = doing.Done, ["status"] = doing.Done ? "logged" : "scheduled",
            ["links"] = new JsonObject { ["activityType"] = Id("activitytypes", kind), ["participants"] = new JsonArray(Id("users", doing.Seller), Id("contacts", doing.Person)), ["lead"] = lead },
        });
    }
}

using System.Globalization;
using System.Text.Json.Nodes;

namespace Rainmaker.Simulators.Pipedrive;

/// <summary>Records as Pipedrive writes them, by list.</summary>
public sealed class PipedriveStore
{
    public const int Pipeline = 1, FirstUser = 501;
    readonly Dictionary<string, List<JsonObject>> _all = new[] { "deals", "persons", "organizations", "activities", "pipelines", "stages", "users", "notes", "leads", "activityTypes" }.ToDictionary(l => l, _ => new List<JsonObject>());
    int _next = 90_001;

    public PipedriveStore(Sample sample)
    {
        foreach (var seller in sample.Sellers)
            _all["users"].Add(new() { ["id"] = FirstUser + seller.Number, ["name"] = $"{seller.First} {seller.Last}", ["email"] = seller.Email, ["active_flag"] = !seller.Left, ["is_deleted"] = false });
        _all["pipelines"].Add(new() { ["id"] = Pipeline, ["name"] = "Sales", ["order_nr"] = 0, ["is_deal_probability_enabled"] = true });
        for (var at = 0; at < 5; at++)
            _all["stages"].Add(new() { ["id"] = 11 + at, ["order_nr"] = at, ["name"] = Sample.Stages[at].Name, ["pipeline_id"] = Pipeline, ["deal_probability"] = Sample.Stages[at].Chance, ["is_deal_rot_enabled"] = at == 1, ["days_to_rotten"] = at == 1 ? 20 : null });
        foreach (var (key, name, icon) in new[] { ("call", "Call", "call"), ("meeting", "Meeting", "meeting"), ("task", "Task", "task"), ("email", "Email", "email"), ("site_visit", "Site visit", "meeting") })
            _all["activityTypes"].Add(new() { ["id"] = _all["activityTypes"].Count + 1, ["key_string"] = key, ["name"] = name, ["icon_key"] = icon });
        foreach (var firm in sample.Firms)
            _all["organizations"].Add(new() { ["id"] = firm.Number + 1, ["name"] = firm.Name, ["owner_id"] = FirstUser + firm.Seller, ["website"] = "https://" + firm.Host, ["address"] = new JsonObject { ["value"] = Words.Cities[firm.City], ["locality"] = Words.Cities[firm.City] }, ["add_time"] = Stamp(firm.Made), ["update_time"] = Stamp(firm.Made), ["is_deleted"] = false });
        foreach (var person in sample.People)
            AddPerson(person);
        foreach (var sale in sample.Sales)
            AddSale(sale);
        foreach (var doing in sample.Doings)
            AddDoing(doing, sample);
    }

    public IReadOnlyList<JsonObject> All(string list) => _all[list];

    public JsonObject? Find(string list, int id) => _all[list].Find(r => r["id"]!.GetValue<int>() == id);

    public int Add(string list, JsonObject record)
    {
        record["id"] = _next;
        _all[list].Add(record);
        return _next++;
    }

    public static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    void AddPerson(Sample.Person person)
    {
        _all["persons"].Add(new()
        {
            ["id"] = person.Number + 1, ["name"] = $"{person.First} {person.Last}", ["first_name"] = person.First, ["last_name"] = person.Last, ["owner_id"] = FirstUser + person.Seller, ["org_id"] = person.Firm + 1, ["job_title"] = person.Title,
            ["emails"] = person.Email is null ? new JsonArray() : new JsonArray(new JsonObject { ["value"] = person.Email, ["primary"] = true, ["label"] = "work" }),
            ["phones"] = person.Phone is null ? new JsonArray() : new JsonArray(new JsonObject { ["value"] = person.Phone, ["primary"] = true, ["label"] = "work" }),
            ["add_time"] = Stamp(person.Made), ["update_time"] = Stamp(person.Made), ["is_deleted"] = false, ["custom_fields"] = new JsonObject { ["0123456789abcdef0123456789abcdef01234567"] = "South" },
        });
        if (person.Number % 12 == 0)
            _all["leads"].Add(new() { ["id"] = $"8ba414d0-8ad8-11ef-9e9e-{person.Number:000000000000}", ["title"] = "Inbound", ["person_id"] = person.Number + 1, ["owner_id"] = FirstUser, ["source_name"] = "Web forms", ["add_time"] = Stamp(person.Made), ["update_time"] = Stamp(person.Made) });
    }

    void AddSale(Sample.Sale sale)
    {
        var (open, last) = (sale.Stages.Last(s => s.Stage < 5), sale.Stages[^1]);
        _all["deals"].Add(new()
        {
            ["id"] = sale.Number + 1, ["title"] = sale.Name, ["owner_id"] = FirstUser + sale.Seller, ["person_id"] = sale.People[0] + 1, ["org_id"] = sale.Firm + 1, ["pipeline_id"] = Pipeline, ["stage_id"] = 11 + open.Stage, ["value"] = sale.Value, ["currency"] = "GBP",
            ["add_time"] = Stamp(sale.Made), ["update_time"] = Stamp(last.At), ["stage_change_time"] = Stamp(open.At), ["status"] = sale.IsWon ? "won" : sale.IsLost ? "lost" : "open", ["probability"] = sale.Number % 7 == 0 ? 33 : null, ["lost_reason"] = sale.IsLost ? "Price" : null,
            ["won_time"] = sale.IsWon ? Stamp(last.At) : null, ["lost_time"] = sale.IsLost ? Stamp(last.At) : null, ["close_time"] = sale.IsOpen ? null : Stamp(last.At), ["expected_close_date"] = sale.Closes?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            // Old ones are put away, and are missing in the list from then on.
            ["is_archived"] = !sale.IsOpen && sale.Number % 3 == 0, ["is_deleted"] = false,
        });
    }

    void AddDoing(Sample.Doing doing, Sample sample)
    {
        var record = new JsonObject { ["id"] = doing.Number + 1, ["deal_id"] = doing.Sale + 1, ["person_id"] = doing.Person + 1, ["org_id"] = sample.People[doing.Person].Firm + 1, ["add_time"] = Stamp(doing.At), ["update_time"] = Stamp(doing.At) };
        if (doing.Kind == "note")
        {
            (record["content"], record["user_id"]) = ($"<p>{doing.Subject}</p>", FirstUser + doing.Seller);
            _all["notes"].Add(record);
            return;
        }
        (record["subject"], record["owner_id"], record["done"], record["is_deleted"]) = (doing.Subject, FirstUser + doing.Seller, doing.Done, false);
        record["type"] = doing.Kind == "meeting" && doing.Number % 2 == 0 ? "site_visit" : doing.Kind;
        (record["due_date"], record["due_time"], record["duration"]) = (doing.At.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), doing.At.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture), $"00:{doing.Minutes:00}");
        record["marked_as_done_time"] = doing.Done ? Stamp(doing.At) : null;
        _all["activities"].Add(record);
    }
}

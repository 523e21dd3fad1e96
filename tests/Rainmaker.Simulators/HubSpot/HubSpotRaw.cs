using System.Globalization;
using System.Text.Json;

namespace Rainmaker.Simulators.HubSpot;

/// <summary>Writes what a fetch of the simulator would write, record by record, for volumes no memory holds.</summary>
public static class HubSpotRaw
{
    public static void Write(string folder, Volume volume, int seed, DateOnly today)
    {
        Directory.CreateDirectory(folder);
        var made = new HubSpotMade(volume, seed, today);
        void File(string kind, IEnumerable<Action<Utf8JsonWriter>> records)
        {
            using var file = System.IO.File.Create(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"hubspot_{kind}_{today:yyyy-MM-dd}.json")));
            using var json = new Utf8JsonWriter(file);
            var first = true;
            file.Write("["u8);
            foreach (var write in records)
            {
                file.Write(first ? "\n"u8 : ",\n"u8);
                write(json);
                json.Flush();
                json.Reset();
                first = false;
            }
            file.Write("\n]\n"u8);
        }
        void Records(string type, IEnumerable<SimRecord> records, params string[] history)
        {
            var names = HubSpotMade.Schemas[type].Names.Where(n => n != "hs_merged_object_ids").ToList();
            File(type, records.Select<SimRecord, Action<Utf8JsonWriter>>(r => json => r.Write(json, names, history)));
        }

        File("owners", HubSpotMade.Owners.Select<(string Id, string First, string Last, bool Left), Action<Utf8JsonWriter>>(o => json =>
            JsonSerializer.Serialize(json, new { id = o.Id, email = $"{o.First}.{o.Last}@team.example".ToLowerInvariant(), firstName = o.First, lastName = o.Last, archived = o.Left })));
        File("pipelines", [json => JsonSerializer.Serialize(json, new
        {
            id = "default",
            label = "All New Business",
            displayOrder = 0,
            stages = HubSpotMade.Stages.Select((s, at) => new { id = s.Id, label = s.Label, displayOrder = at, archived = false, metadata = new { isClosed = s.Closed ? "true" : "false", probability = s.Chance } }),
        })]);
        Records("contacts", made.Contacts());
        Records("companies", made.Companies());
        Records("deals", made.Deals(), "dealstage");
        foreach (var type in (string[])["calls", "meetings", "tasks", "notes", "emails"])
            Records(type, made.Activities(type));
        File("contacts-companies", from n in Enumerable.Range(0, volume.Contacts) let id = HubSpotMade.FirstContact + n let company = made.CompanyOf(id) where company is not null select Joined(id, [company.Value], 1));
        File("deals-contacts", from n in Enumerable.Range(0, volume.Deals) let id = HubSpotMade.FirstDeal + n select Joined(id, made.BehindDeal(id).Contacts, 3));
        File("deals-companies", from n in Enumerable.Range(0, volume.Deals) let id = HubSpotMade.FirstDeal + n let company = made.BehindDeal(id).Company where company is not null select Joined(id, [company.Value], 5));
    }

    static Action<Utf8JsonWriter> Joined(long from, IEnumerable<long> to, int type) => json => JsonSerializer.Serialize(json, new
    {
        from = new { id = HubSpotMade.Text(from) },
        to = to.Select(t => new { toObjectId = HubSpotMade.Text(t), associationTypes = new[] { new { category = "HUBSPOT_DEFINED", typeId = type, label = (string?)null } } }),
    });
}

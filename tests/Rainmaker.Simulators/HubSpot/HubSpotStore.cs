using System.Globalization;
using System.Text.Json;

namespace Rainmaker.Simulators.HubSpot;

/// <summary>All records of the portal, and what belongs to what.</summary>
public sealed class HubSpotStore
{
    readonly Dictionary<string, List<SimRecord>> _lists = [];
    readonly Dictionary<(string Type, long Id), SimRecord> _byId = [];
    readonly Dictionary<string, long> _byEmail = new(StringComparer.OrdinalIgnoreCase);
    readonly Dictionary<(string From, string To), Dictionary<long, List<(long Id, int Type, string? Label)>>> _joined = [];
    long _next = 200_000_000_001;

    public HubSpotStore(HubSpotMade made)
    {
        foreach (var type in HubSpotMade.Schemas.Keys)
            _lists[type] = [];
        Add("contacts", made.Contacts());
        Add("companies", made.Companies());
        Add("deals", made.Deals());
        foreach (var type in (string[])["calls", "meetings", "tasks", "notes", "emails", "appointments"])
            Add(type, made.Activities(type));
        foreach (var contact in _lists["contacts"])
        {
            if (made.CompanyOf(contact.Id) is { } company)
                Join("contacts", contact.Id, "companies", company, 1, "Primary");
        }
        foreach (var deal in _lists["deals"])
        {
            var (contacts, company) = made.BehindDeal(deal.Id);
            foreach (var contact in contacts)
                Join("deals", deal.Id, "contacts", contact, 3, null);
            if (company is { } firm)
                Join("deals", deal.Id, "companies", firm, 5, "Primary");
        }
    }

    public IReadOnlyList<SimRecord> All(string type) => _lists[type];

    public bool Knows(string type) => _lists.ContainsKey(type);

    public SimRecord? Find(string type, string id, string? by)
    {
        if (by == "email")
            return _byEmail.TryGetValue(id, out var found) ? _byId.GetValueOrDefault((type, found)) : null;
        return long.TryParse(id, CultureInfo.InvariantCulture, out var number) ? _byId.GetValueOrDefault((type, number)) : null;
    }

    /// <summary>Behind an id, in order.</summary>
    public IEnumerable<SimRecord> After(string type, long id)
    {
        var list = _lists[type];
        var (low, high) = (0, list.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = list[middle].Id <= id ? (middle + 1, high) : (low, middle);
        }
        for (; low < list.Count; low++)
            yield return list[low];
    }

    public SimRecord Create(string type, DateTimeOffset now)
    {
        var record = new SimRecord(HubSpotMade.Schemas[type], _next++) { Created = now };
        record[type is "contacts" or "companies" or "deals" ? "createdate" : "hs_createdate"] = SimRecord.Stamp(now);
        Keep(type, record);
        return record;
    }

    public void Change(string type, SimRecord record, IEnumerable<KeyValuePair<string, string?>> values, DateTimeOffset now, TimeSpan lag)
    {
        foreach (var (name, value) in values)
        {
            if (record[name] != value)
                record.History.Add((name, value, now));
            record[name] = value;
            if (name == "email" && type == "contacts" && value is not null)
                _byEmail[value] = record.Id;
        }
        (record.Updated, record.Indexed) = (now, now + lag);
        record[type == "contacts" ? "lastmodifieddate" : "hs_lastmodifieddate"] = SimRecord.Stamp(now);
    }

    public void Join(string from, long fromId, string to, long toId, int type, string? label)
    {
        foreach (var (key, one, other) in new[] { ((from, to), fromId, toId), ((to, from), toId, fromId) })
        {
            if (!_joined.TryGetValue(key, out var map))
                _joined[key] = map = [];
            if (!map.TryGetValue(one, out var list))
                map[one] = list = [];
            if (!list.Exists(l => l.Id == other))
                list.Add((other, type, label));
        }
    }

    public IReadOnlyList<(long Id, int Type, string? Label)> Joined(string from, string to, long id) =>
        _joined.TryGetValue((from, to), out var map) && map.TryGetValue(id, out var list) ? list : [];

    public int CountJoined(string from, string to) => _joined.TryGetValue((from, to), out var map) ? map.Values.Sum(l => l.Count) : 0;

    /// <summary>The second becomes part of the first and is gone.</summary>
    public void Merge(string type, SimRecord kept, SimRecord lost, DateTimeOffset now, TimeSpan lag)
    {
        lost.ArchivedAt = now;
        Change(type, kept, [new("hs_merged_object_ids", string.Join(';', new[] { kept["hs_merged_object_ids"], lost["hs_object_id"] }.Where(v => v is not null)))], now, lag);
        if (lost["email"] is { } email)
            _byEmail[email] = kept.Id;
    }

    void Add(string type, IEnumerable<SimRecord> records)
    {
        foreach (var record in records)
            Keep(type, record);
    }

    void Keep(string type, SimRecord record)
    {
        _lists[type].Add(record);
        _byId[(type, record.Id)] = record;
        if (type == "contacts" && record["email"] is { } email)
            _byEmail.TryAdd(email, record.Id);
    }
}

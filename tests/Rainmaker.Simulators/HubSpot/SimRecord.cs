using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace Rainmaker.Simulators.HubSpot;

/// <summary>The properties a type has, in one order for all its records: a record then needs only their values.</summary>
public sealed class Schema(params IEnumerable<string> names)
{
    readonly FrozenDictionary<string, int> _at = names.Distinct().Select((name, at) => (name, at)).ToFrozenDictionary(n => n.name, n => n.at);

    public int Count => _at.Count;
    public IEnumerable<string> Names => _at.OrderBy(n => n.Value).Select(n => n.Key);

    public int At(string name) => _at.GetValueOrDefault(name, -1);
}

/// <summary>A record as HubSpot keeps it: text by name, the times of its life, the history of what changed.</summary>
public sealed class SimRecord(Schema schema, long id)
{
    readonly string?[] _values = new string?[schema.Count];
    Dictionary<string, string?>? _own;

    public long Id => id;
    public DateTimeOffset Created { get; set; }
    public DateTimeOffset Updated { get; set; }

    /// <summary>When search may find it as it is now.</summary>
    public DateTimeOffset Indexed { get; set; }
    public DateTimeOffset? ArchivedAt { get; set; }
    internal List<(string Property, string? Value, DateTimeOffset At)> History { get; } = [];

    public string? this[string name]
    {
        get => name == "hs_object_id" ? id.ToString(CultureInfo.InvariantCulture) : schema.At(name) is >= 0 and var at ? _values[at] : _own?.GetValueOrDefault(name);
        set
        {
            if (schema.At(name) is >= 0 and var at)
                _values[at] = value;
            else
                (_own ??= [])[name] = value;
        }
    }

    public bool Has(string name) => name == "hs_object_id" || schema.At(name) >= 0 || _own?.ContainsKey(name) == true;

    /// <summary>As the API writes it. A property the portal does not have is left out.</summary>
    public void Write(Utf8JsonWriter json, IEnumerable<string> properties, IReadOnlyList<string> history)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id.ToString(CultureInfo.InvariantCulture));
        json.WriteStartObject("properties"u8);
        foreach (var name in properties)
        {
            if (Has(name))
                json.WriteString(name, this[name]);
        }
        if (!properties.Contains("hs_object_id"))
            json.WriteString("hs_object_id"u8, this["hs_object_id"]);
        json.WriteEndObject();
        if (history.Count > 0)
        {
            json.WriteStartObject("propertiesWithHistory"u8);
            foreach (var name in history)
            {
                json.WriteStartArray(name);
                foreach (var (_, value, at) in History.Where(h => h.Property == name).OrderByDescending(h => h.At))
                {
                    json.WriteStartObject();
                    json.WriteString("value"u8, value);
                    json.WriteString("timestamp"u8, Stamp(at));
                    json.WriteString("sourceType"u8, "CRM_UI"u8);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        json.WriteString("createdAt"u8, Stamp(Created));
        json.WriteString("updatedAt"u8, Stamp(Updated));
        json.WriteBoolean("archived"u8, ArchivedAt is not null);
        if (ArchivedAt is { } gone)
            json.WriteString("archivedAt"u8, Stamp(gone));
        json.WriteEndObject();
    }

    public static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

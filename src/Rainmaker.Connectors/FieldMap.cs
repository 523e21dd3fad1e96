using System.Text.Json;

namespace Rainmaker.Connectors;

/// <summary>
/// Which field of the CRM's account means what: <c>deals.value -> amount_in_home_currency</c> reads a field of ours from another place,
/// <c>contacts.region -> region__c</c> brings a field of the account's own along under our name for it.
/// </summary>
public sealed class FieldMap
{
    readonly Dictionary<string, Dictionary<string, string>> _of;

    FieldMap(Dictionary<string, Dictionary<string, string>> of) => _of = of;

    public static FieldMap None { get; } = new([]);

    /// <summary>The fields of ours that may be read from elsewhere.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Ours { get; } = new Dictionary<string, IReadOnlyList<string>>
    {
        ["contacts"] = ["email", "phone", "job_title", "lead_status", "lifecycle", "external_id"],
        ["companies"] = ["name", "domain", "industry", "size", "annual_revenue"],
        ["deals"] = ["name", "value", "currency", "expected_close", "lost_reason"],
    };

    /// <param name="json"><c>{"deals":{"value":"amount_home"},"contacts":{"region":"region__c"}}</c>, ours to theirs.</param>
    /// <exception cref="FormatException">Not of this shape; the message says where.</exception>
    public static FieldMap Read(string json)
    {
        Dictionary<string, Dictionary<string, string>>? of;
        try
        {
            of = JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(json);
        }
        catch (JsonException e)
        {
            throw new FormatException($"A field map looks like {{\"deals\":{{\"value\":\"their_field\"}}}}: {e.Message}", e);
        }
        if (of?.Keys.FirstOrDefault(k => !Ours.ContainsKey(k)) is { } strange)
            throw new FormatException($"A field map has contacts, companies and deals, not '{strange}'.");
        return of is null ? None : new(of);
    }

    /// <summary>The CRM's name for a field of ours.</summary>
    internal string Theirs(string kind, string ours, string usual) => _of.TryGetValue(kind, out var map) && map.TryGetValue(ours, out var theirs) ? theirs : usual;

    /// <summary>Fields of the account's own: our name, theirs.</summary>
    internal IEnumerable<KeyValuePair<string, string>> Own(string kind) => _of.TryGetValue(kind, out var map) ? map.Where(m => !Ours[kind].Contains(m.Key)) : [];

    /// <summary>All of the CRM's fields that the map names for a kind: what must be asked for.</summary>
    internal IEnumerable<string> Asked(string kind) => _of.TryGetValue(kind, out var map) ? map.Values : [];

    internal IReadOnlyDictionary<string, string> Custom(string kind, Func<string, string?> read) =>
        Own(kind).Select(f => (f.Key, Value: read(f.Value))).Where(f => f.Value is not null).ToDictionary(f => f.Key, f => f.Value!);
}

using System.Text.Json.Nodes;

namespace Rainmaker.Admin;

/// <summary>The detail of an audit entry as a person reads it.</summary>
static class AuditWords
{
    const int Longest = 200;

    /// <summary>Field by field what it was and what it became, then what was said beside it.</summary>
    public static IReadOnlyList<(string Name, string? Before, string After)> Changes(JsonNode? detail)
    {
        var (before, after) = (detail?["before"] as JsonObject ?? [], detail?["after"] as JsonObject ?? []);
        var changed = before.Select(p => p.Key).Union(after.Select(p => p.Key), StringComparer.Ordinal)
            .Where(name => name is not ("id" or "updated_at"))
            .Select(name => (name, before.ContainsKey(name) ? Said(before[name]) : null, after.ContainsKey(name) ? Said(after[name]) : "gone"));
        return [.. changed, .. (detail?["metadata"] as JsonObject ?? []).Where(p => p.Value is not null).Select(p => (p.Key, (string?)null, Said(p.Value)))];
    }

    static string Said(JsonNode? value)
    {
        var text = value switch { null => "nothing", JsonValue single => single.ToString(), _ => value.ToJsonString() };
        return text.Length > Longest ? text[..Longest] + "\u2026" : text;
    }
}

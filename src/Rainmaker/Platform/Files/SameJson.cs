using System.Text.Json.Nodes;

namespace Rainmaker.Platform.Files;

static class SameJson
{
    /// <summary>PostgreSQL gives jsonb back with an order and blanks of its own.</summary>
    public static bool Are(string mine, string? theirs) => theirs is not null && JsonNode.DeepEquals(JsonNode.Parse(mine), JsonNode.Parse(theirs));
}

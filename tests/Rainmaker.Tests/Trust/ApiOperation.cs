using System.Globalization;
using System.Text.Json.Nodes;

namespace Rainmaker.Tests.Trust;

/// <summary>A field of a body, as the OpenAPI document describes it.</summary>
public sealed record BodyField(string Name, JsonObject Schema, bool IsRequired)
{
    public bool Is(string type) => Schema["type"] is JsonArray types ? types.Any(t => t!.GetValue<string>() == type) : Schema["type"]?.GetValue<string>() == type;
    public string? Format => Schema["format"]?.GetValue<string>();
    public bool IsId => Format == "uuid";
    public bool IsEnum => Schema["enum"] is not null;
    public bool IsText => Is("string") && Format is null && !IsEnum;
}

/// <summary>One operation of our own OpenAPI document: what it takes in body and query. New operations are tried by themselves.</summary>
public sealed record ApiOperation(string Method, string Path, MappedRoute Route, IReadOnlyList<BodyField>? Body, IReadOnlyList<string> Query)
{
    /// <summary>Good values for fields that an operation asks for without the document saying so, or whose words the document does not list.</summary>
    static readonly Dictionary<string, string> Good = new(StringComparer.Ordinal)
    {
        ["deal_name"] = "\"A deal\"", ["deal_stage"] = "\"proposal\"", ["outcome"] = "\"won\"", ["name"] = "\"Good Name\"", ["email"] = "\"good@example.test\"", ["role"] = "\"sales_rep\"",
        ["template"] = "\"sales\"", ["key"] = "\"a_key\"", ["entity_type"] = "\"lead\"", ["activity_type"] = "\"call\"", ["status"] = "\"contacted\"", ["description"] = "\"Good\"", ["label"] = "\"Good\"", ["provider"] = "\"hubspot\"", ["credentials"] = "{\"key\": \"good\"}",
    };

    public override string ToString() => $"{Method} {Path}";

    public static async Task<IReadOnlyList<ApiOperation>> All(TestApp app)
    {
        var document = JsonNode.Parse(await app.Anyone().GetStringAsync("/openapi/v1.json"))!;
        var routes = MappedRoute.All(app).ToDictionary(r => r.ToString());
        return
        [
            .. from path in document["paths"]!.AsObject()
               from operation in path.Value!.AsObject()
               let name = $"{operation.Key.ToUpperInvariant()} {path.Key}"
               select new ApiOperation(operation.Key.ToUpperInvariant(), path.Key, routes[name], BodyOf(operation.Value!, document),
                   [.. (operation.Value!["parameters"]?.AsArray() ?? []).Where(p => p!["in"]!.GetValue<string>() == "query").Select(p => p!["name"]!.GetValue<string>())]),
        ];
    }

    /// <summary>The address with ids of records that the caller may use.</summary>
    public string Address(TwoTenants world, Whose whose) => Route.Address(Route.Ids(world, whose));

    /// <summary>A body that is good as far as the document tells, with one field as said. An update sends that field alone.</summary>
    /// <param name="json">As it stands on the wire; null leaves the field out.</param>
    public string Json(string? field = null, string? json = null)
    {
        var parts = Body!.Where(f => f.Name != field && (f.IsRequired || (Method != "PUT" && Good.ContainsKey(f.Name)))).Select(f => $"\"{f.Name}\": {GoodOf(f)}").ToList();
        if (field is not null && json is not null)
            parts.Add($"\"{field}\": {json}");
        return $"{{{string.Join(", ", parts)}}}";
    }

    static string GoodOf(BodyField field) => Good.GetValueOrDefault(field.Name) ?? field switch
    {
        { IsEnum: true } => field.Schema["enum"]![0]!.ToJsonString(),
        { IsId: true } => $"\"{Guid.CreateVersion7()}\"",
        { Format: "date" } => "\"2027-03-01\"",
        { Format: "date-time" } => "\"2027-03-01T10:00:00Z\"",
        _ when field.Is("string") => "\"Good\"",
        _ when field.Is("integer") || field.Is("number") => 5.ToString(CultureInfo.InvariantCulture),
        _ when field.Is("boolean") => "false",
        _ when field.Is("array") => "[]",
        _ => "{}",
    };

    static IReadOnlyList<BodyField>? BodyOf(JsonNode operation, JsonNode document)
    {
        if (operation["requestBody"]?["content"]?["application/json"]?["schema"] is not { } sent)
            return null;
        var schema = Resolved(sent, document);
        var required = (schema["required"]?.AsArray() ?? []).Select(r => r!.GetValue<string>()).ToHashSet();
        return [.. (schema["properties"]?.AsObject() ?? []).Select(p => new BodyField(p.Key, Resolved(p.Value!, document), required.Contains(p.Key)))];
    }

    static JsonObject Resolved(JsonNode schema, JsonNode document)
    {
        if (schema["$ref"]?.GetValue<string>() is { } reference)
            return Resolved(reference[2..].Split('/').Aggregate(document, (node, part) => node[part]!), document);
        if (schema["oneOf"] is JsonArray choices)
            return Resolved(choices.First(c => c!["type"] is not JsonValue { } type || type.GetValue<string>() != "null")!, document);
        return schema.AsObject();
    }
}

using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Rainmaker.Platform.Web;

/// <summary>How Rainmaker speaks JSON: snake_case, enums as words, numbers as numbers, nothing unknown let in silently.</summary>
public static class Json
{
    /// <summary>The wire and every jsonb column.</summary>
    public static readonly JsonSerializerOptions Wire = Configure(new JsonSerializerOptions());

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.DictionaryKeyPolicy = null;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.MaxDepth = 32;
        // Names are not ASCII; the answers are JSON documents, never pasted into HTML unescaped.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        return options;
    }

    /// <summary>What <see cref="Guard(JsonSerializerOptions)"/> refuses, in words for the caller.</summary>
    internal const string NullInList = "A list holds no null.", Unstorable = "A text holds a character that cannot be stored, such as NUL.";

    /// <summary>What strangers send: null stands only where a field may be empty, never in a list, and no text holds NUL, which no column takes.</summary>
    public static JsonSerializerOptions Guard(JsonSerializerOptions options)
    {
        options.RespectNullableAnnotations = true;
        options.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(Guard);
        return options;
    }

    static void Guard(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
            return;
        foreach (var property in type.Properties)
        {
            // Answers are ours: a null in one is no reason to break it.
            property.IsGetNullable = !property.PropertyType.IsValueType || Nullable.GetUnderlyingType(property.PropertyType) is not null;
            if (property.Set is { } set)
                property.Set = (owner, value) => set(owner, Checked(value));
        }
    }

    static object? Checked(object? value)
    {
        var sent = value is IOptional optional ? optional.Sent : value;
        MustBeStorable(sent as string);
        foreach (var one in sent is JsonNode ? [] : sent as IEnumerable<object?> ?? [])
            MustBeStorable(one is null ? throw new JsonException(NullInList) : one as string);
        return value;
    }

    static void MustBeStorable(string? text)
    {
        if (text?.Contains('\0', StringComparison.Ordinal) == true)
            throw new JsonException(Unstorable);
    }

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Wire);

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Wire)!;
}

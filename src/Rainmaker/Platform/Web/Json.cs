using System.Text.Encodings.Web;
using System.Text.Json.Serialization;

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

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Wire);

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Wire)!;
}

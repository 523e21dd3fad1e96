using System.Text.Json.Serialization;

namespace Rainmaker.Intelligence.Analysis;

/// <summary>Metrics on the wire, to be written only: snake_case. Plain generated code, because anything that asks for types while it runs costs a short run a fifth of a second.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(Metrics))]
public sealed partial class MetricsJson : JsonSerializerContext;

/// <summary>Settings from a file; a name that is not there keeps its usual value, a name nobody knows is a mistake.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(AnalysisSettings))]
public sealed partial class AnalysisSettingsJson : JsonSerializerContext;

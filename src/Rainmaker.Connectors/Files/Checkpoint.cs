using System.Text.Json;

namespace Rainmaker.Connectors.Files;

/// <summary>How far a fetch has come: kept after every page, so that a killed run goes on behind the last whole one.</summary>
sealed record Checkpoint
{
    static readonly JsonSerializerOptions _wire = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public required string Source { get; init; }

    /// <summary>Where it was read from; going on elsewhere would mix two accounts.</summary>
    public required string Account { get; init; }
    public required DateOnly Date { get; init; }
    public required DateTimeOffset Began { get; init; }
    public Dictionary<string, Step> Steps { get; init; } = [];

    /// <param name="Resume">The CRM's word for the next page.</param>
    /// <param name="Bytes">Length of the file up to the last whole page.</param>
    public sealed record Step(bool Done, string? Resume, long Bytes, int Count, IReadOnlyList<Crm.Gap> Gaps);

    public static string PathOf(string folder, string source) => Path.Combine(folder, $".{source}_fetch");

    public static Checkpoint? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Checkpoint>(File.ReadAllBytes(path), _wire);
        }
        catch (Exception e) when (e is FileNotFoundException or JsonException)
        {
            return null;
        }
    }

    public void Write(string path)
    {
        File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(this, _wire));
        File.Move(path + ".new", path, overwrite: true);
    }
}

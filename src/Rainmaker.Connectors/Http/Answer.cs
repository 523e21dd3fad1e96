using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Rainmaker.Connectors.Http;

/// <summary>What came back. Of an answer that is no success the secrets are blotted out already.</summary>
sealed record Answer(HttpStatusCode Status, HttpResponseHeaders Headers, string? MediaType, byte[] Body)
{
    public bool IsGood => (int)Status is >= 200 and < 300;
    public bool IsJson => MediaType is null || MediaType.Contains("json", StringComparison.OrdinalIgnoreCase);
    public bool LooksLikeHtml => MediaType?.Contains("html", StringComparison.OrdinalIgnoreCase) == true || Text.TrimStart().StartsWith('<');

    /// <summary>The beginning, for a message.</summary>
    public string Text => Encoding.UTF8.GetString(Body, 0, Math.Min(Body.Length, 300)).ReplaceLineEndings(" ").Trim();

    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    public int? Count(string name) => int.TryParse(Header(name), System.Globalization.CultureInfo.InvariantCulture, out var count) ? count : null;

    /// <summary>Null where it is no JSON: error answers often are not, whatever they say they are.</summary>
    public JsonElement? Json()
    {
        if (Body.Length == 0)
            return null;
        try
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

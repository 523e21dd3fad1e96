using System.Globalization;
using System.Text.Json;

namespace Rainmaker.Intelligence.Daily;

/// <summary>A snapshot's sums, as an earlier run wrote them.</summary>
public sealed record PipelineSnapshot(DateTimeOffset Timestamp, int TotalLeads, decimal TotalValue, decimal WeightedValue, string Source);

/// <summary>The daily files, field by field as whoever reads them expects: money with a decimal point, the moment with microseconds and +00:00.</summary>
public static class SalesPipelineJson
{
    static readonly JsonWriterOptions _pretty = new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    public static byte[] Pipeline(SalesPipelineData data) => Write(json =>
    {
        Sums(json, data, timestampFirst: true);
        json.WriteStartObject("stage_breakdown");
        foreach (var (stage, count) in data.StageBreakdown)
            json.WriteNumber(stage, count);
        json.WriteEndObject();
        json.WriteStartArray("leads");
        foreach (var lead in data.Leads)
        {
            json.WriteStartObject();
            json.WriteString("id", lead.Id);
            json.WriteString("name", lead.Name);
            json.WriteString("company", lead.Company);
            json.WriteString("stage", lead.Stage);
            Number(json, "value", lead.Value);
            Number(json, "probability", lead.Probability);
            json.WriteString("owner", lead.Owner);
            json.WriteString("created_at", Second(lead.CreatedAt));
            json.WriteString("updated_at", Second(lead.UpdatedAt));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("source", data.Source);
        json.WriteBoolean("demo", data.Demo);
    });

    public static byte[] Summary(SalesPipelineData data) => Write(json =>
    {
        json.WriteStartObject("metadata");
        json.WriteBoolean("sales_pipeline_enabled", true);
        json.WriteEndObject();
        json.WriteStartObject("sales_pipeline_summary");
        Sums(json, data, timestampFirst: false);
        json.WriteEndObject();
    });

    /// <returns>Null for what is no snapshot: half a file of a run that was killed.</returns>
    public static PipelineSnapshot? Read(ReadOnlyMemory<byte> file)
    {
        try
        {
            using var read = JsonDocument.Parse(file);
            var of = read.RootElement;
            return new(of.GetProperty("timestamp").GetDateTimeOffset(), of.GetProperty("total_leads").GetInt32(), of.GetProperty("total_value").GetDecimal(), of.GetProperty("weighted_value").GetDecimal(), of.GetProperty("source").GetString() ?? "");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    static void Sums(Utf8JsonWriter json, SalesPipelineData data, bool timestampFirst)
    {
        var at = data.Timestamp.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture);
        if (timestampFirst)
            json.WriteString("timestamp", at);
        json.WriteNumber("total_leads", data.TotalLeads);
        Number(json, "total_value", data.TotalValue);
        Number(json, "weighted_value", data.WeightedValue);
        if (!timestampFirst)
            json.WriteString("timestamp", at);
    }

    static byte[] Write(Action<Utf8JsonWriter> members)
    {
        using var file = new MemoryStream();
        using (var json = new Utf8JsonWriter(file, _pretty))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        file.WriteByte((byte)'\n');
        return file.ToArray();
    }

    static void Number(Utf8JsonWriter json, string name, decimal number)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(number.ToString("0.0###", CultureInfo.InvariantCulture));
    }

    static string Second(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

using System.Text.Json;
using Rainmaker.Connectors.Http;
using Rainmaker.Crm;

namespace Rainmaker.Connectors.Custom;

/// <summary>Deals under any names: those of the field map first, the common ones else.</summary>
sealed class CustomDeals(FieldMap fields, string currency)
{
    static readonly Dictionary<string, string[]> _usual = new()
    {
        ["name"] = ["name", "title", "deal_name", "dealname"],
        ["company"] = ["company", "company_name", "account", "account_name", "customer"],
        ["stage"] = ["stage", "stage_name", "deal_stage", "status"],
        ["value"] = ["value", "amount", "deal_value"],
        ["currency"] = ["currency", "currency_code"],
        ["probability"] = ["probability", "confidence"],
        ["owner"] = ["owner", "owner_name", "owner_email", "owner_id"],
        ["expected_close"] = ["expected_close", "expected_close_date", "close_date"],
        ["lost_reason"] = ["lost_reason"],
        ["created_at"] = ["created_at", "created", "create_date"],
        ["updated_at"] = ["updated_at", "updated", "modified_at"],
        ["closed_at"] = ["closed_at"],
    };

    public static string Id(JsonElement record) => record.Text("id") ?? record.Text("deal_id") ?? throw new CrmFault(CrmFaultKind.UnexpectedAnswer, "custom", "A deal of the source has no 'id'.");

    /// <summary>The list itself, or the only list in an object.</summary>
    public static IEnumerable<JsonElement> List(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Array ? answer.EnumerateArray()
        : answer.ValueKind == JsonValueKind.Object && answer.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Array).Take(2).ToList() is [var only] ? only.Value.EnumerateArray()
        : throw new CrmFault(CrmFaultKind.UnexpectedAnswer, "custom", "The source answered with JSON that is no list of deals, nor an object with one list in it.");

    public Deal Deal(JsonElement record)
    {
        string? Of(string ours) => fields.Theirs("deals", ours, "") is { Length: > 0 } theirs ? record.Text(theirs) : _usual[ours].Select(name => record.Text(name)).FirstOrDefault(v => v is not null);
        // 0.3 and 30 both mean thirty percent.
        var chance = Wire.Money(Of("probability")) is { } p ? p <= 1 ? p * 100 : p : (decimal?)null;
        var word = Of("stage") ?? "unknown";
        var kind = word.Contains("won", StringComparison.OrdinalIgnoreCase) ? StageKind.Won : word.Contains("lost", StringComparison.OrdinalIgnoreCase) ? StageKind.Lost : StageKind.Open;
        var created = Wire.Moment(Of("created_at")) ?? DateTimeOffset.UnixEpoch;
        var updated = Wire.Moment(Of("updated_at"));
        return new()
        {
            Id = Id(record),
            Name = Of("name") ?? $"Deal {Id(record)}",
            PipelineKey = "default",
            Stage = new() { Key = word, Label = word, Kind = kind, Probability = kind switch { StageKind.Won => 100, StageKind.Lost => 0, _ => chance } },
            CompanyName = Of("company"),
            OwnerId = Of("owner"),
            Value = Wire.Money(Of("value")),
            Currency = Of("currency") ?? currency,
            OwnProbability = kind == StageKind.Open ? chance : null,
            ExpectedClose = Wire.Day(Of("expected_close")),
            ClosedAt = kind == StageKind.Open ? null : Wire.Moment(Of("closed_at")) ?? Wire.Moment(Of("expected_close")) ?? updated,
            LostReason = Of("lost_reason"),
            Source = "custom",
            CreatedAt = created,
            StageEnteredAt = created,
            UpdatedAt = updated,
            Custom = fields.Own("deals").Where(f => !_usual.ContainsKey(f.Key)).Select(f => (f.Key, Value: record.Text(f.Value))).Where(f => f.Value is not null).ToDictionary(f => f.Key, f => f.Value!),
        };
    }
}

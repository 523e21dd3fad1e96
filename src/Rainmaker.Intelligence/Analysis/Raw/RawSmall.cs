using System.Text.Json;
using Rainmaker.Crm;

namespace Rainmaker.Intelligence.Analysis.Raw;

/// <summary>Owners, pipelines, deals and what stands behind them: few enough to be read record by record with comfort.</summary>
sealed class RawSmall(SalesAnalysis analysis, string currency)
{
    readonly List<Pipeline> _pipelines = [];

    public bool Owner(ref Utf8JsonReader json, ReadOnlySpan<byte> buffer) => Whole(ref json, owner =>
    {
        var id = Text(owner, "id") ?? "";
        var name = string.Join(' ', ((string?[])[Text(owner, "firstName"), Text(owner, "lastName")]).OfType<string>());
        analysis.Take(new Owner { Id = id, Name = name.Length > 0 ? name : Text(owner, "email") ?? $"Owner {id}", IsActive = Text(owner, "archived") != "true" });
    });

    public bool Pipeline(ref Utf8JsonReader json, ReadOnlySpan<byte> buffer) => Whole(ref json, read =>
    {
        var pipeline = new Pipeline
        {
            Key = Text(read, "id") ?? "",
            Label = Text(read, "label") ?? "",
            Stages = [.. Items(read, "stages").OrderBy(s => RawNumber(s, "displayOrder") ?? int.MaxValue).Select(Stage)],
        };
        _pipelines.Add(pipeline);
        analysis.Take(pipeline);
    });

    public bool Deal(ref Utf8JsonReader json, ReadOnlySpan<byte> buffer) => Whole(ref json, record =>
    {
        var of = Object(record, "properties");
        var stage = StageOf(of);
        var created = Moment(of, "createdate") ?? Moment(record, "createdAt") ?? DateTimeOffset.UnixEpoch;
        var history = (from entry in Items(Object(record, "propertiesWithHistory"), "dealstage")
                       let at = Moment(entry, "timestamp")
                       let key = Text(entry, "value")
                       where at is not null && key is not null
                       orderby at
                       select new StageEntered(key, at.Value)).ToList();
        var own = RawNumber(of, "hs_deal_stage_probability") * 100;
        analysis.Take(new Deal
        {
            Id = Text(record, "id") ?? "",
            Name = Text(of, "dealname") ?? $"Deal {Text(record, "id")}",
            Stage = stage,
            History = history,
            OwnerId = Text(of, "hubspot_owner_id"),
            Value = RawNumber(of, "amount"),
            BaseValue = RawNumber(of, "amount_in_home_currency"),
            Currency = Text(of, "deal_currency_code") ?? currency,
            OwnProbability = own == stage.Probability ? null : own,
            ExpectedClose = Moment(of, "closedate") is { } close ? DateOnly.FromDateTime(close.UtcDateTime) : null,
            ClosedAt = stage.Kind == StageKind.Open ? null : Moment(of, "closedate"),
            LostReason = Text(of, "closed_lost_reason"),
            CreatedAt = created,
            StageEnteredAt = history.Count > 0 ? history[^1].At : created,
            LastActivityAt = Moment(of, "notes_last_contacted"),
            NextActivityAt = Moment(of, "notes_next_activity_date"),
        });
    });

    /// <summary>One record with all its partners; the primary one first.</summary>
    public RawRecords.Reading Joined(AssociationKind kind) => (ref json, _) => Whole(ref json, record =>
    {
        if (Text(Object(record, "from"), "id") is not { } from)
            return;
        foreach (var to in Items(record, "to").OrderByDescending(IsPrimary))
        {
            if (Text(to, "toObjectId") is { } id)
                analysis.Take(new Association(kind, from, id, null, IsPrimary(to)));
        }
    });

    static bool IsPrimary(JsonElement to) => Items(to, "associationTypes").Any(t => Text(t, "label") == "Primary");

    static bool Whole(ref Utf8JsonReader json, Action<JsonElement> take)
    {
        if (!JsonDocument.TryParseValue(ref json, out var document))
            return false;
        using (document)
            take(document.RootElement);
        return true;
    }

    Stage StageOf(JsonElement deal)
    {
        var key = Text(deal, "dealstage") ?? "unknown";
        var pipeline = _pipelines.Find(p => p.Key == Text(deal, "pipeline"));
        // A deal may stand in a stage that was removed since: what the record says of being closed holds.
        return pipeline?.Stage(key) ?? _pipelines.Select(p => p.Stage(key)).FirstOrDefault(s => s is not null) ?? new()
        {
            Key = key,
            Label = $"{key} (removed)",
            Probability = RawNumber(deal, "hs_deal_stage_probability") * 100,
            Kind = Text(deal, "hs_is_closed_won") == "true" ? StageKind.Won : Text(deal, "hs_is_closed") == "true" ? StageKind.Lost : StageKind.Open,
            Position = int.MaxValue,
        };
    }

    static Stage Stage(JsonElement stage, int position)
    {
        var about = Object(stage, "metadata");
        var chance = RawNumber(about, "probability");
        var closed = Text(about, "isClosed") is { } told ? told == "true" : chance is 0 or 1;
        return new()
        {
            Key = Text(stage, "id") ?? "",
            Label = Text(stage, "label") ?? Text(stage, "id") ?? "",
            Probability = chance * 100,
            Kind = !closed ? StageKind.Open : chance == 1 ? StageKind.Won : StageKind.Lost,
            Position = position,
        };
    }

    static JsonElement Object(JsonElement of, string name) => of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) ? value : default;

    static IEnumerable<JsonElement> Items(JsonElement of, string name) => Object(of, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    static string? Text(JsonElement of, string name) => Object(of, name) is var value && value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!.Trim(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => "",
    } is { Length: > 0 } text ? text : null;

    static decimal? RawNumber(JsonElement of, string name) => Text(of, name) is { } text ? RawValue.Money(System.Text.Encoding.UTF8.GetBytes(text)) : null;

    static DateTimeOffset? Moment(JsonElement of, string name) => Text(of, name) is { } text ? RawValue.Moment(System.Text.Encoding.UTF8.GetBytes(text)) : null;
}

using Rainmaker.Deals;
using Rainmaker.Insights.Targets;
using Rainmaker.Intelligence.Analysis;
using Rainmaker.Intelligence.Anomalies;
using Rainmaker.Intelligence.Forecasting;
using Rainmaker.Intelligence.Health;
using Rainmaker.Intelligence.Insights;
using Rainmaker.Intelligence.Scoring;
using Rainmaker.Intelligence.Targets;
using Rainmaker.Leads.Learned;

namespace Rainmaker.Admin;

/// <summary>The settings of the judging parts, by the names they are stored under. A tenant says only what differs from the defaults.</summary>
public static class Judgements
{
    const double Largest = 1e9;

    public static readonly IReadOnlyDictionary<string, Type> Sections = new Dictionary<string, Type>
    {
        ["score_card"] = typeof(ScoreCardSettings), ["ideal_customer"] = typeof(IdealCustomerProfile), ["spam"] = typeof(SpamSettings),
        ["health"] = typeof(HealthSettings), ["risk"] = typeof(RiskSettings), ["forecast"] = typeof(ForecastSettings), ["conversion"] = typeof(ConversionSettings), ["pipeline_alarm"] = typeof(PipelineAlarmSettings),
        ["learned_scoring"] = typeof(LearnedScoringSettings),
        ["targets"] = typeof(TargetSettings), ["funnel"] = typeof(FunnelSettings), ["activity_targets"] = typeof(ActivityTargets),
    };

    public sealed record NoSuchSection(string Name) : Invalid($"judgement.{Name}", $"There is no section '{Name}': {string.Join(", ", Sections.Keys)}.", Name);
    public sealed record Unreadable(string Name, string Message) : Invalid($"judgement.{Name}", Message);

    /// <summary>Why a section cannot be taken; null where it can.</summary>
    public static Invalid? Fault(string name, JsonElement section)
    {
        if (!Sections.TryGetValue(name, out var type))
            return new NoSuchSection(name);
        if (section.ValueKind != JsonValueKind.Object)
            return new Unreadable(name, "A section is a JSON object.");
        try
        {
            var settings = section.Deserialize(type, Json.Wire)!;
            if (Odd(section, "") is { } where)
                return new InvalidField($"judgement.{name}.{where}", $"'{where}' takes a number from 0 to {Largest:N0}.");
            return settings is ScoreCardSettings card ? Check(name, card) : null;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException)
        {
            var at = (e as JsonException)?.Path?.TrimStart('$', '.');
            return new Unreadable(name, string.IsNullOrEmpty(at) ? "The section is not of the expected shape." : $"'{at}' is not a setting of '{name}', or not of its kind.");
        }
    }

    /// <summary>The section with the defaults filled in.</summary>
    public static string Effective(TenantInfo tenant, string name) => JsonSerializer.Serialize(
        tenant.Judgement[name] is { } said ? said.Deserialize(Sections[name], Json.Wire)! : Activator.CreateInstance(Sections[name])!, Sections[name], Indented);

    static readonly JsonSerializerOptions Indented = new(Json.Wire) { WriteIndented = true };

    static Invalid? Check(string name, ScoreCardSettings card) => card switch
    {
        { HotFrom: > 100 } => new InvalidField($"judgement.{name}.hot_from", "Hot begins at 100 at the latest.", card.HotFrom),
        _ when card.WarmFrom >= card.HotFrom => new InvalidField($"judgement.{name}.warm_from", "Warm begins below hot.", card.WarmFrom),
        { HalfLifeDays: <= 0 } or { ExternalHalfLifeDays: <= 0 } => new InvalidField($"judgement.{name}.half_life_days", "A half-life is more than 0 days."),
        _ => null,
    };

    /// <summary>The path of the first number that no setting can be.</summary>
    static string? Odd(JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble() is >= 0 and <= Largest ? null : path,
        JsonValueKind.Object => value.EnumerateObject().Select(p => Odd(p.Value, path.Length == 0 ? p.Name : $"{path}.{p.Name}")).FirstOrDefault(p => p is not null),
        JsonValueKind.Array => value.EnumerateArray().Select((v, i) => Odd(v, $"{path}.{i}")).FirstOrDefault(p => p is not null),
        _ => null,
    };
}

using System.Globalization;
using Rainmaker.Activities;
using Rainmaker.Platform.Audit;
using Rainmaker.Shell;

namespace Rainmaker.Deals.Screens;

/// <summary>One line of a deal's timeline.</summary>
/// <param name="By">Who did it or has it to do; null where nobody in particular.</param>
/// <param name="More">What was said, what changed.</param>
/// <param name="Planned">The activity that is still to be done; null for what is done.</param>
/// <param name="FromLead">It was done while the deal was a lead.</param>
/// <param name="Ended">How it ended, where somebody wrote it down.</param>
/// <param name="Unanswered">The activity that somebody may still come back on.</param>
public sealed record TimelineEntry(DateTimeOffset At, string Icon, string Title, string? By, IReadOnlyList<string> More, Guid? Planned, Tone Tone, bool FromLead = false, string? Ended = null, Guid? Unanswered = null);

/// <summary>All that happened on a deal and on the lead it came from: activities, and what people changed.</summary>
static class DealStory
{
    const int AtMost = 100;

    static readonly Dictionary<string, string> Labels = new(StringComparer.Ordinal)
    {
        ["name"] = "Name", ["value"] = "Value", ["currency"] = "Currency", ["expected_close_date"] = "Expected close", ["probability"] = "Probability", ["owner_id"] = "Owner", ["company"] = "Company",
        ["product"] = "Product", ["notes"] = "Notes", ["tags"] = "Tags", ["source"] = "Source", ["external_id"] = "External id", ["contact_id"] = "Contact", ["lost_reason"] = "Reason",
    };

    public static async Task<IReadOnlyList<TimelineEntry>> Of(SalesDb db, Deal deal, IReadOnlyDictionary<Guid, string> names, CancellationToken stop)
    {
        var (activities, audit, lead) = (db.Activities, db.Set<AuditEntry>(), deal.LeadId);
        var done = await activities.AsNoTracking().Where(a => a.EntityId == deal.Id || (lead != null && a.EntityId == lead)).OrderByDescending(a => a.At).Take(AtMost).ToListAsync(stop);
        var changes = await audit.AsNoTracking().Where(a => a.ResourceId == deal.Id && (a.Action == "deal.update" || a.Action == "deal.restore")).OrderByDescending(a => a.Id).Take(AtMost).ToListAsync(stop);
        var entries = done.Select(a => Entry(a, names, fromLead: a.EntityId == lead)).Concat(changes.Select(c => Entry(c, names)).OfType<TimelineEntry>()).ToLookup(e => e.Planned is not null);
        // The next thing to do on top, then what was done, the latest first.
        return [.. entries[true].OrderBy(e => e.At).Concat(entries[false].OrderByDescending(e => e.At)).Take(AtMost)];
    }

    static TimelineEntry Entry(Activities.Activity activity, IReadOnlyDictionary<Guid, string> names, bool fromLead)
    {
        var own = activity.Kind is ActivityKind.StageChange or ActivityKind.DealCreated or ActivityKind.LeadCreated;
        var title = own ? activity.Description : Format.Words(Words<ActivityKind>.ToWord[activity.Kind]);
        List<string> more = own || activity.Description.Length == 0 ? [] : [activity.Description];
        var tone = activity.Kind != ActivityKind.StageChange ? Tone.Neutral : activity.Description.StartsWith("Won", StringComparison.Ordinal) ? Tone.Good : activity.Description.StartsWith("Lost", StringComparison.Ordinal) ? Tone.Bad : Tone.Neutral;
        return new(activity.At, Icon(activity), title, Name(names, activity.CreatedBy), more, activity.Completed ? null : activity.Id, tone, fromLead,
            activity.Completed && !own ? ActivityOutcome.Said(activity) : null, ActivityOutcome.AwaitsReply(activity) ? activity.Id : null);
    }

    static string Icon(Activities.Activity activity) => activity.Kind switch
    {
        ActivityKind.Call => "phone",
        ActivityKind.Email => "mail",
        ActivityKind.Whatsapp => "chat",
        ActivityKind.Meeting => "calendar",
        ActivityKind.Task => "task",
        ActivityKind.Note => "note",
        ActivityKind.Proposal or ActivityKind.Quotation => "document",
        ActivityKind.StageChange => activity.Description.StartsWith("Won", StringComparison.Ordinal) ? "trophy" : "move",
        _ => "add",
    };

    /// <summary>What a person changed, in words; nothing where no field that people know was touched.</summary>
    static TimelineEntry? Entry(AuditEntry change, IReadOnlyDictionary<Guid, string> names)
    {
        using var detail = JsonDocument.Parse(change.Detail);
        var (before, after) = (Side(detail, "before"), Side(detail, "after"));
        var lines = Labels.Where(l => before.ContainsKey(l.Key) || after.ContainsKey(l.Key))
            .Select(l => $"{l.Value}: {Said(l.Key, before.GetValueOrDefault(l.Key), names)} → {Said(l.Key, after.GetValueOrDefault(l.Key), names)}").ToList();
        if (detail.RootElement.TryGetProperty("metadata", out var metadata) && metadata.TryGetProperty("unseen", out var unseen) && unseen.GetBoolean() && lines.Count > 0)
            lines.Add("Written without a look at what was there");
        if (change.Action == "deal.restore")
            return new(change.At, "undo", "Restored", Name(names, change.ActorId), [], null, Tone.Neutral);
        return lines.Count == 0 ? null : new(change.At, "edit", "Changed", Name(names, change.ActorId), lines, null, Tone.Neutral);
    }

    static Dictionary<string, JsonElement> Side(JsonDocument detail, string side) =>
        detail.RootElement.TryGetProperty(side, out var fields) ? fields.EnumerateObject().ToDictionary(f => f.Name, f => f.Value) : [];

    static string Said(string field, JsonElement value, IReadOnlyDictionary<Guid, string> names) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => Format.Nothing,
        JsonValueKind.Number => value.GetDecimal().ToString("#,##0.##", CultureInfo.CurrentCulture) + (field == "probability" ? "%" : ""),
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(v => v.ToString())) is { Length: > 0 } all ? all : Format.Nothing,
        _ when field == "owner_id" && value.TryGetGuid(out var user) => names.GetValueOrDefault(user, "somebody"),
        _ when field == "contact_id" => "somebody",
        _ => value.ToString() is { Length: > 120 } text ? text[..120] + "…" : value.ToString(),
    };

    static string? Name(IReadOnlyDictionary<Guid, string> names, Guid? user) => user is { } id ? names.GetValueOrDefault(id) : null;
}

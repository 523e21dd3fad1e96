using System.Text.Json.Nodes;

namespace Rainmaker.Activities;

/// <summary>How something done ended, kept in an activity's metadata: <c>outcome</c> of a call or meeting, <c>replied</c> of anything that may be answered.</summary>
public static class ActivityOutcome
{
    public sealed record NotTrueOrFalse() : Invalid("metadata", "'replied' in metadata is true or false: whether they came back on it.");
    public sealed record NotAWord() : Invalid("metadata", "'outcome' in metadata is a word of at most 60 characters, such as connected, no_answer, voicemail, held or no_show.");

    /// <summary>What a form offers: its word, what a person reads, and of which kinds it may be said.</summary>
    public sealed record Choice(string Word, string Text, params ActivityKind[] Kinds);

    public static readonly IReadOnlyList<Choice> Choices =
    [
        new("connected", "Reached them", ActivityKind.Call),
        new("no_answer", "Nobody answered", ActivityKind.Call),
        new("voicemail", "Left a message", ActivityKind.Call),
        new("held", "The meeting took place", ActivityKind.Meeting),
        new("no_show", "They did not come", ActivityKind.Meeting),
        new("replied", "They came back on it", ActivityKind.Call, ActivityKind.Email, ActivityKind.Whatsapp, ActivityKind.Proposal, ActivityKind.Quotation),
        new("no_reply", "No answer to it", ActivityKind.Email, ActivityKind.Whatsapp, ActivityKind.Proposal, ActivityKind.Quotation),
    ];

    /// <summary>The metadata that a choice of the form means; null for none.</summary>
    public static JsonElement? Metadata(string? word) => word switch
    {
        null or "" => null,
        "replied" => JsonSerializer.SerializeToElement(new { replied = true }),
        "no_reply" => JsonSerializer.SerializeToElement(new { replied = false }),
        _ => JsonSerializer.SerializeToElement(new { outcome = word }),
    };

    /// <summary>The metadata with the reply noted on it; the rest stays as it was.</summary>
    public static JsonElement Replied(string metadata)
    {
        var noted = JsonNode.Parse(metadata)!.AsObject();
        noted["replied"] = true;
        return JsonSerializer.SerializeToElement(noted);
    }

    /// <summary>Whether somebody may still come back on it: nothing is on record yet.</summary>
    public static bool AwaitsReply(Activity activity) =>
        activity.Completed && activity.Kind is ActivityKind.Email or ActivityKind.Whatsapp or ActivityKind.Proposal or ActivityKind.Quotation && !JsonElement.Parse(activity.Metadata).TryGetProperty("replied", out _);

    /// <summary>What a reader of the timeline is told; null where nothing is on record.</summary>
    public static string? Said(Activity activity)
    {
        var metadata = JsonElement.Parse(activity.Metadata);
        bool? replied = metadata.TryGetProperty("replied", out var said) && said.ValueKind is JsonValueKind.True or JsonValueKind.False ? said.GetBoolean() : null;
        if (!metadata.TryGetProperty("outcome", out var outcome) || outcome.ValueKind != JsonValueKind.String)
            return replied switch { true => "Answered", false => "No answer", _ => null };
        var ended = Choices.FirstOrDefault(c => c.Word == outcome.GetString())?.Text ?? outcome.GetString()!.Replace('_', ' ');
        return replied is true ? $"{ended}, answered" : ended;
    }

    /// <summary>Whether what is said is welcome.</summary>
    public static bool IsGood(string said) => said.EndsWith("nswered", StringComparison.Ordinal) && said != "Nobody answered" || said is "Reached them" or "The meeting took place";

    internal static void Check(JsonElement metadata, List<Invalid> faults)
    {
        if (metadata.TryGetProperty("replied", out var replied) && replied.ValueKind is not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null))
            faults.Add(new NotTrueOrFalse());
        if (metadata.TryGetProperty("outcome", out var outcome) && outcome.ValueKind != JsonValueKind.Null && (outcome.ValueKind != JsonValueKind.String || outcome.GetString()!.Length > 60))
            faults.Add(new NotAWord());
    }
}

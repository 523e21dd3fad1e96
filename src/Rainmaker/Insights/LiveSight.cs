using Rainmaker.Leads;

namespace Rainmaker.Insights;

/// <summary>Who hears of what: decided for each message anew, by the rights the listener has at that moment.</summary>
static class LiveSight
{
    public static bool Hears(this Actor actor, Event told) => told.EntityType switch
    {
        // One's own doing, wherever it was done.
        _ when actor.Person is { } me && told.ActorId == me && told.Kind.StartsWith("activity.", StringComparison.Ordinal) => true,
        "notification" => told.OwnerId is { } user && user == actor.Person,
        "lead" => LeadSight.SightOf(actor).Includes(told.OwnerId),
        "match_scan" => LeadRights.Assign.Allows(actor),
        "import_run" or "scoring" => actor.Role != Role.CustomerSuccess,
        // Of deals, customer success knows the won ones only; an event does not tell whether the deal was won before.
        "deal" => actor.Role == Role.CustomerSuccess ? told.Kind == "deal.closed" && told.Data.Contains("\"won\"", StringComparison.Ordinal) : actor.Sight.Includes(told.OwnerId),
        "insight" or "finding" or "activity" => actor.Role != Role.CustomerSuccess && actor.Sight.Includes(told.OwnerId),
        _ => actor.Role == Role.Admin,
    };

    /// <summary>What the screens call it: the kinds of pieces that an event makes old.</summary>
    public static string[] Touches(this Event told) => told.EntityType switch
    {
        // Opening, moving and catching leave a line on the timeline without an event of its own.
        "deal" => ["deal", "activity"],
        "lead" => ["lead", "activity"],
        "scoring" => told.Kind == "deals.scored" ? ["deal", "scoring"] : ["lead", "scoring"],
        "import_run" => ["deal", "lead", "activity", "insight", "import"],
        var type => [type],
    };
}

/// <summary>One message of <c>/ws/sales</c> and <c>/api/events/stream</c>.</summary>
/// <param name="Type">Such as lead_created, lead_assigned, activity_logged, deal_moved, insight_raised.</param>
/// <param name="Id">The event's; what <c>Last-Event-ID</c> goes on behind.</param>
/// <param name="EntityType">lead, opportunity, activity, insight, notification ...</param>
/// <param name="Data">What the event says beside, such as old_stage and new_stage.</param>
public sealed record LiveMessage(string Type, Guid Id, string EntityType, Guid EntityId, DateTimeOffset Timestamp, JsonElement Data)
{
    public static LiveMessage Of(Event told) =>
        new(told.Kind.Replace('.', '_'), told.Id, told.EntityType == "deal" ? "opportunity" : told.EntityType, told.EntityId, told.At, JsonElement.Parse(told.Data));
}

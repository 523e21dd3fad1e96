using System.Text.Json.Nodes;

namespace Rainmaker.Activities;

/// <summary>An activity on the wire: seed 003's ten fields, with its place on the timeline.</summary>
/// <param name="Metadata">Length of a call, subject of a mail: an object.</param>
/// <param name="Timestamp">When it happened, or is planned for.</param>
public sealed record ActivityView(Guid Id, EntityType EntityType, Guid EntityId, ActivityKind ActivityType, string Description, bool Completed, DateTimeOffset? ScheduledAt, DateTimeOffset? CompletedAt,
    Guid? CreatedBy, JsonNode? Metadata, DateTimeOffset Timestamp, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static ActivityView Of(Activity activity) => new(activity.Id, activity.EntityType, activity.EntityId, activity.Kind, activity.Description, activity.Completed, activity.ScheduledAt,
        activity.CompletedAt, activity.CreatedBy, JsonNode.Parse(activity.Metadata), activity.At, activity.CreatedAt, activity.UpdatedAt);
}

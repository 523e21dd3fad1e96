using System.Text.Json;
using Rainmaker.Connectors.Http;
using Rainmaker.Crm;

namespace Rainmaker.Connectors.HubSpot;

/// <summary>HubSpot's engagements in our words. hs_timestamp is the moment that counts: for tasks the day they are due, for the others when they took place.</summary>
static class HubSpotActivities
{
    public static Activity Read(string type, JsonElement record, DateTimeOffset now)
    {
        var properties = record.Get("properties");
        string? Of(string name) => properties.Get(name).Text();
        var activity = new Activity
        {
            Id = HubSpotRecords.Id(record),
            Kind = ActivityKind.Note,
            OwnerId = Of("hubspot_owner_id"),
            CreatedAt = Wire.Moment(Of("hs_createdate") ?? record.Text("createdAt")),
            UpdatedAt = Wire.Moment(Of("hs_lastmodifieddate") ?? record.Text("updatedAt")),
        };
        var at = Wire.Moment(Of("hs_timestamp")) ?? activity.CreatedAt;
        return type switch
        {
            "calls" => activity with
            {
                Kind = ActivityKind.Call,
                Subject = Of("hs_call_title"),
                Description = Texts.Plain(Of("hs_call_body")),
                Outcome = Of("hs_call_status"),
                Direction = Of("hs_call_direction") switch { "INBOUND" => ActivityDirection.In, "OUTBOUND" => ActivityDirection.Out, _ => null },
                Duration = Wire.Whole(Of("hs_call_duration")) is { } ms ? TimeSpan.FromMilliseconds(ms) : null,
                ScheduledAt = at,
                CompletedAt = Of("hs_call_status") is "QUEUED" or "CANCELED" ? null : Done(at, now),
            },
            "emails" => activity with
            {
                Kind = ActivityKind.Email,
                Subject = Of("hs_email_subject"),
                Description = Of("hs_email_text"),
                Outcome = Of("hs_email_status"),
                Direction = Of("hs_email_direction") is { } way ? way.StartsWith("INCOMING", StringComparison.Ordinal) ? ActivityDirection.In : ActivityDirection.Out : null,
                ScheduledAt = at,
                CompletedAt = Of("hs_email_status") == "SCHEDULED" ? null : Done(at, now),
            },
            "meetings" => Meeting(activity, Of("hs_meeting_title"), Of("hs_meeting_body"), Of("hs_meeting_outcome"), Wire.Moment(Of("hs_meeting_start_time")) ?? at, Wire.Moment(Of("hs_meeting_end_time")), now),
            "appointments" => Meeting(activity, Of("hs_appointment_name"), null, Of("hs_appointment_status"), Wire.Moment(Of("hs_appointment_start")) ?? at, Wire.Moment(Of("hs_appointment_end")), now),
            "tasks" => activity with
            {
                Kind = ActivityKind.Task,
                Subject = Of("hs_task_subject"),
                Description = Texts.Plain(Of("hs_task_body")),
                Outcome = Of("hs_task_status"),
                ScheduledAt = at,
                CompletedAt = Of("hs_task_status") == "COMPLETED" ? Wire.Moment(Of("hs_task_completion_date")) ?? at : null,
            },
            _ => activity with { Description = Texts.Plain(Of("hs_note_body")), CompletedAt = at },
        };
    }

    /// <summary>What makes a meeting and an appointment the same: whose, when, and what it is called.</summary>
    public static (string?, DateTimeOffset?, string?) Likeness(Activity meeting) => (meeting.OwnerId, meeting.At, meeting.Subject?.ToUpperInvariant());

    static Activity Meeting(Activity activity, string? title, string? body, string? outcome, DateTimeOffset? starts, DateTimeOffset? ends, DateTimeOffset now) => activity with
    {
        Kind = ActivityKind.Meeting,
        Subject = title,
        Description = Texts.Plain(body),
        Outcome = outcome,
        Duration = ends > starts ? ends - starts : null,
        ScheduledAt = starts,
        CompletedAt = outcome is "CANCELED" or "CANCELLED" or "NO_SHOW" or "NO SHOW" or "RESCHEDULED" ? null : Done(starts, now),
    };

    static DateTimeOffset? Done(DateTimeOffset? at, DateTimeOffset now) => at <= now ? at : null;
}

using Rainmaker.Activities;
using Rainmaker.Crm;
using Activity = Rainmaker.Activities.Activity;

namespace Rainmaker.Demo;

/// <summary>Calls, mails, meetings and notes, done and planned.</summary>
static class DemoActivities
{
    public static Activity Done(SalesDb db, EntityType type, Guid entity, Guid? by, DateTimeOffset at, Dice dice)
    {
        var kind = dice.Weighted([(ActivityKind.Call, 4.0), (ActivityKind.Email, 4.0), (ActivityKind.Meeting, 1.6), (ActivityKind.Note, 1.0), (ActivityKind.Whatsapp, 0.4)]);
        var metadata = kind switch
        {
            ActivityKind.Call => Json.Write(new { duration_seconds = 60 + dice.Below(1500) }),
            ActivityKind.Meeting => Json.Write(new { duration_minutes = dice.Pick([30, 45, 60, 90]) }),
            _ => "{}",
        };
        return Of(db, type, entity, kind, Words(kind, dice), by, at, metadata);
    }

    public static Activity Of(SalesDb db, EntityType type, Guid entity, ActivityKind kind, string words, Guid? by, DateTimeOffset at, string metadata = "{}") => new()
    {
        TenantId = db.TenantId, Id = Ids.At(at), EntityType = type, EntityId = entity, Kind = kind, Description = words, At = at, CompletedAt = at, CreatedBy = by, Metadata = metadata, CreatedAt = at, UpdatedAt = at,
    };

    public static Activity Planned(SalesDb db, EntityType type, Guid entity, Guid? by, DateTimeOffset at, Dice dice) => new()
    {
        TenantId = db.TenantId, Id = Ids.At(at), EntityType = type, EntityId = entity, Kind = dice.Pick([ActivityKind.Call, ActivityKind.Meeting, ActivityKind.Task]), Description = dice.Pick(DemoWords.Plans),
        Completed = false, ScheduledAt = at, At = at, CreatedBy = by, CreatedAt = db.Now, UpdatedAt = db.Now,
    };

    static string Words(ActivityKind kind, Dice dice) => dice.Pick(kind switch
    {
        ActivityKind.Call => DemoWords.Calls,
        ActivityKind.Meeting => DemoWords.Meetings,
        ActivityKind.Note => DemoWords.Notes,
        _ => DemoWords.Mails,
    });
}

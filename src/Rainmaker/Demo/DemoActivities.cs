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
        // By the clock, not by the dice: the rest of the story stays what it was.
        var luck = (int)(at.ToUnixTimeSeconds() % 997 % 100);
        var metadata = kind switch
        {
            ActivityKind.Call => Call(60 + dice.Below(1500), luck),
            ActivityKind.Meeting => Json.Write(new { duration_minutes = dice.Pick([30, 45, 60, 90]), outcome = luck < 90 ? "held" : "no_show" }),
            // The last days' may still be answered.
            ActivityKind.Email or ActivityKind.Whatsapp when at < db.Now.AddDays(-3) || luck < 30 => Json.Write(new { replied = luck < 38 }),
            _ => "{}",
        };
        var words = Words(kind, dice);
        return Of(db, type, entity, kind, kind switch
        {
            ActivityKind.Call when luck >= 80 => "Nobody picked up.",
            ActivityKind.Call when luck >= 62 => "Left a message and asked to be called back.",
            ActivityKind.Meeting when luck >= 90 => "They did not come; proposed two other dates.",
            _ => words,
        }, by, at, metadata);
    }

    static string Call(int seconds, int luck) => luck switch
    {
        < 62 => Json.Write(new { duration_seconds = seconds, outcome = "connected", replied = luck < 40 }),
        < 80 => Json.Write(new { duration_seconds = 0, outcome = "voicemail", replied = luck < 66 }),
        _ => Json.Write(new { duration_seconds = 0, outcome = "no_answer" }),
    };

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

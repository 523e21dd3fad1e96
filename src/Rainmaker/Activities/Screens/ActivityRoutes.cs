using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.Shell;

namespace Rainmaker.Activities.Screens;

/// <summary>The form that notes a call, plans a meeting, writes a note on any record; and the tick that says a planned thing is done.</summary>
static class ActivityRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/activities/new", New).Requires(ActivityRights.Log).ExcludeFromDescription();
        routes.MapPost("/activities/new", Create).Requires(ActivityRights.Log).ExcludeFromDescription();
        routes.MapPost("/activities/{id:guid}/replied", Replied).Requires(ActivityRights.Log).ExcludeFromDescription();
        routes.MapPost("/activities/{id:guid}/complete", Complete).Requires(ActivityRights.Log).ExcludeFromDescription();
    }

    static async Task<IResult> New(string? entity_type, Guid? entity_id, string? activity_type, Actor actor, IEnumerable<IHasActivities> hosts, Database database, Tenants tenants, CancellationToken stop)
    {
        if (EntityWords.Read(entity_type) is not { } type || entity_id is not { } id)
            return new Platform.NotFound("record").Problem();
        await using var db = await database.Open(actor, stop);
        if (hosts.FirstOrDefault(h => h.Type == type) is not { } records || await records.Find(db, id, stop) is null)
            return new Platform.NotFound(Words<EntityType>.ToWord[type]).Problem();
        var kind = activity_type is not null && Words<ActivityKind>.FromWord.TryGetValue(activity_type, out var known) && LogActivity.ByHand.Contains(known) ? known : ActivityKind.Note;
        return new RazorComponentResult<LogActivityPage>(new { Sent = new ActivityForm { EntityType = entity_type, EntityId = id.ToString(), ActivityType = Words<ActivityKind>.ToWord[kind], When = ActivityForm.Usual(kind, db.Now, db.Tenant.TimeZone) }, Cancel = PageOf(type, id) });
    }

    static async Task<IResult> Create(HttpContext http, Actor actor, IEnumerable<IHasActivities> hosts, Database database, Tenants tenants, CancellationToken stop)
    {
        var (sent, tenant) = (ActivityForm.Of(await http.Request.ReadFormAsync(stop)), await tenants.Get(actor.Tenant, stop));
        var result = await LogActivity.Handle(sent.ToRequest(tenant.TimeZone), actor, hosts, database, stop);
        return result.Refused(out var refusal)
            ? new RazorComponentResult<LogActivityPage>(new { Sent = sent, Refusal = refusal, Cancel = PageOf(EntityWords.Read(sent.EntityType), sent.EntityId) }) { StatusCode = refusal.Status() }
            : Go.To(PageOf(result.Value.EntityType, result.Value.EntityId), result.Value.Completed ? "Noted" : "Planned");
    }

    static async Task<IResult> Complete(Guid id, HttpContext http, Actor actor, IEnumerable<IHasActivities> hosts, Database database, CancellationToken stop)
    {
        var result = await UpdateActivity.Handle(id, new() { Completed = true }, null, actor, hosts, database, stop);
        return result.Refused(out var refusal) ? refusal.Problem() : Go.To(Backward.From(http, PageOf(result.Value.EntityType, result.Value.EntityId)), "Done");
    }

    static async Task<IResult> Replied(Guid id, HttpContext http, Actor actor, IEnumerable<IHasActivities> hosts, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        // Who may not see the record is refused below, like one that is not there.
        var known = await db.Activities.AsNoTracking().Where(a => a.Id == id).Select(a => a.Metadata).SingleOrDefaultAsync(stop);
        var result = await UpdateActivity.Handle(id, new() { Metadata = ActivityOutcome.Replied(known ?? "{}") }, null, actor, hosts, database, stop);
        return result.Refused(out var refusal) ? refusal.Problem() : Go.To(Backward.From(http, PageOf(result.Value.EntityType, result.Value.EntityId)), "Noted that they answered");
    }

    static string PageOf(EntityType? type, object? id) => type switch
    {
        EntityType.Lead => $"/leads/{id}",
        EntityType.Opportunity => $"/deals/{id}",
        EntityType.Company => $"/companies/{id}",
        EntityType.Contact => $"/contacts/{id}",
        _ => "/",
    };
}

/// <summary>What was typed about an activity.</summary>
public sealed record ActivityForm
{
    public string? EntityType { get; init; }
    public string? EntityId { get; init; }
    public string? ActivityType { get; init; }
    public string? Description { get; init; }

    /// <summary>Local to the tenant: 2026-11-20T14:30. In the past it was done then, in the future it is planned.</summary>
    public string? When { get; init; }

    /// <summary>How it ended, where it was done: a word of <see cref="ActivityOutcome.Choices"/>.</summary>
    public string? Outcome { get; init; }

    public static ActivityForm Of(IFormCollection form) => new()
    {
        EntityType = form["entity_type"], EntityId = form["entity_id"], ActivityType = form["activity_type"], Description = form["description"], When = form["scheduled_at"], Outcome = form["outcome"],
    };

    /// <summary>A meeting is usually planned, for tomorrow at the next full hour; anything else was just done.</summary>
    public static string? Usual(ActivityKind kind, DateTimeOffset now, TimeZoneInfo zone)
    {
        if (kind is not (ActivityKind.Meeting or ActivityKind.Task))
            return null;
        var local = TimeZoneInfo.ConvertTime(now, zone).DateTime.AddDays(1);
        return local.Date.AddHours(local.Hour + 1).ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture);
    }

    public LogActivity.Request ToRequest(TimeZoneInfo zone)
    {
        DateTimeOffset? at = DateTime.TryParseExact(When, ["yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && !zone.IsInvalidTime(local)
            ? new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime()
            : null;
        return new(EntityType, Guid.TryParse(EntityId, out var id) ? id : null, ActivityType, Description, ScheduledAt: at, Metadata: ActivityOutcome.Metadata(Outcome));
    }
}

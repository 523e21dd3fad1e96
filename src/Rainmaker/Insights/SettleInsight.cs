using Rainmaker.Activities;
using Rainmaker.Deals;
using Rainmaker.Insights.Unusual;
using Rainmaker.Intelligence.Insights;

namespace Rainmaker.Insights;

/// <summary>
/// Acts on an insight, or dismisses it. Acting plans what it recommends on the deal, in the caller's name: <c>email</c> an e-mail by the end of the
/// day, <c>call</c> a call within the hour, <c>schedule</c> a meeting in two working days, <c>update</c> a task to bring the deal up to date by tomorrow;
/// outside of office hours the next working morning. One about no record is marked as seen to. Either way the insight comes back only when the case changes.
/// </summary>
public static class SettleInsight
{
    /// <param name="DueAt">When it is planned for; by the rule where left out.</param>
    public sealed record ActRequest(DateTimeOffset? DueAt = null);

    /// <param name="ActivityId">What was planned; null for an insight about no record, which is only marked as seen to.</param>
    public sealed record Acted(string Status, string AnomalyId, InsightAction ActionType, Guid? ActivityId, ActivityKind? ActivityType, DateTimeOffset? ScheduledAt);

    public sealed record Dismissed(string Status, string AnomalyId);

    public sealed record AlreadySettled(InsightState State) : Conflict($"This insight is settled already: {Words<InsightState>.ToWord[State]}.");
    public sealed record DueInThePast(DateTimeOffset At) : Invalid("due_at", "It cannot be planned for the past.", At);

    static readonly TimeOnly Morning = new(10, 0), LastCall = new(17, 0), EndOfDay = new(17, 30);

    public static ActivityKind KindOf(InsightAction action) => action switch
    {
        InsightAction.Email => ActivityKind.Email,
        InsightAction.Call => ActivityKind.Call,
        InsightAction.Schedule => ActivityKind.Meeting,
        _ => ActivityKind.Task,
    };

    /// <summary>When an action is due, by the clock where the tenant works.</summary>
    public static DateTimeOffset DueOf(InsightAction action, DateTimeOffset now, TenantInfo tenant)
    {
        var local = TimeZoneInfo.ConvertTime(now, tenant.TimeZone);
        var (today, time) = (DateOnly.FromDateTime(local.DateTime), TimeOnly.FromDateTime(local.DateTime));
        var atWork = IsWorkingDay(today) && time < LastCall;
        return action switch
        {
            InsightAction.Email when atWork => At(today, EndOfDay, tenant),
            InsightAction.Call when atWork => now.AddHours(1),
            InsightAction.Schedule => At(WorkingDays(today, 2), Morning, tenant),
            _ => At(WorkingDays(today, 1), Morning, tenant),
        };
    }

    public static async Task<Result<Acted>> Handle(string insight, ActRequest request, Actor actor, IEnumerable<IHasActivities> hosts, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (await SettleFinding.Handle(insight, InsightState.Acted, db, stop) is { } seenTo)
            return seenTo.Refused(out var settled) ? settled : new Acted("success", seenTo.Value.Key, InsightAction.Update, null, null, null);
        var found = await Find(insight, db, stop);
        if (found.Refused(out var refusal))
            return refusal;
        var (case_, deal) = found.Value;
        if (request.DueAt < db.Now)
            return new DueInThePast(request.DueAt.Value);

        var due = (request.DueAt ?? DueOf(case_.ActionType, db.Now, db.Tenant)).ToUniversalTime();
        var decided = LogActivity.Decide(new("opportunity", deal.Id, Words<ActivityKind>.ToWord[KindOf(case_.ActionType)], case_.Recommendation, Completed: false, ScheduledAt: due,
            Metadata: JsonSerializer.SerializeToElement(new { insight = case_.Key })), db.TenantId, actor.Person, db.Now);
        if (decided.Refused(out var fault))
            return fault;
        var planned = decided.Value;
        await LogActivity.Write(db, new(EntityType.Opportunity, deal.Id, deal.OwnerId, [deal.Id], deal.Id), planned, hosts, stop);
        await Settle(case_, InsightState.Acted, deal, db, stop);
        return new Acted("success", case_.Key, case_.ActionType, planned.Id, planned.Kind, due);
    }

    public static async Task<Result<Dismissed>> Handle(string insight, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (await SettleFinding.Handle(insight, InsightState.Dismissed, db, stop) is { } aside)
            return aside.Refused(out var settled) ? settled : new Dismissed("success", aside.Value.Key);
        var found = await Find(insight, db, stop);
        if (found.Refused(out var refusal))
            return refusal;
        await Settle(found.Value.Case, InsightState.Dismissed, found.Value.Deal, db, stop);
        return new Dismissed("success", found.Value.Case.Key);
    }

    static async Task<Result<(Insight Case, Deal Deal)>> Find(string insight, SalesDb db, CancellationToken stop)
    {
        var (insights, deals) = (db.Insights, db.Deals.VisibleTo(db.Actor));
        var id = Guid.TryParse(insight, out var parsed) ? parsed : Guid.Empty;
        if (await insights.SingleOrDefaultAsync(i => i.Key == insight || i.Id == id, stop) is not { } found || await deals.AsNoTracking().SingleOrDefaultAsync(d => d.Id == found.DealId, stop) is not { } deal)
            return new NotFound("insight");
        return found.State == InsightState.Open ? (found, deal) : new AlreadySettled(found.State);
    }

    static async Task Settle(Insight insight, InsightState how, Deal deal, SalesDb db, CancellationToken stop)
    {
        insight.Settle(how, db.Actor.Person, db.Now);
        db.Record("insight.settled", "insight", insight.Id, deal.OwnerId, new { state = how, count = 1 });
        var action = how == InsightState.Acted ? "insight.act" : "insight.dismiss";
        db.Add(db.NewAudit(action, "insight", insight.Id, Json.Write(new { before = new { state = InsightState.Open }, after = new { state = how }, metadata = new { anomaly_id = insight.Key } })));
        await db.SaveChangesAsync(stop);
        await JudgeRisks.KeepRiskLevels([deal.Id], db, stop);
        await db.Commit(action, stop);
    }

    static bool IsWorkingDay(DateOnly day) => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);

    static DateOnly WorkingDays(DateOnly from, int count)
    {
        for (; count > 0; count -= IsWorkingDay(from) ? 1 : 0)
            from = from.AddDays(1);
        return from;
    }

    static DateTimeOffset At(DateOnly day, TimeOnly time, TenantInfo tenant) => tenant.StartOf(day) + time.ToTimeSpan();

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/insights/{id}/act", async (string id, ActRequest? request, Actor actor, IEnumerable<IHasActivities> hosts, Database database, CancellationToken stop) => (await Handle(id, request ?? new(), actor, hosts, database, stop)).Answer())
            .Requires(InsightRights.Settle).WithSummary("Do what an insight recommends: plan it on the deal")
            .WithDescription("By action_type: email plans an e-mail by the end of the day, call a call within the hour, schedule a meeting in two working days, update a task by the next working morning; outside of office hours the next working morning. due_at says otherwise. An insight about no record, such as a quiet week, is marked as seen to.");
        routes.MapPost("/insights/{id}/dismiss", async (string id, Actor actor, Database database, CancellationToken stop) => (await Handle(id, actor, database, stop)).Answer())
            .Requires(InsightRights.Settle).WithSummary("Put an insight aside until the case changes");
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;

namespace Rainmaker.Platform.Audit;

/// <summary>Who did what, newest first: changes, refusals and exports, each as it was written in the transaction it tells of.</summary>
public static class ListAudit
{
    public static readonly Right Right = new("audit.read", Right.Administrators);

    /// <param name="ActorId">A user's id.</param>
    /// <param name="Action">Such as deal.stage_change, or the beginning of one: deal.</param>
    /// <param name="ResourceType">lead, deal, contact, user ...</param>
    /// <param name="ResourceId">All that was ever done to one record.</param>
    /// <param name="Outcome">success, denied, failed.</param>
    /// <param name="From">yyyy-MM-dd where the tenant works, included.</param>
    /// <param name="To">As From, included.</param>
    public sealed record Filter(
        [FromQuery(Name = "actor_id")] Guid? ActorId = null, [FromQuery(Name = "action")] string? Action = null, [FromQuery(Name = "resource_type")] string? ResourceType = null,
        [FromQuery(Name = "resource_id")] Guid? ResourceId = null, [FromQuery(Name = "outcome")] string? Outcome = null, [FromQuery(Name = "from")] string? From = null, [FromQuery(Name = "to")] string? To = null,
        [FromQuery(Name = "limit")] int? Limit = null, [FromQuery(Name = "cursor")] string? Cursor = null);

    /// <param name="ActorName">Null where nobody's: the system, a token, a form.</param>
    /// <param name="Detail">before, after, metadata.</param>
    public sealed record View(
        Guid Id, DateTimeOffset Timestamp, Guid? ActorId, string? ActorName, ActorKind ActorKind, string Action, string ResourceType, Guid? ResourceId, AuditOutcome Outcome, JsonNode? Detail);

    public sealed record NotAnOutcome(string Sent) : Invalid("outcome", $"'{Sent}' is no outcome; there are success, denied, failed.", Sent);

    public sealed record NotADay(string Field, string Sent) : Invalid(Field, $"'{Sent}' is not a day as 2026-01-31.", Sent);

    public static async Task<Result<Listing<View>>> Handle(Filter filter, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var (limit, outcome, from, to, after) = (Cursor.Limit(filter.Limit), OutcomeOf(filter.Outcome), DayOf("from", filter.From), DayOf("to", filter.To), Last(filter.Cursor));
        if (limit.Refused(out var refusal) || outcome.Refused(out refusal) || from.Refused(out refusal) || to.Refused(out refusal) || after.Refused(out refusal))
            return refusal;
        var chosen = Within(db.Set<AuditEntry>().AsNoTracking(), from.Value, to.Value, db.Tenant);
        if (filter.ActorId is { } who)
            chosen = chosen.Where(a => a.ActorId == who);
        if (filter.Action is { Length: > 0 } action)
            chosen = chosen.Where(a => a.Action == action || a.Action.StartsWith(action + "."));
        if (filter.ResourceType is { Length: > 0 } type)
            chosen = chosen.Where(a => a.ResourceType == type);
        if (filter.ResourceId is { } record)
            chosen = chosen.Where(a => a.ResourceId == record);
        if (outcome.Value is { } became)
            chosen = chosen.Where(a => a.Outcome == became);
        if (after.Value is { } last)
            chosen = chosen.Where(a => a.Id < last);
        var rows = await chosen.OrderByDescending(a => a.Id).Take(limit.Value + 1).ToListAsync(stop);
        var people = rows.Where(r => r.ActorId is not null).Select(r => r.ActorId!.Value).Distinct().ToList();
        var names = await db.Users.AsNoTracking().Where(u => people.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.Name, stop);
        return Listing<View>.Of(rows, limit.Value,
            r => new View(r.Id, r.At, r.ActorId, r.ActorId is { } id ? names.GetValueOrDefault(id) : null, r.ActorKind, r.Action, r.ResourceType, r.ResourceId, r.Outcome, JsonNode.Parse(r.Detail)),
            r => Cursor.Write("newest", r.Id.ToString()));
    }

    // An id begins with its time: by it the days are found without reading all the others.
    static IQueryable<AuditEntry> Within(IQueryable<AuditEntry> rows, DateOnly? from, DateOnly? to, TenantInfo tenant)
    {
        if (from is { } first)
        {
            var (begins, before) = (tenant.StartOf(first), Ids.At(tenant.StartOf(first).AddMilliseconds(-1)));
            rows = rows.Where(a => a.At >= begins && a.Id > before);
        }
        if (to is { } last)
        {
            var (ends, behind) = (tenant.StartOf(last.AddDays(1)), Ids.At(tenant.StartOf(last.AddDays(1)).AddMilliseconds(1)));
            rows = rows.Where(a => a.At < ends && a.Id < behind);
        }
        return rows;
    }

    static Result<AuditOutcome?> OutcomeOf(string? sent)
    {
        if (string.IsNullOrEmpty(sent))
            return (AuditOutcome?)null;
        return Words<AuditOutcome>.FromWord.TryGetValue(sent, out var outcome) ? outcome : new NotAnOutcome(sent);
    }

    static Result<DateOnly?> DayOf(string field, string? sent)
    {
        if (string.IsNullOrEmpty(sent))
            return (DateOnly?)null;
        return DateOnly.TryParseExact(sent, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1970 and < 9999 ? day : new NotADay(field, sent);
    }

    static Result<Guid?> Last(string? cursor)
    {
        if (string.IsNullOrEmpty(cursor))
            return (Guid?)null;
        return Cursor.Read(cursor, "newest") is [var id] && Guid.TryParse(id, out var last) ? last : new Cursor.NotACursor(cursor);
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/audit", async ([AsParameters] Filter filter, Actor actor, Database database, CancellationToken stop) => (await Handle(filter, actor, database, stop)).Answer())
            .Requires(Right).WithTags("Audit").WithSummary("Who did what, newest first");
        routes.MapGet("/api/audit/check", VerifyAudit.Handle).Requires(Right).WithTags("Audit").WithSummary("Whether every entry is still as it was written");
    }
}

using System.Globalization;

namespace Rainmaker.Activities;

/// <summary>All that was done and is planned on one record, newest first. A deal shows what was done while it was a lead.</summary>
public static class ReadTimeline
{
    const string Sort = "timeline";

    /// <summary>A line with who wrote it.</summary>
    public sealed record Line(Activity Activity, string? By);

    public static async Task<Result<Listing<Line>>> Handle(EntityType type, Guid id, int? limit, string? cursor, Actor actor, IEnumerable<IHasActivities> hosts, Database database, CancellationToken stop)
    {
        var wanted = Cursor.Limit(limit);
        if (wanted.Refused(out var refusal))
            return refusal;
        await using var db = await database.Open(actor, stop);
        if (hosts.FirstOrDefault(h => h.Type == type) is not { } records || await records.Find(db, id, stop) is not { } host)
            return new NotFound(Words<EntityType>.ToWord[type]);
        var (timeline, users) = (host.Timeline, db.Users);
        var lines = db.Activities.AsNoTracking().Where(a => timeline.Contains(a.EntityId));
        if (cursor is { Length: > 0 })
        {
            if (Cursor.Read(cursor, Sort) is not [var ticks, var last] || !long.TryParse(ticks, CultureInfo.InvariantCulture, out var before) || before is < 0 or > 3_155_378_975_999_999_999 || !Guid.TryParse(last, out var lastId))
                return new Cursor.NotACursor(cursor);
            var at = new DateTimeOffset(before, TimeSpan.Zero);
            lines = lines.Where(a => a.At < at || (a.At == at && a.Id.CompareTo(lastId) < 0));
        }
        var rows = await lines.OrderByDescending(a => a.At).ThenByDescending(a => a.Id).Take(wanted.Value + 1)
            .Select(a => new Line(a, users.Where(u => u.Id == a.CreatedBy).Select(u => u.Name).FirstOrDefault())).ToListAsync(stop);
        return Listing<Line>.Of(rows, wanted.Value, r => r, r => Cursor.Write(Sort, r.Activity.At.UtcTicks.ToString(CultureInfo.InvariantCulture), r.Activity.Id.ToString()));
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/{entity_type}/{id:guid}/activities", async (string entity_type, Guid id, int? limit, string? cursor, Actor actor, IEnumerable<IHasActivities> hosts, Database database, CancellationToken stop) =>
            {
                if (EntityWords.Read(entity_type) is not { } type)
                    return new NotFound("address").Problem();
                var result = await Handle(type, id, limit, cursor, actor, hosts, database, stop);
                return result.Refused(out var refusal) ? refusal.Problem() : (IResult)TypedResults.Ok(result.Value.Select(l => ActivityView.Of(l.Activity)));
            })
            .Requires(ActivityRights.Read).Produces<Listing<ActivityView>>()
            .WithSummary("The activities of a lead, opportunity, company or contact");
}

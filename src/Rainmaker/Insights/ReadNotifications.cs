namespace Rainmaker.Insights;

/// <summary>A user's own list of news, newest first; and marking it read. A token without a user has none.</summary>
public static class ReadNotifications
{
    /// <param name="Kind">lead.assigned or insight.raised.</param>
    public sealed record Row(Guid Id, string Kind, string Title, string? EntityType, Guid? EntityId, DateTimeOffset Timestamp, DateTimeOffset? ReadAt);

    /// <param name="Ids">Which; all of one's own where left out.</param>
    public sealed record MarkRead(IReadOnlyList<Guid>? Ids = null);

    public sealed record TooMany(int Sent) : Invalid("ids", $"{Sent} ids were sent; 200 may be. Leave them out to mark all.", Sent);

    public static async Task<Result<Listing<Row>>> Handle(int? limit, string? cursor, bool unreadOnly, Actor actor, Database database, CancellationToken stop)
    {
        var atMost = Cursor.Limit(limit);
        if (atMost.Refused(out var refusal))
            return refusal;
        Guid? after = null;
        if (cursor is not null)
        {
            if (Cursor.Read(cursor, "newest") is not [var id] || !Guid.TryParse(id, out var last))
                return new Cursor.NotACursor(cursor);
            after = last;
        }
        await using var db = await database.Open(actor, stop);
        var notifications = db.Notifications;
        var rows = await notifications.AsNoTracking()
            .Where(n => n.UserId == actor.User && (!unreadOnly || n.ReadAt == null) && (after == null || n.Id < after))
            .OrderByDescending(n => n.Id).Take(atMost.Value + 1).ToListAsync(stop);
        return Listing<Row>.Of(rows, atMost.Value, n => new Row(n.Id, n.Kind, n.Title, n.EntityType, n.EntityId, n.At, n.ReadAt), n => Cursor.Write("newest", n.Id.ToString()));
    }

    public static async Task<int> Unread(Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var notifications = db.Notifications;
        return await notifications.CountAsync(n => n.UserId == actor.User && n.ReadAt == null, stop);
    }

    public static async Task<Result<Done>> Handle(MarkRead request, Actor actor, Database database, CancellationToken stop)
    {
        if (request.Ids is { Count: > 200 } many)
            return new TooMany(many.Count);
        await using var db = await database.Open(actor, stop);
        var (notifications, ids) = (db.Notifications, request.Ids ?? []);
        var marked = await notifications.Where(n => n.UserId == actor.User && n.ReadAt == null && (request.Ids == null || ids.Contains(n.Id))).ExecuteUpdateAsync(n => n.SetProperty(x => x.ReadAt, db.Now), stop);
        if (marked > 0)
            db.Record("notification.read", "notification", Guid.Empty, actor.Person);
        await db.Finish(stop, save: true);
        return Done.It;
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/notifications", async (int? limit, string? cursor, bool? unread, Actor actor, Database database, CancellationToken stop) => (await Handle(limit, cursor, unread is true, actor, database, stop)).Answer())
            .Requires(InsightRights.Read).WithTags("Notifications").WithSummary("One's own news, newest first");
        routes.MapPost("/api/notifications/read", async (MarkRead request, Actor actor, Database database, CancellationToken stop) => (await Handle(request, actor, database, stop)).Answer())
            .Requires(InsightRights.Read).WithTags("Notifications").WithSummary("Mark one's news read");
    }
}

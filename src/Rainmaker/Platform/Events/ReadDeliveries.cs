namespace Rainmaker.Platform.Events;

/// <summary>What still has to happen because something else did, and what was given up after <see cref="Dispatcher.MostAttempts"/> tries; newest first.</summary>
public static class ReadDeliveries
{
    public static readonly Right Right = new("deliveries.manage", Right.Administrators);

    /// <param name="Event">Its kind, such as lead.created.</param>
    /// <param name="LastError">Of the last try that failed.</param>
    public sealed record View(
        Guid Id, string Subscriber, DeliveryState State, int Attempts, DateTimeOffset NextTryAt, string? LastError, DateTimeOffset CreatedAt, DateTimeOffset? DoneAt,
        Guid EventId, string? Event, string? EntityType, Guid? EntityId);

    /// <param name="Due">Waiting, tried before or not.</param>
    /// <param name="Dead">Given up; replayed only by hand.</param>
    public sealed record Totals(int Due, int Dead);

    public sealed record NotAState(string Sent) : Invalid("state", $"'{Sent}' is no state; there are due, done, dead.", Sent);

    /// <param name="state">due, done or dead; dead where left out.</param>
    public static async Task<Result<Listing<View>>> Handle(string? state, int? limit, string? cursor, Actor actor, Database database, CancellationToken stop)
    {
        var atMost = Cursor.Limit(limit);
        if (atMost.Refused(out var refusal))
            return refusal;
        if (!Words<DeliveryState>.FromWord.TryGetValue(string.IsNullOrEmpty(state) ? "dead" : state, out var wanted))
            return new NotAState(state!);
        var after = Guid.Empty;
        if (cursor is { Length: > 0 } && !(Cursor.Read(cursor, "newest") is [var id] && Guid.TryParse(id, out after)))
            return new Cursor.NotACursor(cursor);
        await using var db = await database.Open(actor, stop);
        var rows = await (from delivery in db.Set<Delivery>().AsNoTracking()
                          where delivery.State == wanted && (after == Guid.Empty || delivery.Id < after)
                          join told in db.Set<Event>() on delivery.EventId equals told.Id into events
                          from told in events.DefaultIfEmpty()
                          orderby delivery.Id descending
                          select new View(delivery.Id, delivery.Subscriber, delivery.State, delivery.Attempts, delivery.NextTryAt, delivery.LastError, delivery.CreatedAt, delivery.DoneAt,
                              delivery.EventId, told.Kind, told.EntityType, told.EntityId)).Take(atMost.Value + 1).ToListAsync(stop);
        return Listing<View>.Of(rows, atMost.Value, v => v, v => Cursor.Write("newest", v.Id.ToString()));
    }

    public static async Task<Totals> Count(Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        return new(await db.Set<Delivery>().CountAsync(d => d.State == DeliveryState.Due, stop), await db.Set<Delivery>().CountAsync(d => d.State == DeliveryState.Dead, stop));
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/deliveries", async (string? state, int? limit, string? cursor, Actor actor, Database database, CancellationToken stop) => (await Handle(state, limit, cursor, actor, database, stop)).Answer())
            .Requires(Right).WithTags("Deliveries").WithSummary("What follows from events: given up, waiting or done");
        routes.MapPost("/api/deliveries/replay", async (ReplayDeliveries.Request request, Actor actor, Database database, CancellationToken stop) => (await ReplayDeliveries.Handle(request, actor, database, stop)).Answer())
            .Requires(Right).WithTags("Deliveries").WithSummary("Try again what was given up");
    }
}

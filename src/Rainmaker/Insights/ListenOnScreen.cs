namespace Rainmaker.Insights;

/// <summary>The stream of an open page: kinds and ids of what changed, never its content, which the page fetches as who is looking at it. A notification rings.</summary>
public static class ListenOnScreen
{
    sealed record Change(IEnumerable<string> Kinds, IEnumerable<Guid> Ids);
    sealed record Ring(string Text, string Tone);

    static async Task Handle(HttpContext http, Actor actor, LiveHub hub, Database database, CancellationToken stop)
    {
        using var listener = hub.Listen(actor.Tenant);
        if (listener is null)
        {
            await new LiveCall.TooManyListen().Problem().ExecuteAsync(http);
            return;
        }
        LiveCall.BeginStream(http);
        await http.Response.WriteAsync(":\n\n", stop);
        await http.Response.Body.FlushAsync(stop);
        await LiveCall.Run(http, listener, async (heard, now, end) =>
        {
            if (heard.Count == 0)
                await http.Response.WriteAsync(":\n\n", end);
            else
                await http.Response.WriteAsync($"event: change\ndata: {Json.Write(new Change(heard.SelectMany(e => e.Touches()).Distinct(), heard.SelectMany(Ids).Distinct()))}\n\n", end);
            foreach (var ring in await Rings(heard, now, database, end))
                await http.Response.WriteAsync($"event: toast\ndata: {Json.Write(ring)}\n\n", end);
            await http.Response.Body.FlushAsync(end);
        }, stop);
    }

    // What is logged on a record changes the record's own pieces too.
    static IEnumerable<Guid> Ids(Event told)
    {
        yield return told.EntityId;
        if (told.EntityType == "activity" && JsonElement.Parse(told.Data).TryGetProperty("entity_id", out var of) && of.TryGetGuid(out var id))
            yield return id;
    }

    static async Task<IReadOnlyList<Ring>> Rings(IReadOnlyList<Event> heard, Actor actor, Database database, CancellationToken stop)
    {
        var ids = heard.Where(e => e.Kind == "notification.created").Select(e => e.EntityId).ToArray();
        if (ids.Length == 0)
            return [];
        await using var db = await database.Open(actor, stop);
        var notifications = db.Notifications;
        return await notifications.AsNoTracking().Where(n => ids.Contains(n.Id) && n.UserId == actor.User).OrderBy(n => n.At).Take(3).Select(n => new Ring(n.Title, "info")).ToListAsync(stop);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/live", Handle).Requires(InsightRights.Read).ExcludeFromDescription();
}

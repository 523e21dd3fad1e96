namespace Rainmaker.Insights;

/// <summary>The stream of an open page: kinds and ids of what changed, never its content, which the page fetches as who is looking at it. A notification rings.</summary>
public static class ListenOnScreen
{
    static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(400);

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
        await LiveCall.Run(http, listener, async (news, end) =>
        {
            await http.Response.WriteAsync(Told(news), end);
            foreach (var ring in await Rings(news, database, end))
                await http.Response.WriteAsync($"event: toast\ndata: {Json.Write(ring)}\n\n", end);
            await http.Response.Body.FlushAsync(end);
            // A flood of changes comes as a few messages: the page fetches its pieces at most twice a second.
            await Task.Delay(Pace, http.RequestServices.GetRequiredService<TimeProvider>(), end);
        }, stop);
    }

    static string Told(LiveCall.News news)
    {
        if (!news.Lost && news.Heard.Count == 0)
            return ":\n\n";
        var change = news.Lost ? new Change(["*"], []) : new Change(news.Heard.SelectMany(e => e.Touches()).Distinct(), news.Heard.Select(e => e.EntityId).Distinct());
        return $"event: change\ndata: {Json.Write(change)}\n\n";
    }

    static async Task<IReadOnlyList<Ring>> Rings(LiveCall.News news, Database database, CancellationToken stop)
    {
        var ids = news.Heard.Where(e => e.Kind == "notification.created").Select(e => e.EntityId).ToArray();
        if (ids.Length == 0)
            return [];
        await using var db = await database.Open(news.Actor, stop);
        var notifications = db.Notifications;
        return await notifications.AsNoTracking().Where(n => ids.Contains(n.Id) && n.UserId == news.Actor.User).OrderBy(n => n.At).Take(3).Select(n => new Ring(n.Title, "info")).ToListAsync(stop);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/live", Handle).Requires(InsightRights.Read).ExcludeFromDescription();
}

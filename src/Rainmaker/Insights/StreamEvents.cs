namespace Rainmaker.Insights;

/// <summary>Server-sent events for programs: every event in sight as it happens. <c>Last-Event-ID</c> goes on behind an event; where that is too long ago, a <c>resync</c> says so.</summary>
public static class StreamEvents
{
    const string Resync = "event: resync\ndata: {}\n\n";

    static async Task Handle(HttpContext http, Actor actor, LiveHub hub, CancellationToken stop)
    {
        using var listener = hub.Listen(actor.Tenant);
        if (listener is null)
        {
            await new LiveCall.TooManyListen().Problem().ExecuteAsync(http);
            return;
        }
        LiveCall.BeginStream(http);
        await http.Response.WriteAsync(": Rainmaker\n\n", stop);
        var told = await Resume(http, actor, hub, stop);
        await http.Response.Body.FlushAsync(stop);
        await LiveCall.Run(http, listener, async (news, end) =>
        {
            await http.Response.WriteAsync(news.Lost ? Resync : news.Heard.Count == 0 ? ":\n\n" : "", end);
            foreach (var one in news.Heard.Where(e => !told.Remove(e.Id)))
                await Write(http, one, end);
            await http.Response.Body.FlushAsync(end);
        }, stop);
    }

    // Listening has begun already: what happens meanwhile comes twice, and the second is left out.
    static async Task<HashSet<Guid>> Resume(HttpContext http, Actor actor, LiveHub hub, CancellationToken stop)
    {
        var told = new HashSet<Guid>();
        if (http.Request.Headers["Last-Event-ID"] is not [{ Length: > 0 } last, ..])
            return told;
        var missed = Guid.TryParse(last, out var after) ? await hub.Missed(actor.Tenant, after, stop) : null;
        if (missed is null)
            await http.Response.WriteAsync(Resync, stop);
        foreach (var one in missed ?? [])
        {
            told.Add(one.Id);
            if (actor.Hears(one))
                await Write(http, one, stop);
        }
        return told;
    }

    static Task Write(HttpContext http, Event told, CancellationToken stop)
    {
        var message = LiveMessage.Of(told);
        return http.Response.WriteAsync($"id: {message.Id}\nevent: {message.Type}\ndata: {Json.Write(message)}\n\n", stop);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/events/stream", Handle).Requires(InsightRights.Read).WithTags("Live").WithSummary("What happens, as server-sent events");
}

namespace Rainmaker.Insights;

/// <summary>What every live stream has in common: a listener, the caller asked for anew with each batch of news, an end when the server stops.</summary>
static class LiveCall
{
    /// <summary>How long a stream stays silent at most; a line without content tells proxies and clients that it is alive.</summary>
    static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    public sealed record TooManyListen() : Conflict("Too many listen already. Try again later.");

    /// <param name="Heard">What the caller may hear now; nothing means "still here".</param>
    /// <param name="Lost">Something came too fast and was not heard: whoever keeps count must begin anew.</param>
    public readonly record struct News(IReadOnlyList<Event> Heard, bool Lost, Actor Actor);

    public static async Task Run(HttpContext http, LiveHub.Listener listener, Func<News, CancellationToken, Task> hear, CancellationToken stop)
    {
        var lifetime = http.RequestServices.GetRequiredService<IHostApplicationLifetime>();
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, lifetime.ApplicationStopping);
        try
        {
            while (!both.IsCancellationRequested)
            {
                var news = await listener.News(Silence, both.Token);
                if (await Again(http) is not { } actor)
                    return;
                var (heard, lost) = (news.Where(actor.Hears).ToList(), listener.TakeLost());
                if (heard.Count > 0 || lost || news.Count == 0)
                    await hear(new(heard, lost, actor), both.Token);
            }
        }
        catch (OperationCanceledException) when (both.IsCancellationRequested)
        {
            // The listener left, or the server stops.
        }
    }

    public static void BeginStream(HttpContext http)
    {
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
    }

    /// <summary>Who the caller is by now; null once signed out, revoked, expired.</summary>
    static async ValueTask<Actor?> Again(HttpContext http)
    {
        var services = http.RequestServices;
        return await RainmakerScheme.Find(http.Request, services.GetRequiredService<Callers>(), services.GetRequiredService<SessionCookie>()) is { Refusal: null } found ? found.Value.Actor : null;
    }
}

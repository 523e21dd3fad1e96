using System.Net.WebSockets;

namespace Rainmaker.Insights;

/// <summary>The same as a WebSocket: one JSON message for each event in sight, <c>resync</c> where some came too fast. Pages of other sites are refused; what the client sends is not read.</summary>
public static class ListenBySocket
{
    public sealed record NotASocket() : Invalid("upgrade", "This address speaks WebSocket.");
    public sealed record OtherOrigin(string Origin) : Forbidden($"A page of {Origin} may not listen here.");

    static async Task Handle(HttpContext http, Actor actor, LiveHub hub, IConfiguration settings, CancellationToken stop)
    {
        if (!http.WebSockets.IsWebSocketRequest)
        {
            await new NotASocket().Problem().ExecuteAsync(http);
            return;
        }
        if (http.Request.Headers.Origin is [{ Length: > 0 } origin, ..] && !IsOurs(origin, http, settings["RAINMAKER_PUBLIC_URL"]))
        {
            await new OtherOrigin(origin).Problem().ExecuteAsync(http);
            return;
        }
        using var listener = hub.Listen(actor.Tenant);
        if (listener is null)
        {
            await new LiveCall.TooManyListen().Problem().ExecuteAsync(http);
            return;
        }
        using var socket = await http.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { KeepAliveInterval = TimeSpan.FromSeconds(20), KeepAliveTimeout = TimeSpan.FromSeconds(20) });
        using var left = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var leaving = WaitForLeave(socket, left);
        await LiveCall.Run(http, listener, async (news, end) =>
        {
            if (news.Lost)
                await socket.SendAsync("""{"type":"resync"}"""u8.ToArray(), WebSocketMessageType.Text, true, end);
            foreach (var told in news.Heard)
                await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(LiveMessage.Of(told), Json.Wire), WebSocketMessageType.Text, true, end);
        }, left.Token);
        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            await socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, null, CancellationToken.None);
        await left.CancelAsync();
        await leaving;
    }

    static bool IsOurs(string origin, HttpContext http, string? publicUrl) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var from)
        && (from.Authority == http.Request.Host.Value || (Uri.TryCreate(publicUrl, UriKind.Absolute, out var own) && from.Authority == own.Authority));

    static async Task WaitForLeave(WebSocket socket, CancellationTokenSource left)
    {
        var unread = new byte[512];
        try
        {
            while (!left.IsCancellationRequested && (await socket.ReceiveAsync(unread, left.Token)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // Left without a word.
        }
        await left.CancelAsync();
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/ws/sales", Handle).Requires(InsightRights.Read).ExcludeFromDescription();
}

using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace Rainmaker.Platform.Web.Limits;

/// <summary>So many at a time for each key (an address, a form), held in this process's memory. For what strangers may do; plans are counted elsewhere.</summary>
public sealed class Throttle(int permits, TimeSpan window) : IDisposable
{
    readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetSlidingWindowLimiter(key,
        _ => new SlidingWindowRateLimiterOptions { PermitLimit = permits, Window = window, SegmentsPerWindow = 6, QueueLimit = 0, AutoReplenishment = true }), StringComparer.Ordinal);

    /// <summary>Takes one for the key; null where there was one, else when to come back.</summary>
    public TimeSpan? Refuses(string key)
    {
        using var lease = _limiter.AttemptAcquire(key);
        return lease.IsAcquired ? null : lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : window / 6;
    }

    /// <summary>Where a request comes from. A household has a whole IPv6 /64, so that is one address.</summary>
    public static string AddressOf(HttpContext http)
    {
        if (http.Connection.RemoteIpAddress is not { } address)
            return "unknown";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? new IPNetwork(new IPAddress([.. address.GetAddressBytes()[..8], .. new byte[8]]), 64).ToString() : address.ToString();
    }

    public void Dispose() => _limiter.Dispose();
}

public static class ThrottledRoutes
{
    /// <summary>Refuses with 429 what comes too often. Keyed by the caller's address unless told otherwise; a key of null is let through.</summary>
    public static RouteHandlerBuilder LimitedBy(this RouteHandlerBuilder route, Throttle throttle, Func<HttpContext, string?>? keyOf = null) => route.AddEndpointFilter(async (context, next) =>
    {
        var http = context.HttpContext;
        if ((keyOf ?? Throttle.AddressOf)(http) is { } key && throttle.Refuses(key) is { } after)
        {
            await TooMany.Refuse(http, after, "Too many requests from here. Wait a moment.");
            return Results.Empty;
        }
        return await next(context);
    });
}

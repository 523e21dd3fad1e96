using System.Net;
using System.Threading.RateLimiting;

namespace Rainmaker.Leads;

/// <summary>
/// How much strangers may send: so many captures a minute from one address and through one form. Their own limits, so that a flood of forms does
/// not eat the tenant's plan (M1.2). Set with RAINMAKER_PUBLIC_PER_ADDRESS and RAINMAKER_PUBLIC_PER_FORM.
/// </summary>
public sealed class PublicLimits : IDisposable
{
    const int UsualPerAddress = 300, UsualPerForm = 6000, Seen = 1000;
    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    readonly PartitionedRateLimiter<string> _address;
    readonly PartitionedRateLimiter<Guid> _form;
    readonly PartitionedRateLimiter<string> _hour = Windows<string>(Seen, TimeSpan.FromHours(1));

    public PublicLimits(IConfiguration settings)
    {
        _address = Windows<string>(settings.GetValue("RAINMAKER_PUBLIC_PER_ADDRESS", UsualPerAddress), Minute);
        _form = Windows<Guid>(settings.GetValue("RAINMAKER_PUBLIC_PER_FORM", UsualPerForm), Minute);
    }

    /// <summary>How long to wait; null where it may come in now.</summary>
    public TimeSpan? Wait(string address)
    {
        using var lease = _address.AttemptAcquire(address);
        return Wait(lease);
    }

    /// <param name="door">The form, or the tenant where no form was named.</param>
    public TimeSpan? Wait(Guid door)
    {
        using var lease = _form.AttemptAcquire(door);
        return Wait(lease);
    }

    /// <summary>Captures from the address within about an hour, this one not counted.</summary>
    public int Recent(string address)
    {
        var before = _hour.GetStatistics(address)?.CurrentAvailablePermits ?? Seen;
        _hour.AttemptAcquire(address).Dispose();
        return (int)(Seen - before);
    }

    /// <summary>A household with IPv6 has 2^64 addresses: they count as one.</summary>
    public static string AddressOf(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes(), 0, 8) : address.ToString();
    }

    public void Dispose()
    {
        _address.Dispose();
        _form.Dispose();
        _hour.Dispose();
    }

    static TimeSpan? Wait(RateLimitLease lease) =>
        lease.IsAcquired ? null : lease.TryGetMetadata(MetadataName.RetryAfter, out var after) && after > TimeSpan.Zero ? after : TimeSpan.FromSeconds(1);

    static PartitionedRateLimiter<T> Windows<T>(int permits, TimeSpan window) where T : notnull => PartitionedRateLimiter.Create<T, T>(key => RateLimitPartition.GetSlidingWindowLimiter(key, _ => new SlidingWindowRateLimiterOptions
    {
        PermitLimit = permits, Window = window, SegmentsPerWindow = 6, QueueLimit = 0, AutoReplenishment = true,
    }));
}

using System.Net;
using System.Net.Sockets;

namespace Rainmaker.Platform.Outgoing;

/// <summary>
/// The one way out to other people's servers. An address that a tenant typed must not lead into the installation's own network: a name is looked up
/// once, and only what it leads to is connected to. Follows no redirect. The operator may open ranges (<c>RAINMAKER_ALLOW_ADDRESSES</c>), a tenant never.
/// </summary>
public sealed class OutgoingCalls : IDisposable
{
    readonly List<System.Net.IPNetwork> _allowed = [];

    /// <exception cref="CannotContinue">The setting is not a list of addresses and ranges.</exception>
    public OutgoingCalls(IConfiguration settings)
    {
        foreach (var word in (settings["RAINMAKER_ALLOW_ADDRESSES"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (System.Net.IPNetwork.TryParse(word, out var range))
                _allowed.Add(range);
            else if (IPAddress.TryParse(word, out var one))
                _allowed.Add(new(one, one.AddressFamily == AddressFamily.InterNetwork ? 32 : 128));
            else
                throw new CannotContinue($"RAINMAKER_ALLOW_ADDRESSES holds '{word}'. It takes addresses and ranges such as 127.0.0.0/8, parted by commas.", ExitCode.Usage);
        }
        Client = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseCookies = false, UseProxy = false, AutomaticDecompression = DecompressionMethods.All, ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2), MaxConnectionsPerServer = 16, ConnectCallback = Connect,
        }) { Timeout = TimeSpan.FromMinutes(2) };
    }

    /// <summary>For everybody; it holds no credentials.</summary>
    public HttpClient Client { get; }

    /// <summary>Why an address that somebody typed is not one to call; null where it is.</summary>
    public async Task<string?> Refusal(Uri address, CancellationToken stop)
    {
        try
        {
            if ((await Dns.GetHostAddressesAsync(address.DnsSafeHost, stop)).Where(IsOpen).ToList() is not { Count: > 0 } open)
                return $"{address.Host} lies inside the network of this installation; nothing there is called. Whoever runs it can allow it (RAINMAKER_ALLOW_ADDRESSES).";
            return address.Scheme == Uri.UriSchemeHttps || open.TrueForAll(IsAllowed) ? null : $"{address.Host} must be called by https, so that nobody on the way reads the key.";
        }
        catch (SocketException)
        {
            return $"There is no server called {address.Host}.";
        }
    }

    async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken stop)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var open = (await Dns.GetHostAddressesAsync(host, stop)).Where(IsOpen).ToArray();
        if (open.Length == 0)
            throw new HttpRequestException($"{host} leads into the network of this installation, and nothing there is called.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(open, port, stop);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    bool IsOpen(IPAddress address) => IsAllowed(address) || IsPublic(address);

    bool IsAllowed(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return _allowed.Exists(range => range.Contains(plain));
    }

    static readonly System.Net.IPNetwork[] Inner =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            // Tunnels name an IPv4 address inside, which may be an inner one.
            "2001::/23", "2001:db8::/32", "2002::/16",
        }.Select(System.Net.IPNetwork.Parse),
    ];

    static readonly System.Net.IPNetwork Global = System.Net.IPNetwork.Parse("2000::/3");

    /// <summary>Whether an address belongs to the internet, not to a machine, a company's network or nobody.</summary>
    public static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return (plain.AddressFamily == AddressFamily.InterNetwork || Global.Contains(plain)) && !Array.Exists(Inner, range => range.Contains(plain));
    }

    public void Dispose() => Client.Dispose();
}

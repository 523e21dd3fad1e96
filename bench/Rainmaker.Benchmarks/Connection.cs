using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Rainmaker.Benchmarks;

/// <summary>
/// One keep-alive HTTP/1.1 connection to loopback, as thin as can be: the load and the server share two cores, so what the client costs the
/// server does not get.
/// </summary>
sealed class Connection : IDisposable
{
    readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    byte[] _buffer = new byte[256 * 1024];

    public Connection(int port) => _socket.Connect(IPAddress.Loopback, port);

    /// <summary>The status code; the body is read to its end and thrown away.</summary>
    public async Task<int> Send(ReadOnlyMemory<byte> request)
    {
        await _socket.SendAsync(request);
        var (have, head) = (0, -1);
        while (head < 0)
        {
            have += await Receive(have);
            head = _buffer.AsSpan(0, have).IndexOf("\r\n\r\n"u8);
        }
        var headers = Encoding.ASCII.GetString(_buffer, 0, head);
        var status = int.Parse(headers.AsSpan(9, 3), CultureInfo.InvariantCulture);
        var body = head + 4;
        if (Header(headers, "Content-Length: ") is { } length)
        {
            var end = body + int.Parse(length, CultureInfo.InvariantCulture);
            while (have < end)
                have += await Receive(have);
        }
        else if (Header(headers, "Transfer-Encoding: ") is not null)
        {
            while (!_buffer.AsSpan(body, have - body).EndsWith("0\r\n\r\n"u8))
                have += await Receive(have);
        }
        return status;
    }

    async Task<int> Receive(int have)
    {
        if (have == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        var got = await _socket.ReceiveAsync(_buffer.AsMemory(have));
        return got > 0 ? got : throw new IOException("The server closed the connection.");
    }

    static string? Header(string headers, string name)
    {
        var at = headers.IndexOf("\r\n" + name, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return null;
        var from = at + 2 + name.Length;
        var to = headers.IndexOf('\r', from);
        return to < 0 ? headers[from..] : headers[from..to];
    }

    public void Dispose() => _socket.Dispose();

    public static byte[] Get(string path, string token) => Encoding.UTF8.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n");

    public static byte[] PostJson(string path, string body, string? token = null) =>
        Encoding.UTF8.GetBytes($"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{(token is null ? "" : $"Authorization: Bearer {token}\r\n")}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Rainmaker.Connectors.HubSpot;

/// <summary>Whether a message was really sent by HubSpot: the signature of its webhooks. The other three vendors do not sign theirs.</summary>
public static class HubSpotSignature
{
    /// <summary>Older than this is refused: somebody may be playing an old message again.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromMinutes(5);

    // HubSpot signs the address with these few escapes undone, and only these.
    static readonly (string Escape, string Sign)[] _undone =
        [("%3A", ":"), ("%2F", "/"), ("%3F", "?"), ("%40", "@"), ("%21", "!"), ("%24", "$"), ("%27", "'"), ("%28", "("), ("%29", ")"), ("%2A", "*"), ("%2C", ","), ("%3B", ";")];

    /// <summary>The current form, header X-HubSpot-Signature-v3.</summary>
    /// <param name="uri">The public address as HubSpot knows it, not the one behind a proxy.</param>
    /// <param name="timestamp">Header X-HubSpot-Request-Timestamp, in milliseconds.</param>
    public static bool IsGood(string clientSecret, string method, string uri, ReadOnlySpan<byte> body, string? timestamp, string? signature, DateTimeOffset now)
    {
        if (signature is null || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var sent) || (now - DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(sent, 253_402_300_799_999))).Duration() > Freshness)
            return false;
        byte[] told = [.. Encoding.UTF8.GetBytes(method + Undone(uri)), .. body, .. Encoding.UTF8.GetBytes(timestamp)];
        return Same(Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(clientSecret), told)), signature);
    }

    /// <summary>The two older forms, header X-HubSpot-Signature; version 1 leaves method and address out. They carry no time, so a message may be an old one.</summary>
    public static bool IsGoodOld(string clientSecret, string? method, string? uri, ReadOnlySpan<byte> body, string? signature) =>
        signature is not null && Same(Convert.ToHexStringLower(SHA256.HashData((byte[])[.. Encoding.UTF8.GetBytes(clientSecret + method + uri), .. body])), signature);

    static string Undone(string uri)
    {
        foreach (var (escape, sign) in _undone)
            uri = uri.Replace(escape, sign, StringComparison.OrdinalIgnoreCase);
        return uri;
    }

    static bool Same(string one, string other) => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(one), Encoding.ASCII.GetBytes(other));
}

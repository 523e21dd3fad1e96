using System.Globalization;

namespace Rainmaker.Platform.Web;

/// <summary>A record's version on the wire: <c>ETag</c> out, <c>If-Match</c> in.</summary>
public static class Edition
{
    /// <summary>
    /// The version the caller has seen; null where none was named (or <c>*</c>), then the last writer wins. A tag that cannot be one of ours is
    /// answered as a version that never was, so that the update is refused as stale.
    /// </summary>
    public static uint? Seen(this HttpContext http)
    {
        var sent = http.Request.Headers.IfMatch.ToString().Trim();
        if (sent is "" or "*")
            return null;
        var tag = sent.StartsWith("W/", StringComparison.Ordinal) ? sent[2..] : sent;
        return uint.TryParse(tag.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var edition) ? edition : 0;
    }

    public static void Tell(this HttpContext http, uint edition) => http.Response.Headers.ETag = $"\"{edition.ToString(CultureInfo.InvariantCulture)}\"";
}

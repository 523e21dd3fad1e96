using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Rainmaker.Reports;

/// <summary>
/// The dashboard as one file: opens from a disk, asks nobody. Program and figures travel packed and in base64, so nothing a CRM holds can come alive as markup; the
/// page's own policy lets only this loader and this style in, both by their hash.
/// </summary>
public static class DashboardFile
{
    /// <summary>What a metrics file must have to be shown.</summary>
    static readonly string[] _needed = ["source", "as_of", "currency", "config", "owners", "leads", "pipeline", "activity", "contacts", "web_signals", "insights", "reverse_engineering", "time_series", "notices"];

    /// <param name="metrics">What <c>crm analyze</c> wrote.</param>
    /// <exception cref="FormatException">These are no figures; the message says what is missing.</exception>
    public static byte[] Of(ReadOnlyMemory<byte> metrics)
    {
        var source = Check(metrics);
        var (style, loader) = (Part("dashboard.css"), Part("dashboard-loader.js"));
        var page = new ArrayBufferWriter<byte>(400_000);
        void Text(string text) => Encoding.UTF8.GetBytes(text, page);
        void Packed(string id, byte[] gzip)
        {
            Text($"<script type=\"application/octet-stream\" id=\"{id}\">");
            Text(Convert.ToBase64String(gzip));
            Text("</script>\n");
        }
        Text($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src '{Hash(loader)}' blob:; style-src '{Hash(style)}'; img-src data:; base-uri 'none'; form-action 'none'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <title>Sales dashboard, {source}</title>
            <style>
            """.ReplaceLineEndings("\n"));
        page.Write(style);
        Text("</style>\n</head>\n<body>\n<noscript><p class=\"quiet\">The dashboard works its figures out in the browser: it needs scripts. They stand in this file; nothing is loaded.</p></noscript>\n<p class=\"quiet\">One moment ...</p>\n");
        Packed("figures", Pack(metrics.Span));
        Packed("program", Part("dashboard.js.gz"));
        Text("<script type=\"module\">");
        page.Write(loader);
        Text("</script>\n</body>\n</html>\n");
        return page.WrittenSpan.ToArray();
    }

    /// <returns>The source, safe to stand in a title.</returns>
    static string Check(ReadOnlyMemory<byte> metrics)
    {
        try
        {
            using var read = JsonDocument.Parse(metrics);
            var missing = _needed.Where(n => read.RootElement.ValueKind != JsonValueKind.Object || !read.RootElement.TryGetProperty(n, out _)).ToList();
            if (missing.Count > 0)
                throw new FormatException($"these are no figures of 'crm analyze': {string.Join(", ", missing)} {(missing.Count == 1 ? "is" : "are")} missing.");
            return System.Net.WebUtility.HtmlEncode(read.RootElement.GetProperty("source").ToString());
        }
        catch (JsonException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    static byte[] Pack(ReadOnlySpan<byte> bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    static string Hash(byte[] content) => $"sha256-{Convert.ToBase64String(SHA256.HashData(content))}";

    static byte[] Part(string name)
    {
        using var stream = typeof(DashboardFile).Assembly.GetManifestResourceStream($"dist/{name}")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}

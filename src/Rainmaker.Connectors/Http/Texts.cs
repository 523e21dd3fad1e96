using System.Net;
using System.Text;

namespace Rainmaker.Connectors.Http;

static class Texts
{
    /// <summary>"https://www.Acme.com/about" and "acme.com" are the same host: <c>acme.com</c>.</summary>
    public static string? Host(string? address)
    {
        if (address is null)
            return null;
        var host = address.Contains("://", StringComparison.Ordinal) && Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.Host : address.Split('/')[0];
        host = host.Trim().TrimEnd('.').ToLowerInvariant();
        host = host.StartsWith("www.", StringComparison.Ordinal) ? host[4..] : host;
        return host.Contains('.', StringComparison.Ordinal) && !host.Contains(' ', StringComparison.Ordinal) ? host : null;
    }

    /// <summary>What people read of a note written as HTML.</summary>
    public static string? Plain(string? html)
    {
        if (html is null || !html.Contains('<', StringComparison.Ordinal))
            return html is null ? null : WebUtility.HtmlDecode(html);
        var text = new StringBuilder(html.Length);
        var inside = false;
        foreach (var c in html)
        {
            if (c == '<')
                (inside, _) = (true, text.Length > 0 && text[^1] != ' ' ? text.Append(' ') : text);
            else if (c == '>')
                inside = false;
            else if (!inside)
                text.Append(c);
        }
        return WebUtility.HtmlDecode(text.ToString()).Trim() is { Length: > 0 } plain ? plain : null;
    }
}

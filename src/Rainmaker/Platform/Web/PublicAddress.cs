namespace Rainmaker.Platform.Web;

/// <summary>The address that people use, where the operator has named one (<c>RAINMAKER_PUBLIC_URL</c>): behind a proxy the server cannot know it.</summary>
public sealed class PublicAddress
{
    public PublicAddress(IConfiguration settings)
    {
        if (settings["RAINMAKER_PUBLIC_URL"] is not { Length: > 0 } given)
            return;
        if (!Uri.TryCreate(given, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.PathAndQuery != "/")
            throw new CannotContinue($"RAINMAKER_PUBLIC_URL is '{given}'. It takes an address such as https://sales.example.com, without a path.", ExitCode.Usage);
        Url = url;
    }

    public Uri? Url { get; }
    public bool IsHttps => Url?.Scheme == "https";

    /// <summary>Cookies with this prefix are Secure, of this host alone and cannot be planted by a neighbour.</summary>
    public string CookieName(string plain) => IsHttps ? $"__Host-{plain}" : plain;

    /// <summary>Whether an <c>Origin</c> header names this site.</summary>
    public bool IsOwn(string origin, HttpRequest request) =>
        origin == $"{request.Scheme}://{request.Host}" || (Url is not null && origin == Url.GetLeftPart(UriPartial.Authority));
}

public static class PageRequests
{
    static readonly string[] ForPrograms = ["/api", "/public", "/ws", "/ai", "/analytics", "/integrations", "/hooks", "/openapi", "/health"];

    /// <summary>Whether somebody in a browser waits for a page, and not a program for data.</summary>
    public static bool IsForPage(this HttpRequest request) =>
        !request.Headers.ContainsKey("Authorization") && !ForPrograms.Any(p => request.Path.StartsWithSegments(p, StringComparison.Ordinal))
        && (request.Headers["HX-Request"] == "true" || request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal));
}

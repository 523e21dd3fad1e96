namespace Rainmaker.Shell;

/// <summary>Hands out the bundle: forever cacheable under the version asked for, and not at all under another.</summary>
static class ServeAssets
{
    const string Forever = "public, max-age=31536000, immutable";

    public static IResult Handle(string version, string name, Bundle bundle, HttpContext context)
    {
        if (!string.Equals(version, bundle.Version, StringComparison.Ordinal) || !bundle.TryGet(name, out var asset))
            return TypedResults.NotFound();

        var headers = context.Response.Headers;
        headers.CacheControl = Forever;
        headers.Vary = "Accept-Encoding";
        // A CDN's script is loaded as a module, which asks for CORS; there is nothing private in it.
        headers.AccessControlAllowOrigin = "*";
        headers.XContentTypeOptions = "nosniff";
        if (!TakesBrotli(context.Request))
            return TypedResults.Bytes(asset.Bytes, asset.Type);

        headers.ContentEncoding = "br";
        return TypedResults.Bytes(asset.Brotli, asset.Type);
    }

    static bool TakesBrotli(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(e => e.Value.Equals("br", StringComparison.OrdinalIgnoreCase) && e.Quality is null or > 0);
}

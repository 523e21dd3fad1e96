namespace Rainmaker.Shell;

/// <summary>What every answer tells the browser to refuse. A page with other needs, such as one that may be embedded, sets its own header before.</summary>
sealed class PageHeaders(RequestDelegate next, Bundle bundle)
{
    readonly string _policy = $"""
        default-src 'self'; script-src 'self'{Also(bundle)}; style-src 'self'{Also(bundle)}; img-src 'self' data:{Also(bundle)}; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'
        """;

    public Task Invoke(HttpContext context)
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.TryAdd("Content-Security-Policy", _policy);
            headers.TryAdd("X-Content-Type-Options", "nosniff");
            headers.TryAdd("Referrer-Policy", "same-origin");
            headers.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
            headers.TryAdd("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()");
            // Blazor's own script, which does not exist here, would read it.
            headers.Remove("blazor-enhanced-nav");
            return Task.CompletedTask;
        });
        return next(context);
    }

    static string Also(Bundle bundle) => bundle.Origin is null ? "" : " " + bundle.Origin;
}

using System.Globalization;

namespace Rainmaker.Platform.Identity;

/// <summary>What is true for every answer to somebody known: nobody keeps a copy on the way, and pages are written in the tenant's culture.</summary>
sealed class SignedInRequests(RequestDelegate next)
{
    public Task Invoke(HttpContext http)
    {
        if (http.Features.Get<Caller>() is not { } caller)
            return next(http);
        http.Response.OnStarting(static state =>
        {
            var headers = ((HttpResponse)state).Headers;
            if (headers.CacheControl is not [{ Length: > 0 } said, ..] || said.StartsWith("no-", StringComparison.Ordinal))
                headers.CacheControl = "private, no-store";
            return Task.CompletedTask;
        }, http.Response);
        if (caller.IsSession)
            CultureInfo.CurrentCulture = caller.Tenant.Culture;
        return next(http);
    }
}

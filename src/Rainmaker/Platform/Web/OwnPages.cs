using Microsoft.AspNetCore.Antiforgery;

namespace Rainmaker.Platform.Web;

/// <summary>A route that other sites may post to, such as a public capture form, with the reason. It changes nothing in a signed-in user's name.</summary>
public sealed record ForeignPosts(string Why);

/// <summary>
/// Lets a change that rides on a cookie through only from our own pages: the browser says so (<c>Sec-Fetch-Site</c>, <c>Origin</c>) and the form
/// token proves it. A program with a token of its own has nothing to prove.
/// </summary>
sealed class OwnPages(RequestDelegate next, IAntiforgery antiforgery, PublicAddress address)
{
    public sealed record CrossSite() : Forbidden("This came from another site's page. Nothing was changed.");
    public sealed record FormTokenIsOld() : Forbidden("This form has been open for too long, or somebody else signed in meanwhile. Load the page again; nothing was changed.");

    public async Task InvokeAsync(HttpContext http)
    {
        if (NeedsProof(http) && await Fault(http) is { } fault)
            await fault.Problem().ExecuteAsync(http);
        else
            await next(http);
    }

    static bool NeedsProof(HttpContext http) =>
        !(HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) || HttpMethods.IsOptions(http.Request.Method))
        && http.GetEndpoint() is RouteEndpoint route && route.Metadata.GetMetadata<ForeignPosts>() is null
        && http.Features.Get<Caller>() is null or { IsSession: true };

    async Task<Refusal?> Fault(HttpContext http)
    {
        var headers = http.Request.Headers;
        if (headers["Sec-Fetch-Site"] is [{ Length: > 0 } from, ..] && from is not ("same-origin" or "none"))
            return new CrossSite();
        if (headers.Origin is [{ Length: > 0 } origin, ..] && !address.IsOwn(origin, http.Request))
            return new CrossSite();
        return await antiforgery.IsRequestValidAsync(http) ? null : new FormTokenIsOld();
    }
}

public static class ForeignPostsRoutes
{
    /// <summary>Needs no form token: other sites are meant to post here.</summary>
    public static T TakesForeignPosts<T>(this T route, string why) where T : IEndpointConventionBuilder => route.WithMetadata(new ForeignPosts(why));
}

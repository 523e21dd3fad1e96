using Rainmaker.Platform.Audit;

namespace Rainmaker.Platform.Identity;

/// <summary>Leaves an audit row for every 403 that somebody known was given: by a missing right, by a use case, by a forged form.</summary>
sealed class RefusalsAreAudited(RequestDelegate next, Database database)
{
    public async Task InvokeAsync(HttpContext http)
    {
        await next(http);
        if (http.Response.StatusCode != StatusCodes.Status403Forbidden || http.Features.Get<Actor>() is not { } actor)
            return;

        var route = http.GetEndpoint() as RouteEndpoint;
        var id = Guid.TryParse(http.GetRouteValue("id") as string, out var named) ? named : (Guid?)null;
        var told = Json.Write(new { metadata = new { method = http.Request.Method, route = route?.RoutePattern.RawText } });
        await using var db = await database.Open(actor, CancellationToken.None);
        db.Add(db.NewAudit(route?.Metadata.GetMetadata<Right>()?.Name ?? "request", "route", id, told, AuditOutcome.Denied));
        await db.Finish(CancellationToken.None, wake: false, save: true);
    }
}

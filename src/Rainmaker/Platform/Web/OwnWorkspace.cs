namespace Rainmaker.Platform.Web;

/// <summary>
/// Callers may name their workspace in the query, as seed 000 does. It decides nothing: the tenant comes from the caller, and a name that is
/// not the caller's is refused.
/// </summary>
sealed class OwnWorkspace(RequestDelegate next, Tenants tenants)
{
    static readonly string[] Names = ["workspace_id", "tenant_id", "organization_id", "org_id"];

    public sealed record OtherWorkspace(string Named) : Forbidden($"'{Named}' is not the workspace you are signed in to.");

    public async Task InvokeAsync(HttpContext http)
    {
        if (http.Request.QueryString.HasValue && await Refuse(http) is { } refusal)
            await refusal.Problem().ExecuteAsync(http);
        else
            await next(http);
    }

    async ValueTask<OtherWorkspace?> Refuse(HttpContext http)
    {
        if (http.Features.Get<Actor>() is not { } actor)
            return null;
        foreach (var name in Names)
        {
            if (http.Request.Query[name] is not [{ Length: > 0 } named, ..])
                continue;
            if (Guid.TryParse(named, out var id) ? id == actor.Tenant : named == (await tenants.Get(actor.Tenant, http.RequestAborted)).Key)
                continue;
            return new OtherWorkspace(named);
        }
        return null;
    }
}

namespace Rainmaker.Platform.Identity;

/// <summary>Tells a program whose credential it carries and what that reaches.</summary>
public static class WhoAmI
{
    /// <param name="Sees">all, own (and the team's, for a manager) or nothing.</param>
    public sealed record View(Guid TenantId, string Tenant, string TenantName, Guid? UserId, string Name, Role Role, string? Team, string Sees, DateTimeOffset? ExpiresAt);

    public static View Handle(Caller caller) => new(
        caller.Tenant.Id, caller.Tenant.Key, caller.Tenant.Name, caller.Actor.Person, caller.Name, caller.Actor.Role, caller.Team,
        caller.Actor.Sight switch { { IsAll: true } => "all", { Owners: [], Unowned: false } => "nothing", _ => "own" }, caller.ExpiresAt);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/me", (Caller caller) => TypedResults.Ok(Handle(caller)))
            .Requires(IdentityRights.Own).WithSummary("Who the caller is").WithTags("Tokens");
}

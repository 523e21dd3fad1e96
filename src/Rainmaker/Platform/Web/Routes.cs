using Microsoft.AspNetCore.Authorization;

namespace Rainmaker.Platform.Web;

/// <summary>Every route says who may use it: a right, or that it is public and why. A test fails for one that says neither.</summary>
public static class Routes
{
    public static T Requires<T>(this T route, Right right) where T : IEndpointConventionBuilder =>
        route.WithMetadata(right).RequireAuthorization(policy => policy.AddRequirements(new RightRequirement(right)));

    public static T AllowPublic<T>(this T route, string why) where T : IEndpointConventionBuilder =>
        route.WithMetadata(new PublicRoute(why)).AllowAnonymous();
}

/// <summary>Satisfied by an actor whose role has the right.</summary>
public sealed record RightRequirement(Right Right) : IAuthorizationRequirement;

sealed class RightHandler : AuthorizationHandler<RightRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, RightRequirement requirement)
    {
        if ((context.Resource as HttpContext)?.Features.Get<Actor>() is { } actor && requirement.Right.Allows(actor))
            context.Succeed(requirement);
        return Task.CompletedTask;
    }
}

using Rainmaker.Platform.Identity;
using Rainmaker.Platform.Web.Once;

namespace Rainmaker.Platform;

/// <summary>Who does it. Passed explicitly to every use case, so that jobs, requests and pages are alike and nothing is ambient.</summary>
/// <param name="User">The user, or <see cref="Guid.Empty"/> for a token of the tenant, the system and the public.</param>
/// <param name="Sight">Whose records this actor sees; decided once, when the rights are loaded.</param>
public sealed record Actor(Guid Tenant, Guid User, Role Role, ActorKind Kind, Sight Sight, Guid? Team = null)
{
    /// <summary>Set while a request with an idempotency key runs: its commit marks the key.</summary>
    internal OnceKey? Once { get; init; }

    /// <summary>The person behind it, where there is one.</summary>
    public Guid? Person => User == Guid.Empty ? null : User;

    /// <summary>Jobs and command line: the whole tenant, no user.</summary>
    public static Actor System(Guid tenant) => new(tenant, Guid.Empty, Role.Admin, ActorKind.System, Sight.All);

    /// <summary>A stranger who fills in a form: sees nothing.</summary>
    public static Actor Public(Guid tenant) => new(tenant, Guid.Empty, Role.SalesRep, ActorKind.Public, Sight.Nothing);

    /// <summary>Lets an endpoint take the actor as a parameter; authentication has put it there.</summary>
    public static ValueTask<Actor?> BindAsync(HttpContext http) => ValueTask.FromResult(http.Features.Get<Actor>());
}

public enum Role { Admin, SalesManager, SalesRep, CustomerSuccess }

public enum ActorKind { User, Token, System, Public }

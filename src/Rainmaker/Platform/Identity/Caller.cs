using System.Security.Claims;

namespace Rainmaker.Platform.Identity;

/// <summary>Who is behind a request, and by which credential.</summary>
/// <param name="Credential">The session's or the token's id.</param>
/// <param name="Name">The user's, or what the token is called.</param>
/// <param name="Team">The team's name, where there is one.</param>
/// <param name="ExpiresAt">Of the credential; null never.</param>
public sealed record Caller(Actor Actor, TenantInfo Tenant, Guid Credential, string Name, string? Team, DateTimeOffset? ExpiresAt)
{
    /// <summary>In a browser, by cookie: such requests must prove that they come from our own pages.</summary>
    public bool IsSession => Actor.Kind == ActorKind.User;

    /// <summary>For the parts of the framework that ask for a principal; form tokens are bound to the credential.</summary>
    public ClaimsPrincipal Principal { get; } = new(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, Credential.ToString())], RainmakerScheme.Name));

    /// <summary>Lets an endpoint take the caller as a parameter.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext http) => ValueTask.FromResult(http.Features.Get<Caller>());

    /// <summary>
    /// Whose records a role sees. A token of nobody in particular sees the whole tenant, but for a rep's: that one owns nothing and so sees
    /// nothing; it can only deliver, as a web form's back end does.
    /// </summary>
    /// <param name="team">Members of the manager's team.</param>
    public static Sight SightOf(Role role, Guid? user, IEnumerable<Guid> team) => (role, user) switch
    {
        (Role.Admin, _) => Sight.All,
        (Role.SalesRep, null) => Sight.Nothing,
        (_, null) => Sight.All,
        (Role.SalesManager, { } id) => Sight.Of(team.Append(id).Distinct()),
        (_, { } id) => Sight.Of(id),
    };

    /// <summary>A token acts for its user with at most that user's present role; only an administrator's token may carry a smaller one.</summary>
    public static Role RoleOf(Role token, Role? user) => user is null or Role.Admin ? token : user.Value;
}

/// <summary>Nobody known is behind the request.</summary>
public abstract record NotSignedIn(string Why) : Refusal(Why);

public sealed record NoToken() : NotSignedIn("Sign in first: send 'Authorization: Bearer <token>'.");
public sealed record BadToken() : NotSignedIn("This token is not known here, or it was revoked.");
public sealed record ExpiredToken() : NotSignedIn("This token has expired.");

using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Rainmaker.Platform.Identity;

/// <summary>
/// Lets a request in by <c>Authorization: Bearer</c> or by the session cookie, and puts the <see cref="Actor"/> where endpoints find it.
/// Strangers are told how to sign in: programs by a 401, browsers by the sign-in page.
/// </summary>
sealed class RainmakerScheme(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, Callers callers, SessionCookie cookie)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public const string Name = "rainmaker";
    const string Bearer = "Bearer ";

    Refusal _why = new NoToken();

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (await Find(Request, callers, cookie) is not { } found)
            return AuthenticateResult.NoResult();
        if (found.Refused(out _why))
            return AuthenticateResult.Fail(_why.Code);
        Context.Features.Set(found.Value);
        Context.Features.Set(found.Value.Actor);
        return AuthenticateResult.Success(new AuthenticationTicket(found.Value.Principal, Name));
    }

    /// <summary>Who the request's token or cookie stands for by now; null where it carries neither. What lives longer than its request asks again.</summary>
    internal static async ValueTask<Result<Caller>?> Find(HttpRequest request, Callers callers, SessionCookie cookie)
    {
        var stop = request.HttpContext.RequestAborted;
        if (request.Headers.Authorization is [{ Length: > 0 } header, ..])
            return header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? await callers.OfToken(header[Bearer.Length..].Trim(), stop) : new BadToken();
        if (cookie.Read(request) is { } carried)
            return await callers.OfSession(carried, stop);
        return null;
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (!Request.IsForPage())
        {
            Response.Headers.WWWAuthenticate = _why is NoToken ? "Bearer realm=\"rainmaker\"" : $"Bearer realm=\"rainmaker\", error=\"invalid_token\", error_description=\"{_why.Code}\"";
            return _why.Problem().ExecuteAsync(Context);
        }
        // After signing in a form's answer cannot be had again; the page it stood on can.
        var back = HttpMethods.IsGet(Request.Method) ? Request.PathBase + Request.Path + Request.QueryString : "/";
        var signIn = $"/sign-in?back={Uri.EscapeDataString(back)}";
        if (Request.Headers["HX-Request"] == "true")
        {
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            Response.Headers["HX-Redirect"] = signIn;
        }
        else
        {
            Response.Redirect(signIn);
        }
        return Task.CompletedTask;
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var right = Context.GetEndpoint()?.Metadata.GetMetadata<Right>();
        return new RightIsMissing(right?.Name ?? "").Problem().ExecuteAsync(Context);
    }
}

/// <summary>The actor's role does not include what the route asks for.</summary>
public sealed record RightIsMissing(string Right) : Forbidden($"Your role does not include the right '{Right}'.")
{
    public override string Code => "forbidden";
}

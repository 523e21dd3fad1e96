using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.Platform.Web.Limits;
using Rainmaker.Shell;

namespace Rainmaker.Teams.SigningIn;

/// <summary>Sign-in, sign-out and the demo's open door, as pages.</summary>
public static class SignInRoutes
{
    const string Why = "whoever signs in is not signed in yet";

    public static void Map(IEndpointRouteBuilder routes)
    {
        // Guessing one password at many accounts locks none of them; this slows it down.
        var tries = new Throttle(30, TimeSpan.FromMinutes(1));
        routes.MapGet("/sign-in", Show).AllowPublic(Why).ExcludeFromDescription();
        routes.MapPost("/sign-in", Post).LimitedBy(tries).AllowPublic(Why).ExcludeFromDescription();
        routes.MapPost("/sign-in/demo", PostDemo).AllowPublic("the demo is open to whoever reaches the server").ExcludeFromDescription();
        routes.MapPost("/sign-out", Leave).Requires(IdentityRights.Own).ExcludeFromDescription();
    }

    static async Task<IResult> Show(string? back, HttpContext http, Database database, Tenants tenants, CancellationToken stop) =>
        http.Features.Get<Caller>() is { IsSession: true } ? Go.To(back ?? "/") : await Page(back, null, null, database, tenants, stop);

    static async Task<IResult> Post(HttpContext http, Database database, Tenants tenants, Accounts accounts, SessionCookie cookie, TimeProvider time, CancellationToken stop)
    {
        var form = await http.Request.ReadFormAsync(stop);
        var (email, back) = (form["email"].ToString(), form["back"].ToString());
        var workspace = form["workspace"] is [{ Length: > 0 } chosen, ..] ? chosen : null;
        var answer = await SignIn.Handle(new(email, form["password"].ToString(), workspace), database, accounts, time, stop);
        return answer.Refused(out var refusal) ? await Page(back, email, refusal, database, tenants, stop) : await Enter(answer.Value, back, http, cookie, database, stop);
    }

    static async Task<IResult> PostDemo(HttpContext http, Database database, Tenants tenants, SessionCookie cookie, CancellationToken stop)
    {
        var form = await http.Request.ReadFormAsync(stop);
        var wanted = (await DemoDoor.Guests(database, tenants, stop)).FirstOrDefault(g => Words<Role>.ToWord[g.Role] == form["role"]);
        return wanted is null ? new Platform.NotFound("demo user").Problem() : await Enter(await SignIn.Open(wanted.Tenant, wanted.User, database, stop), form["back"].ToString(), http, cookie, database, stop);
    }

    static async Task<IResult> Leave(Caller caller, HttpContext http, Database database, SessionCookie cookie, CancellationToken stop)
    {
        await SignOut.Handle(caller, database, stop);
        cookie.Delete(http.Response);
        return Go.To("/sign-in");
    }

    /// <summary>A session that the browser had before ends: its cookie may be known to somebody else.</summary>
    internal static async Task<IResult> Enter(SignIn.Opened opened, string? back, HttpContext http, SessionCookie cookie, Database database, CancellationToken stop)
    {
        if (http.Features.Get<Caller>() is { IsSession: true } before)
            await SignOut.Handle(before, database, stop);
        cookie.Write(http.Response, opened.Cookie, opened.ExpiresAt);
        return Go.To(back is { Length: > 0 } ? back : "/");
    }

    static async Task<IResult> Page(string? back, string? email, Refusal? refusal, Database database, Tenants tenants, CancellationToken stop) =>
        new RazorComponentResult<SignInPage>(new { Back = back is { Length: > 0 } ? back : "/", Email = email, Refusal = refusal, Demo = await DemoDoor.Guests(database, tenants, stop) })
        {
            StatusCode = refusal.Status(),
        };
}

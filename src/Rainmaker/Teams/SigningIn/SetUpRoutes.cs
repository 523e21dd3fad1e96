using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.Shell;

namespace Rainmaker.Teams.SigningIn;

/// <summary>The one-time setup. Without the link's token, after its time or once an owner exists these addresses are not there.</summary>
public static class SetUpRoutes
{
    const string Why = "nobody can sign in before there is an owner; the one-time token opens it";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/setup", Show).AllowPublic(Why).ExcludeFromDescription();
        routes.MapPost("/setup", Post).AllowPublic(Why).ExcludeFromDescription();
    }

    static async Task<IResult> Show(string? token, SetUpLink link, CancellationToken stop) =>
        await link.Opens(token, stop) ? Page(token!, null, null) : new Platform.NotFound("page").Problem();

    static async Task<IResult> Post(string? token, HttpContext http, SetUpLink link, Database database, Tenants tenants, Installation installation,
        IEnumerable<ITenantBeginning> beginnings, Accounts accounts, SessionCookie cookie, TimeProvider time, CancellationToken stop)
    {
        var form = await http.Request.ReadFormAsync(stop);
        var organisation = form["organisation"].ToString().Trim();
        var sent = new SetUpOwner.Request(KeyOf(organisation), form["email"].ToString(), form["password"].ToString(), organisation, form["name"].ToString(), form["currency"].ToString(), form["time_zone"].ToString());
        var answer = await link.Use(token, () => SetUpOwner.Handle(sent, database, tenants, installation, beginnings, accounts, time, stop), stop);
        if (answer.Refused(out var refusal))
            return refusal is Platform.NotFound ? refusal.Problem() : Page(token!, sent with { Password = "" }, refusal);
        return await SignInRoutes.Enter(await SignIn.Open(answer.Value.Tenant, answer.Value.User, database, stop), "/", http, cookie, database, stop);
    }

    static RazorComponentResult<SetUpPage> Page(string token, SetUpOwner.Request? sent, Refusal? refusal) =>
        new(new { Token = token, Sent = sent, Refusal = refusal }) { StatusCode = refusal.Status() };

    /// <summary>Acme &amp; Söhne GmbH becomes acme-s-hne-gmbh.</summary>
    internal static string KeyOf(string organisation)
    {
        var key = string.Concat(organisation.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
        key = string.Join('-', key.Split('-', StringSplitOptions.RemoveEmptyEntries));
        return key.Length > 63 ? key[..63] : key.Length == 0 ? "main" : key;
    }
}

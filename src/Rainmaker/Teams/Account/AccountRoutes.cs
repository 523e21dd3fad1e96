using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.Shell;

namespace Rainmaker.Teams.Account;

/// <summary>The screens of one's own account and of days away; the same use cases as the API.</summary>
static class AccountRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/account", (Actor actor, Database database, CancellationToken stop) => Page(null, actor, database, stop)).Requires(IdentityRights.Own).ExcludeFromDescription();
        routes.MapPost("/account/password", ChangePassword).Requires(IdentityRights.Own).ExcludeFromDescription();
        routes.MapGet("/people/{id:guid}/absences", (Guid id, Actor actor, Database database, CancellationToken stop) => Absences(id, null, null, actor, database, stop)).Requires(TeamRights.Read).ExcludeFromDescription();
        routes.MapPost("/people/{id:guid}/absences", Plan).Requires(TeamRights.PlanAbsences).ExcludeFromDescription();
        routes.MapPost("/people/{id:guid}/absences/{absenceId:guid}/cancel", async (Guid id, Guid absenceId, Actor actor, Database database, CancellationToken stop) =>
            (await PlanAbsences.Cancel(id, absenceId, actor, database, stop)).Refused(out var refusal) ? refusal.Problem() : Go.To($"/people/{id}/absences", "Absence cancelled")).Requires(TeamRights.PlanAbsences).ExcludeFromDescription();
    }

    static async Task<IResult> Page(Refusal? refusal, Actor actor, Database database, CancellationToken stop)
    {
        var user = await ListUsers.Read(actor.User, actor, database, stop);
        return user.Refused(out var nobody) ? nobody.Problem() : new RazorComponentResult<AccountPage>(new { User = user.Value, Refusal = refusal }) { StatusCode = refusal.Status() };
    }

    static async Task<IResult> ChangePassword(HttpContext http, Actor actor, Database database, Accounts accounts, SessionCookie cookie, CancellationToken stop)
    {
        var form = await http.Request.ReadFormAsync(stop);
        var changed = await SetUserPassword.HandleOwn(form["present"].ToString(), form["password"].ToString(), actor, database, accounts, stop);
        if (changed.Refused(out var refusal))
            return await Page(refusal, actor, database, stop);
        var opened = await SignIn.Open(actor.Tenant, actor.User, database, stop);
        cookie.Write(http.Response, opened.Cookie, opened.ExpiresAt);
        return Go.To("/account", "Password changed");
    }

    static async Task<IResult> Plan(Guid id, HttpContext http, Actor actor, Database database, CancellationToken stop)
    {
        var form = await http.Request.ReadFormAsync(stop);
        if (!Day(form["from_day"], out var from) || !Day(form["to_day"], out var to))
            return await Absences(id, form, new InvalidField("from_day", "Give the first and the last day."), actor, database, stop);
        var planned = await PlanAbsences.Plan(id, new(from, to, form["reason"].ToString() is { Length: > 0 } why ? why : null), actor, database, stop);
        return planned.Refused(out var refusal) ? await Absences(id, form, refusal, actor, database, stop) : Go.To($"/people/{id}/absences", "Absence planned");
    }

    static async Task<IResult> Absences(Guid id, IFormCollection? sent, Refusal? refusal, Actor actor, Database database, CancellationToken stop)
    {
        var (user, absences) = (await ListUsers.Read(id, actor, database, stop), await PlanAbsences.List(id, actor, database, stop));
        return user.Refused(out var nobody) || absences.Refused(out nobody) ? nobody.Problem() : new RazorComponentResult<AbsencesPage>(new
        {
            Id = id, user.Value.Name, Absences = absences.Value.Data, MayPlan = actor.Sight.Includes(id), Sent = sent, Refusal = refusal,
        })
        { StatusCode = refusal.Status() };
    }

    static bool Day(string? text, out DateOnly day) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}

using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.Shell;
using Rainmaker.Teams;

namespace Rainmaker.Admin;

/// <summary>The screens for users; the same use cases as the API.</summary>
static class UserPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/admin", () => Go.To("/admin/users")).Requires(TeamRights.Manage).ExcludeFromDescription();
        routes.MapGet("/admin/users", List).Requires(TeamRights.Manage).ExcludeFromDescription();
        routes.MapGet("/admin/users/new", (Actor actor, Database database, CancellationToken stop) => Sheet(null, null, null, actor, database, stop)).Requires(TeamRights.Manage).ExcludeFromDescription();
        routes.MapPost("/admin/users/new", Add).Requires(TeamRights.Manage).ExcludeFromDescription();
        routes.MapGet("/admin/users/{id:guid}", Edit).Requires(TeamRights.Manage).ExcludeFromDescription();
        routes.MapPost("/admin/users/{id:guid}", Save).Requires(TeamRights.Manage).ExcludeFromDescription();
    }

    static async Task<IResult> List([AsParameters] ListUsers.Query query, Actor actor, Database database, CancellationToken stop)
    {
        var users = await ListUsers.Handle(query, actor, database, stop);
        return users.Refused(out var refusal) ? refusal.Problem() : new RazorComponentResult<UsersPage>(new { Users = users.Value });
    }

    static async Task<IResult> Edit(Guid id, Actor actor, Database database, CancellationToken stop)
    {
        var user = await ListUsers.Read(id, actor, database, stop);
        return user.Refused(out var refusal) ? refusal.Problem() : await Sheet(user.Value, null, null, actor, database, stop);
    }

    static async Task<IResult> Add(HttpContext http, Actor actor, Database database, Accounts accounts, CancellationToken stop)
    {
        var form = await http.Request.ReadFormAsync(stop);
        var change = Read(form);
        var made = await CreateUser.Handle(new(change.Name.Value, change.Role.Value ?? Role.SalesRep, change.Email.Value, change.TeamId.Value, change.CanSignIn.Value == true, change.TakesLeads.Value == true,
            change.CapacityPerDay.Value ?? -1, change.Skills.Value, change.TerritoryIds.Value, form["password"].ToString()), actor, database, accounts, stop);
        return made.Refused(out var refusal) ? await Sheet(null, form, refusal, actor, database, stop) : Go.To("/admin/users", $"{made.Value.Name} added");
    }

    static async Task<IResult> Save(Guid id, HttpContext http, Actor actor, Database database, Accounts accounts, CancellationToken stop)
    {
        var form = await http.Request.ReadFormAsync(stop);
        var before = await ListUsers.Read(id, actor, database, stop);
        if (before.Refused(out var missing))
            return missing.Problem();
        var password = form["password"].ToString();
        if (password.Length > 0 && Accounts.WeaknessOf(password, form["email"].ToString()) is { } weak)
            return await Sheet(before.Value, form, weak, actor, database, stop);
        var saved = await UpdateUser.Handle(id, Read(form) with { IsActive = form.ContainsKey("is_active") }, uint.TryParse(form["version"], CultureInfo.InvariantCulture, out var seen) ? seen : 0, actor, database, stop);
        if (!saved.Refused(out var refusal) && password.Length > 0)
            (await SetUserPassword.Handle(id, new(password), actor, database, accounts, stop)).Refused(out refusal);
        return refusal is not null ? await Sheet(before.Value, form, refusal, actor, database, stop) : Go.To("/admin/users", $"{saved.Value.Name} saved");
    }

    static UpdateUser.Request Read(IFormCollection form) => new()
    {
        Name = form["name"].ToString(), Email = form["email"].ToString(),
        Role = Words<Role>.FromWord.TryGetValue(form["role"].ToString(), out var role) ? role : (Role?)null,
        TeamId = Guid.TryParse(form["team_id"], out var team) ? team : (Guid?)null,
        CapacityPerDay = int.TryParse(form["capacity_per_day"], CultureInfo.InvariantCulture, out var capacity) ? capacity : -1,
        Skills = form["skills"].ToString().Split(','), TerritoryIds = (Guid[])[.. form["territory_ids"].Select(t => Guid.TryParse(t, out var id) ? id : Guid.Empty)],
        TakesLeads = form.ContainsKey("takes_leads"), CanSignIn = form.ContainsKey("can_sign_in"),
    };

    static async Task<IResult> Sheet(UserView? user, IFormCollection? sent, Refusal? refusal, Actor actor, Database database, CancellationToken stop) =>
        new RazorComponentResult<UserSheet>(new
        {
            User = user, Teams = (await ShapeTeams.List(actor, database, stop)).Data, Territories = (await ShapeTerritories.List(actor, database, stop)).Data, Sent = sent, Refusal = refusal,
        })
        { StatusCode = refusal.Status() };
}

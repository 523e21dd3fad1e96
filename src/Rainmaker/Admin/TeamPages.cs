using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.Shell;
using Rainmaker.Teams;

namespace Rainmaker.Admin;

/// <summary>The screens for teams and territories; the same use cases as the API.</summary>
static class TeamPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        MapTeams(routes);
        MapTerritories(routes);
    }

    static void MapTeams(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/admin/teams", async (Actor actor, Database database, CancellationToken stop) => new RazorComponentResult<TeamsPage>(new { Teams = (await ShapeTeams.List(actor, database, stop)).Data }))
            .Requires(TeamRights.Manage).ExcludeFromDescription();
        routes.MapGet("/admin/teams/new", () => Team(null, null, null)).Requires(TeamRights.Manage).ExcludeFromDescription();
        routes.MapGet("/admin/teams/{id:guid}", async Task<IResult> (Guid id, Actor actor, Database database, CancellationToken stop) =>
            (await ShapeTeams.List(actor, database, stop)).Data.FirstOrDefault(t => t.Id == id) is { } team ? Team(id, team.Name, null) : new Platform.NotFound("team").Problem()).Requires(TeamRights.Manage).ExcludeFromDescription();
        foreach (var address in (string[])["/admin/teams/new", "/admin/teams/{id:guid}"])
            routes.MapPost(address, SaveTeam).Requires(TeamRights.Manage).ExcludeFromDescription();
        routes.MapPost("/admin/teams/{id:guid}/close", async (Guid id, HttpContext http, Actor actor, Database database, CancellationToken stop) =>
            Done(await ShapeTeams.Close(id, actor, database, stop), http, "/admin/teams", "Team closed")).Requires(TeamRights.Manage).ExcludeFromDescription();
    }

    static void MapTerritories(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/admin/territories", async (Actor actor, Database database, CancellationToken stop) => new RazorComponentResult<TerritoriesPage>(new { Territories = (await ShapeTerritories.List(actor, database, stop)).Data }))
            .Requires(TeamRights.Manage).ExcludeFromDescription();
        routes.MapGet("/admin/territories/new", () => Territory(null, null, null)).Requires(TeamRights.Manage).ExcludeFromDescription();
        routes.MapGet("/admin/territories/{id:guid}", async Task<IResult> (Guid id, Actor actor, Database database, CancellationToken stop) =>
            (await ShapeTerritories.List(actor, database, stop)).Data.FirstOrDefault(t => t.Id == id) is { } t ? Territory(id, new(t.Name, t.Countries, t.Regions, t.PostalPrefixes), null) : new Platform.NotFound("territory").Problem())
            .Requires(TeamRights.Manage).ExcludeFromDescription();
        foreach (var address in (string[])["/admin/territories/new", "/admin/territories/{id:guid}"])
            routes.MapPost(address, SaveTerritory).Requires(TeamRights.Manage).ExcludeFromDescription();
        routes.MapPost("/admin/territories/{id:guid}/give-up", async (Guid id, HttpContext http, Actor actor, Database database, CancellationToken stop) =>
            Done(await ShapeTerritories.GiveUp(id, actor, database, stop), http, "/admin/territories", "Territory given up")).Requires(TeamRights.Manage).ExcludeFromDescription();
    }

    static async Task<IResult> SaveTeam(Guid? id, HttpContext http, Actor actor, Database database, CancellationToken stop)
    {
        var name = (await http.Request.ReadFormAsync(stop))["name"].ToString();
        var saved = await ShapeTeams.Save(id, new(name), actor, database, stop);
        return saved.Refused(out var refusal) ? Team(id, name, refusal) : Go.To("/admin/teams", $"{saved.Value.Name} saved");
    }

    static async Task<IResult> SaveTerritory(Guid? id, HttpContext http, Actor actor, Database database, CancellationToken stop)
    {
        var form = await http.Request.ReadFormAsync(stop);
        var sent = new ShapeTerritories.Request(form["name"].ToString(), form["countries"].ToString().Split(','), form["regions"].ToString().Split(','), form["postal_prefixes"].ToString().Split(','));
        var saved = await ShapeTerritories.Save(id, sent, actor, database, stop);
        return saved.Refused(out var refusal) ? Territory(id, sent, refusal) : Go.To("/admin/territories", $"{saved.Value.Name} saved");
    }

    /// <summary>A refusal of a one-button act is said on the page it was pressed on.</summary>
    internal static IResult Done(Result<Done> done, HttpContext http, string back, string toast)
    {
        if (!done.Refused(out var refusal))
            return Go.To(back, toast);
        http.Toast(refusal.Why, Tone.Bad);
        return Go.To(back);
    }

    static RazorComponentResult<TeamSheet> Team(Guid? id, string? name, Refusal? refusal) => new(new { Id = id, Name = name, Refusal = refusal }) { StatusCode = refusal.Status() };

    static RazorComponentResult<TerritorySheet> Territory(Guid? id, ShapeTerritories.Request? sent, Refusal? refusal) => new(new { Id = id, Sent = sent, Refusal = refusal }) { StatusCode = refusal.Status() };
}

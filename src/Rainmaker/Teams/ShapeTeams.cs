using Npgsql;

namespace Rainmaker.Teams;

/// <summary>Teams: list, open, rename, close. A team with people in it is not closed.</summary>
public static class ShapeTeams
{
    const int LongestName = 100;

    public sealed record Request(string? Name);
    public sealed record View(Guid Id, string Name, int Members, DateTimeOffset CreatedAt);

    public sealed record NameIsOdd(string? Name) : Invalid("name", $"A name has 1 to {LongestName} characters.", Name);
    public sealed record NameIsTaken(string Name) : Conflict($"There is another one called '{Name}'.");
    public sealed record IsInUse(string What) : Conflict($"This {What} is still in use. Move what hangs on it first.");

    public static async Task<Listing<View>> List(Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var users = db.Users;
        return Listing<View>.Whole(await db.Teams.OrderBy(t => t.Name).Select(t => new View(t.Id, t.Name, users.Count(u => u.TeamId == t.Id && u.IsActive), t.CreatedAt)).ToListAsync(stop));
    }

    /// <param name="id">The team to rename; null opens a new one.</param>
    public static async Task<Result<View>> Save(Guid? id, Request request, Actor actor, Database database, CancellationToken stop)
    {
        if (request.Name?.Trim() is not { Length: > 0 and <= LongestName } name)
            return new NameIsOdd(request.Name);
        await using var db = await database.Open(actor, stop);
        var team = id is null ? new Team { TenantId = db.TenantId, Id = Ids.At(db.Now), Name = name, CreatedAt = db.Now } : await db.Teams.SingleOrDefaultAsync(t => t.Id == id, stop);
        if (team is null)
            return new NotFound("team");
        if (id is null)
            db.Add(team);
        team.Name = name;
        db.Record("user.changed", "team", team.Id, null);
        if (await Unless(() => db.Commit(id is null ? "team.create" : "team.update", stop), new NameIsTaken(name), new IsInUse("team")) is { } refusal)
            return refusal;
        return new View(team.Id, team.Name, id is null ? 0 : (await List(actor, database, stop)).Data.Single(t => t.Id == id).Members, team.CreatedAt);
    }

    public static async Task<Result<Done>> Close(Guid id, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (await db.Teams.SingleOrDefaultAsync(t => t.Id == id, stop) is not { } team)
            return new NotFound("team");
        db.Remove(team);
        db.Record("user.changed", "team", team.Id, null);
        return await Unless(() => db.Commit("team.delete", stop), new NameIsTaken(team.Name), new IsInUse("team")) is { } refusal ? refusal : Done.It;
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/teams", List).Requires(TeamRights.Read).WithSummary("List the teams").WithTags("Team");
        routes.MapPost("/api/teams", async (Request request, Actor actor, Database database, CancellationToken stop) => (await Save(null, request, actor, database, stop)).Created(t => $"/api/teams/{t.Id}"))
            .Requires(TeamRights.Manage).WithSummary("Open a team").WithTags("Team");
        routes.MapPut("/api/teams/{id:guid}", async (Guid id, Request request, Actor actor, Database database, CancellationToken stop) => (await Save(id, request, actor, database, stop)).Answer())
            .Requires(TeamRights.Manage).WithSummary("Rename a team").WithTags("Team");
        routes.MapDelete("/api/teams/{id:guid}", async (Guid id, Actor actor, Database database, CancellationToken stop) => (await Close(id, actor, database, stop)).Answer())
            .Requires(TeamRights.Manage).WithSummary("Close a team nobody is in").WithTags("Team");
    }

    /// <summary>The race is settled by the constraint; here its "no" becomes a sentence.</summary>
    internal static async Task<Refusal?> Unless(Func<Task> commit, Refusal taken, Refusal inUse)
    {
        try
        {
            await commit();
            return null;
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return taken;
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation })
        {
            return inUse;
        }
    }
}

namespace Rainmaker.Teams;

/// <summary>Adds somebody to the tenant. Without a password they cannot sign in until one is set.</summary>
public static class CreateUser
{
    /// <param name="Password">12 characters or more.</param>
    public sealed record Request(string? Name, Role Role, string? Email = null, Guid? TeamId = null, bool CanSignIn = true, bool TakesLeads = false, int CapacityPerDay = 20, string[]? Skills = null, Guid[]? TerritoryIds = null, string? Password = null);

    public static async Task<Result<UserView>> Handle(Request request, Actor actor, Database database, Accounts accounts, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var user = new User { TenantId = db.TenantId, Id = Ids.At(db.Now), Name = "", Role = request.Role, SecurityStamp = Secret.New(), CreatedAt = db.Now };
        var faults = UpdateUser.Apply(user, new()
        {
            Name = request.Name, Email = request.Email, TeamId = request.TeamId, CanSignIn = request.CanSignIn, TakesLeads = request.TakesLeads,
            CapacityPerDay = request.CapacityPerDay, Skills = request.Skills, TerritoryIds = request.TerritoryIds,
        });
        faults.AddRange(await UpdateUser.Unknown(db, user, stop));
        if (request.Password is { Length: > 0 } && accounts.SetPassword(user, request.Password).Refused(out var weak))
            faults.Add((Invalid)weak);
        if (faults.Count > 0)
            return new Faults(faults);
        if (await UpdateUser.Conflict(db, user, stop) is { } conflict)
            return conflict;

        db.Add(user);
        db.Record("user.changed", "user", user.Id, null);
        if (await UpdateUser.Commit(db, user, "user.create", stop) is { } raced)
            return raced;
        return await ListUsers.Read(user.Id, actor, database, stop);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/users", async (Request request, Actor actor, Database database, Accounts accounts, CancellationToken stop) =>
                (await Handle(request, actor, database, accounts, stop)).Created(u => $"/api/users/{u.Id}"))
            .Requires(TeamRights.Manage).WithSummary("Add a user").WithTags("Team");
}

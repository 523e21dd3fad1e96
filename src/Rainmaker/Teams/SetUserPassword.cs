namespace Rainmaker.Teams;

/// <summary>Sets a password: one's own, knowing the present one, or anybody's as an administrator. All sessions of the user end.</summary>
public static class SetUserPassword
{
    public sealed record Request(string Password);

    public sealed record WrongPresentPassword() : Invalid("present", "This is not your present password.");

    public static async Task<Result<Done>> Handle(Guid id, Request request, Actor actor, Database database, Accounts accounts, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (await db.Users.SingleOrDefaultAsync(u => u.Id == id, stop) is not { } user)
            return new NotFound("user");
        return await Set(db, user, request.Password, accounts, stop);
    }

    /// <summary>One's own. Wrong guesses count like wrong sign-ins.</summary>
    public static async Task<Result<Done>> HandleOwn(string present, string password, Actor actor, Database database, Accounts accounts, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var user = await db.Users.SingleAsync(u => u.Id == actor.User, stop);
        using var users = accounts.In(db);
        if (await users.IsLockedOutAsync(user) || !await users.CheckPasswordAsync(user, present))
        {
            await users.AccessFailedAsync(user);
            await db.Commit("user.password_failed", stop);
            return new WrongPresentPassword();
        }
        return await Set(db, user, password, accounts, stop);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut("/api/users/{id:guid}/password", async (Guid id, Request request, Actor actor, Database database, Accounts accounts, CancellationToken stop) =>
                (await Handle(id, request, actor, database, accounts, stop)).Answer())
            .Requires(TeamRights.Manage).WithSummary("Set a user's password").WithTags("Team");

    static async Task<Result<Done>> Set(SalesDb db, User user, string password, Accounts accounts, CancellationToken stop)
    {
        if (accounts.SetPassword(user, password).Refused(out var weak))
            return weak;
        db.Record("user.changed", "user", user.Id, null);
        await db.Commit("user.password", stop);
        return Done.It;
    }
}

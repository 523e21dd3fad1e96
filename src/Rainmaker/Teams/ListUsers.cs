namespace Rainmaker.Teams;

/// <summary>The people of the tenant, by name.</summary>
public static class ListUsers
{
    const string Sort = "name";

    /// <param name="Active">Left out: also those who left.</param>
    /// <param name="Q">A piece of the name or of the address.</param>
    public sealed record Query(string? Role = null, Guid? TeamId = null, bool? Active = null, string? Q = null, int? Limit = null, string? Cursor = null);

    public sealed record NotARole(string Sent) : Invalid("role", $"'{Sent}' is not a role: {string.Join(", ", Words<Role>.All)}.", Sent);

    public static async Task<Result<Listing<UserView>>> Handle(Query query, Actor actor, Database database, CancellationToken stop)
    {
        if (Cursor.Limit(query.Limit).Refused(out var refusal))
            return refusal;
        var limit = Cursor.Limit(query.Limit).Value;
        await using var db = await database.Open(actor, stop);
        IQueryable<User> users = db.Users;
        if (query.Role is { Length: > 0 } word)
        {
            if (!Words<Role>.FromWord.TryGetValue(word, out var role))
                return new NotARole(word);
            users = users.Where(u => u.Role == role);
        }
        if (query.TeamId is { } team)
            users = users.Where(u => u.TeamId == team);
        if (query.Active is { } active)
            users = users.Where(u => u.IsActive == active);
        if (query.Q is { Length: > 0 } text)
            users = users.Where(u => EF.Functions.ILike(u.Name, $"%{Escape(text)}%") || EF.Functions.ILike(u.Email!, $"%{Escape(text)}%"));
        if (query.Cursor is { Length: > 0 } cursor)
        {
            if (Cursor.Read(cursor, Sort) is not [var name, var last] || !Guid.TryParse(last, out var id))
                return new Cursor.NotACursor(cursor);
            users = users.Where(u => EF.Functions.GreaterThan(ValueTuple.Create(u.Name, u.Id), ValueTuple.Create(name, id)));
        }
        var rows = await UserView.Of(db, users.OrderBy(u => u.Name).ThenBy(u => u.Id).Take(limit + 1)).ToListAsync(stop);
        return Listing<UserView>.Of(rows, limit, u => u, u => Cursor.Write(Sort, u.Name, u.Id.ToString()));
    }

    public static async Task<Result<UserView>> Read(Guid id, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        return await UserView.Of(db, db.Users.Where(u => u.Id == id)).SingleOrDefaultAsync(stop) is { } user ? user : new NotFound("user");
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/users", async ([AsParameters] Query query, Actor actor, Database database, CancellationToken stop) => (await Handle(query, actor, database, stop)).Answer())
            .Requires(TeamRights.Read).WithSummary("List the users").WithTags("Team");
        routes.MapGet("/api/users/{id:guid}", async (Guid id, Actor actor, Database database, HttpContext http, CancellationToken stop) =>
            {
                var found = await Read(id, actor, database, stop);
                if (!found.Refused(out _))
                    http.Tell(found.Value.Version);
                return found.Answer();
            })
            .Requires(TeamRights.Read).WithSummary("Read a user").WithTags("Team");
    }

    static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}

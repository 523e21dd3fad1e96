namespace Rainmaker.Platform.Identity;

/// <summary>The tenant's API tokens: what they are for and when they were last used, never what they are.</summary>
public static class ListTokens
{
    public sealed record View(Guid Id, string Name, Role Role, Guid? UserId, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt, DateTimeOffset? LastUsedAt);
    public sealed record Answer(IReadOnlyList<View> Data, bool HasMore = false, string? NextCursor = null);

    public static async Task<Answer> Handle(Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        return new(await db.ApiTokens.AsNoTracking().OrderByDescending(t => t.Id)
            .Select(t => new View(t.Id, t.Name, t.Role, t.UserId, t.CreatedAt, t.ExpiresAt, t.RevokedAt, t.LastUsedAt)).ToListAsync(stop));
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/tokens", Handle).Requires(IdentityRights.Tokens).WithSummary("List the API tokens").WithTags("Tokens");
        routes.MapPost("/api/tokens", async (CreateToken.Request request, Actor actor, Database database, CancellationToken stop) =>
                (await CreateToken.Handle(request, actor, database, stop)).Created(t => $"/api/tokens/{t.Id}"))
            .Requires(IdentityRights.Tokens).WithSummary("Make an API token; its secret is told this once").WithTags("Tokens");
        routes.MapDelete("/api/tokens/{id:guid}", async (Guid id, Actor actor, Database database, CancellationToken stop) =>
                (await RevokeToken.Handle(id, actor, database, stop)).Answer())
            .Requires(IdentityRights.Tokens).WithSummary("Revoke an API token").WithTags("Tokens");
    }
}

/// <summary>Ends a token, from the next request on. Doing it twice changes nothing.</summary>
public static class RevokeToken
{
    public static async Task<Result<Done>> Handle(Guid id, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (await db.ApiTokens.SingleOrDefaultAsync(t => t.Id == id, stop) is not { } token)
            return new NotFound("token");
        if (token.RevokedAt is null)
        {
            token.RevokedAt = db.Now;
            db.Record("user.changed", "token", token.Id, null);
            await db.Commit("token.revoke", stop);
        }
        return Done.It;
    }
}

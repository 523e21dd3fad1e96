namespace Rainmaker.Platform.Identity;

/// <summary>Makes an API token. Its secret is told this once.</summary>
public static class CreateToken
{
    public const string Prefix = "rm_";
    const int LongestName = 100;

    /// <param name="UserId">Acts as this user; left out it acts for the tenant as nobody in particular.</param>
    /// <param name="ExpiresAt">Left out it never expires.</param>
    public sealed record Request(string Name, Role Role, Guid? UserId = null, DateTimeOffset? ExpiresAt = null);

    /// <param name="Token">The secret. It cannot be read again.</param>
    public sealed record Created(Guid Id, string Token, string Name, Role Role, Guid? UserId, DateTimeOffset? ExpiresAt);

    public sealed record ExpiresInThePast(DateTimeOffset At) : Invalid("expires_at", $"{At:u} has passed.", At);
    public sealed record RoleIsLarger(Role Role) : Invalid("role", "A token has at most the role of the user it acts as.", Words<Role>.ToWord[Role]);

    public static Result<Done> Decide(Request request, Role? user, DateTimeOffset now) => request switch
    {
        { Name: "" or { Length: > LongestName } } => new InvalidField("name", $"Say in 1 to {LongestName} characters what the token is for.", request.Name),
        { ExpiresAt: { } at } when at <= now => new ExpiresInThePast(at),
        _ when Caller.RoleOf(request.Role, user) != request.Role => new RoleIsLarger(request.Role),
        _ => Done.It,
    };

    public static async Task<Result<Created>> Handle(Request request, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        request = request with { Name = request.Name.Trim() };
        var user = request.UserId is { } id ? await db.Users.SingleOrDefaultAsync(u => u.Id == id, stop) : null;
        if (user is null && request.UserId is not null)
            return new InvalidField("user_id", "There is no such user.", request.UserId);
        if (Decide(request, user?.Role, db.Now).Refused(out var refusal))
            return refusal;

        var secret = Prefix + Secret.New();
        var token = new ApiToken
        {
            TenantId = db.TenantId, Id = Ids.At(db.Now), Name = request.Name, Role = request.Role, UserId = user?.Id, Hash = Secret.Hash(secret),
            CreatedBy = actor.Person, CreatedAt = db.Now, ExpiresAt = request.ExpiresAt,
        };
        db.Add(token);
        await db.Commit("token.create", stop);
        return new Created(token.Id, secret, token.Name, token.Role, token.UserId, token.ExpiresAt);
    }
}

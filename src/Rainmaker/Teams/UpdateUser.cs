using System.Net.Mail;

namespace Rainmaker.Teams;

/// <summary>Changes a user. Fields that are not sent stay. A change of role or of being let in ends the user's sessions.</summary>
public static class UpdateUser
{
    const int LongestName = 100, LongestEmail = 254, MostWords = 50, LongestWord = 50, MostLeads = 10_000;

    public sealed record Request
    {
        public Optional<string> Name { get; init; }
        public Optional<string> Email { get; init; }
        public Optional<Role?> Role { get; init; }
        public Optional<Guid?> TeamId { get; init; }
        public Optional<bool?> IsActive { get; init; }
        public Optional<bool?> CanSignIn { get; init; }
        public Optional<bool?> TakesLeads { get; init; }

        /// <summary>0 to 10,000.</summary>
        public Optional<int?> CapacityPerDay { get; init; }
        public Optional<string[]> Skills { get; init; }
        public Optional<Guid[]> TerritoryIds { get; init; }
    }

    public sealed record EmailIsTaken(string Email) : Conflict($"{Email} belongs to another user of this tenant.");
    public sealed record LastAdministrator() : Conflict("This is the last administrator who can sign in. Make somebody else an administrator first.");
    public sealed record Must(string Of) : Invalid(Of, $"'{Of}' cannot be empty.");

    /// <summary>The fields alone: puts what is right onto the user and answers what is not.</summary>
    internal static List<Invalid> Apply(User user, Request request)
    {
        var faults = new List<Invalid>();
        if (request.Name.IsSent)
            user.Name = request.Name.Value?.Trim() is { Length: > 0 and <= LongestName } name ? name : Wrong(new InvalidField("name", $"A name has 1 to {LongestName} characters.", request.Name.Value), user.Name);
        if (request.Email.IsSent)
            (user.Email, user.NormalizedEmail) = Address(request.Email.Value) is { } address ? (address.Value, User.Normalize(address.Value)) : Wrong(new InvalidField("email", $"'{request.Email.Value}' is not an e-mail address.", request.Email.Value), (user.Email, user.NormalizedEmail));
        user.Role = Needed(request.Role, "role", user.Role);
        user.IsActive = Needed(request.IsActive, "is_active", user.IsActive);
        user.CanSignIn = Needed(request.CanSignIn, "can_sign_in", user.CanSignIn);
        user.TakesLeads = Needed(request.TakesLeads, "takes_leads", user.TakesLeads);
        user.CapacityPerDay = Needed(request.CapacityPerDay, "capacity_per_day", user.CapacityPerDay) is var capacity and >= 0 and <= MostLeads
            ? capacity : Wrong(new InvalidField("capacity_per_day", $"Leads a day are 0 to {MostLeads}.", request.CapacityPerDay.Value), user.CapacityPerDay);
        user.TeamId = request.TeamId.Or(user.TeamId);
        user.TerritoryIds = [.. (request.TerritoryIds.Or(user.TerritoryIds) ?? []).Distinct()];
        if (request.Skills.IsSent)
        {
            string[] skills = [.. (request.Skills.Value ?? []).Select(s => (s ?? "").Trim().ToLowerInvariant()).Where(s => s.Length > 0).Distinct(StringComparer.Ordinal)];
            user.Skills = skills.Length <= MostWords && skills.All(s => s.Length <= LongestWord) ? skills : Wrong(new InvalidField("skills", $"At most {MostWords} skills of {LongestWord} characters."), user.Skills);
        }
        return faults;

        T Wrong<T>(Invalid fault, T instead)
        {
            faults.Add(fault);
            return instead;
        }

        T Needed<T>(Optional<T?> sent, string field, T now) where T : struct =>
            !sent.IsSent ? now : sent.Value ?? Wrong(new Must(field), now);
    }

    public static async Task<Result<UserView>> Handle(Guid id, Request request, uint? seen, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (await db.Users.SingleOrDefaultAsync(u => u.Id == id, stop) is not { } user)
            return new NotFound("user");
        if (seen is { } version && version != user.Version)
            return new Stale("user");

        var before = (user.Role, user.IsActive, user.CanSignIn);
        var faults = Apply(user, request);
        faults.AddRange(await Unknown(db, user, stop));
        if (faults.Count > 0)
            return new Faults(faults);
        if (await Conflict(db, user, stop) is { } conflict)
            return conflict;
        if (before.Role == Role.Admin && !Administers(user) && !await AnotherAdministers(db, user, stop))
            return new LastAdministrator();

        if (before != (user.Role, user.IsActive, user.CanSignIn))
            user.SecurityStamp = Secret.New();
        if (db.ChangeTracker.HasChanges())
        {
            db.Record("user.changed", "user", user.Id, null);
            if (await Commit(db, user, "user.update", stop) is { } raced)
                return raced;
        }
        return await ListUsers.Read(id, actor, database, stop);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut("/api/users/{id:guid}", async (Guid id, Request request, Actor actor, Database database, HttpContext http, CancellationToken stop) =>
                (await Handle(id, request, http.Seen(), actor, database, stop)).Answer())
            .Requires(TeamRights.Manage).WithSummary("Change a user").WithTags("Team");

    /// <summary>Both ends of a relation are the tenant's own.</summary>
    internal static async Task<List<Invalid>> Unknown(SalesDb db, User user, CancellationToken stop)
    {
        var (faults, territories) = (new List<Invalid>(), user.TerritoryIds);
        if (user.TeamId is { } team && !await db.Teams.AnyAsync(t => t.Id == team, stop))
            faults.Add(new InvalidField("team_id", "There is no such team.", team));
        if (territories.Length > 0 && await db.Territories.CountAsync(t => territories.Contains(t.Id), stop) != territories.Length)
            faults.Add(new InvalidField("territory_ids", "One of these territories is not there.", territories));
        return faults;
    }

    internal static async Task<Refusal?> Conflict(SalesDb db, User user, CancellationToken stop) =>
        user.NormalizedEmail is { } email && await db.Users.AnyAsync(u => u.NormalizedEmail == email && u.Id != user.Id, stop) ? new EmailIsTaken(user.Email!) : null;

    internal static Task<Refusal?> Commit(SalesDb db, User user, string action, CancellationToken stop) =>
        ShapeTeams.Unless(() => db.Commit(action, stop), new EmailIsTaken(user.Email ?? ""), new ShapeTeams.IsInUse("team"));

    static bool Administers(User user) => user is { Role: Role.Admin, IsActive: true, CanSignIn: true };

    static async Task<bool> AnotherAdministers(SalesDb db, User user, CancellationToken stop)
    {
        // Two administrators who take each other's role at once: the second waits and then sees the first.
        await db.Execute($"select pg_advisory_xact_lock(hashtextextended({"administrators " + db.TenantId}, 0))", stop);
        return await db.Users.AnyAsync(u => u.Id != user.Id && u.Role == Role.Admin && u.IsActive && u.CanSignIn && u.PasswordHash != null, stop);
    }

    /// <summary>The address, or null where there is none; nothing at all where it is not one.</summary>
    static (string? Value, bool)? Address(string? text)
    {
        text = text?.Trim();
        if (string.IsNullOrEmpty(text))
            return (null, true);
        return text.Length <= LongestEmail && MailAddress.TryCreate(text, out var address) && address.Address == text ? (text, true) : null;
    }
}

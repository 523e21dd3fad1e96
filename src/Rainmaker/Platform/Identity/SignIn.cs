using System.Collections.Concurrent;
using Npgsql;

namespace Rainmaker.Platform.Identity;

/// <summary>Opens a session for e-mail and password. An unknown address, a wrong password and an account that rests are told alike and take as long.</summary>
public static class SignIn
{
    const string FindSql = "select tenant_id, user_id from find_sign_in($1) limit 20";

    // Tries at one account go one after the other: many at once would all see the count from before.
    static readonly SemaphoreSlim[] Turns = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    /// <param name="Workspace">Key of the tenant; only for somebody who has the same address and password in several.</param>
    public sealed record Request(string? Email, string? Password, string? Workspace = null);

    /// <param name="Cookie">What the session's cookie carries.</param>
    public sealed record Opened(Guid Tenant, Guid User, string Cookie, DateTimeOffset ExpiresAt);

    public sealed record NoMatch() : Invalid("password", "E-mail and password do not match. After five wrong tries the account rests for five minutes.");
    public sealed record WhichWorkspace(IReadOnlyList<TenantInfo> Choices) : Invalid("workspace", "You are at home in several workspaces. Choose one.");

    public static async Task<Result<Opened>> Handle(Request request, Database database, Accounts accounts, TimeProvider time, CancellationToken stop)
    {
        if (User.Normalize(request.Email) is not { } email || string.IsNullOrEmpty(request.Password) || request.Password.Length > 256)
            return new NoMatch();

        var matching = new List<(TenantInfo Tenant, Guid User)>();
        var candidates = await Find(email, database, stop);
        if (candidates.Count == 0)
            accounts.CheckNobodys(request.Password);
        foreach (var (tenant, user) in candidates)
        {
            if (await Check(tenant, user, request.Password, database, accounts, time, stop) is { } where && (request.Workspace is null || request.Workspace == where.Key))
                matching.Add((where, user));
        }
        return matching switch
        {
            [] => new NoMatch(),
            [var one] => await Open(one.Tenant.Id, one.User, database, stop),
            _ => new WhichWorkspace([.. matching.Select(m => m.Tenant)]),
        };
    }

    /// <summary>Opens a session for a user whose identity is established.</summary>
    public static async Task<Opened> Open(Guid tenant, Guid user, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(new Actor(tenant, user, Role.SalesRep, ActorKind.User, Sight.Nothing), stop);
        var who = await db.Users.SingleAsync(u => u.Id == user, stop);
        var cookie = Session.Begin(db, who);
        await db.Set<Session>().Where(s => s.UserId == user && s.ExpiresAt < db.Now).ExecuteDeleteAsync(stop);
        await db.Commit("user.sign_in", stop);
        return new(tenant, user, cookie, db.Now + Session.Lifetime);
    }

    static Task<List<(Guid Tenant, Guid User)>> Find(string email, Database database, CancellationToken stop) =>
        database.Ask(FindSql, email, row => (row.GetGuid(0), row.GetGuid(1)), stop);

    /// <summary>The tenant, where the password is right and the account does not rest.</summary>
    static async Task<TenantInfo?> Check(Guid tenant, Guid id, string password, Database database, Accounts accounts, TimeProvider time, CancellationToken stop)
    {
        var turn = Turns[(id.GetHashCode() & int.MaxValue) % Turns.Length];
        await turn.WaitAsync(stop);
        try
        {
            await using var db = await database.Open(Actor.Public(tenant), stop);
            var user = await db.Users.SingleAsync(u => u.Id == id, stop);
            using var users = accounts.In(db);
            if (user.PasswordHash is null || user.LockoutEnd > time.GetUtcNow())
            {
                accounts.CheckNobodys(password);
                return null;
            }
            if (await users.CheckPasswordAsync(user, password))
            {
                user.AccessFailedCount = 0;
                await db.Finish(stop, wake: false, save: true);
                return db.Tenant;
            }
            await users.AccessFailedAsync(user);
            db.Add(db.NewAudit("user.sign_in", "app_user", user.Id, "{}", Audit.AuditOutcome.Denied));
            await db.Finish(stop, wake: false, save: true);
            return null;
        }
        catch (DbUpdateConcurrencyException)
        {
            // Another process counted a try just now.
            return null;
        }
        finally
        {
            turn.Release();
        }
    }
}

namespace Rainmaker.Teams.SigningIn;

/// <summary>The demo's tenant is open to whoever reaches the server: one user of each role, without a password.</summary>
public static class DemoDoor
{
    const string Key = "demo";

    public sealed record Guest(Guid Tenant, Guid User, string Name, Role Role);

    public static async Task<IReadOnlyList<Guest>> Guests(Database database, Tenants tenants, CancellationToken stop)
    {
        if (await tenants.Find(Key, stop) is not { } tenant || await tenants.Get(tenant, stop) is not { IsDemo: true })
            return [];
        await using var db = await database.Open(Actor.System(tenant), stop);
        var users = await db.Users.AsNoTracking().Where(u => u.IsActive && u.CanSignIn).OrderBy(u => u.Id).Select(u => new Guest(tenant, u.Id, u.Name, u.Role)).ToListAsync(stop);
        return [.. users.DistinctBy(u => u.Role).OrderBy(u => u.Role)];
    }
}

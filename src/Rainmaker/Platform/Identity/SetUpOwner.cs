using System.Net.Mail;

namespace Rainmaker.Platform.Identity;

/// <summary>Opens a tenant, where it is not there yet, and gives it its first administrator. Doing it again with the same address changes nothing.</summary>
public static class SetUpOwner
{
    /// <param name="Tenant">Key of the tenant.</param>
    /// <param name="Organisation">Its name; the key where left out. An existing tenant keeps its own.</param>
    /// <param name="Name">The administrator's; from the address where left out.</param>
    public sealed record Request(string Tenant, string Email, string Password, string? Organisation = null, string? Name = null, string Currency = "EUR", string TimeZone = "UTC");

    /// <param name="WasThere">The administrator existed; nothing was changed.</param>
    public sealed record Owner(Guid Tenant, Guid User, bool WasThere);

    public sealed record NotAnAddress(string Email) : Invalid("email", $"'{Email}' is not an e-mail address.", Email);
    public sealed record IsNotAnAdministrator(string Email) : Conflict($"{Email} is a user of this tenant already, without being an administrator.");

    public static async Task<Result<Owner>> Handle(Request request, Database database, Tenants tenants, Installation installation, IEnumerable<ITenantBeginning> beginnings, Accounts accounts, TimeProvider time, CancellationToken stop)
    {
        var faults = new List<Invalid>();
        if (!MailAddress.TryCreate(request.Email, out var address) || address.Address != request.Email.Trim())
            faults.Add(new NotAnAddress(request.Email));
        if (Accounts.WeaknessOf(request.Password, request.Email) is { } weak)
            faults.Add(weak);
        if (faults.Count > 0)
            return new Faults(faults);

        if (await tenants.Find(request.Tenant, stop) is not { } tenant)
        {
            var made = await CreateTenant.Handle(new(request.Tenant, request.Organisation, request.Currency, request.TimeZone), database, installation, beginnings, time, stop);
            if (made.Refused(out var refusal))
                return refusal;
            tenant = made.Value;
        }
        return await Administrator(tenant, request, address!.User, database, accounts, stop);
    }

    /// <summary>Whether anybody could administer anything: then nobody is let in by a setup link.</summary>
    public static async Task<bool> OwnerExists(Database database, Tenants tenants, CancellationToken stop)
    {
        foreach (var (tenant, _, _) in await tenants.All(stop))
        {
            await using var db = await database.Open(Actor.System(tenant), stop);
            if (await db.Users.AnyAsync(u => u.Role == Role.Admin && u.IsActive && u.CanSignIn && u.PasswordHash != null, stop))
                return true;
        }
        return false;
    }

    static async Task<Result<Owner>> Administrator(Guid tenant, Request request, string nameless, Database database, Accounts accounts, CancellationToken stop)
    {
        await using var db = await database.Open(Actor.System(tenant), stop);
        var email = request.Email.Trim();
        var normalized = User.Normalize(email);
        if (await db.Users.SingleOrDefaultAsync(u => u.NormalizedEmail == normalized, stop) is { } there)
            return there is { Role: Role.Admin, IsActive: true, CanSignIn: true } ? new Owner(tenant, there.Id, WasThere: true) : new IsNotAnAdministrator(email);

        var user = new User
        {
            TenantId = tenant, Id = Ids.At(db.Now), Name = string.IsNullOrWhiteSpace(request.Name) ? nameless : request.Name.Trim(), Role = Role.Admin,
            Email = email, NormalizedEmail = normalized, CreatedAt = db.Now,
        };
        if (accounts.SetPassword(user, request.Password).Refused(out var refusal))
            return refusal;
        db.Add(user);
        db.Record("user.changed", "user", user.Id, null);
        await db.Commit("user.create", stop);
        return new Owner(tenant, user.Id, WasThere: false);
    }
}

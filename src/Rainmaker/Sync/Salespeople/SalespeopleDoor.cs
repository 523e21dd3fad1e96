using Rainmaker.Connectors;
using Rainmaker.Crm;
using Rainmaker.Platform.Identity;
using Rainmaker.Sync.Screens;

namespace Rainmaker.Sync.Salespeople;

public static class SalespeopleRights
{
    /// <summary>To see what salespeople do in a connected CRM: oneself, the team, everybody.</summary>
    public static readonly Right Read = new("salespeople.read", Right.Sales);
}

/// <summary>Which CRM is asked for, and whose work in it the caller may see.</summary>
public static class SalespeopleDoor
{
    public const int Days = 7, MostDays = 365;

    public sealed record ProviderNotConnected(string Provider, string Link) : Conflict($"{CrmWords.NameOf(Provider)} is not connected. An administrator connects it at {Link}.");

    public sealed record OnlyForSales() : Forbidden("What salespeople do in a connected CRM is shown to sales.");

    public sealed record DaysOutOfRange(int Sent) : Invalid("days", $"'days' is 1 to {MostDays}.", Sent);

    /// <param name="Sees">Whether the caller may see the work of an owner of the CRM; null is work that nobody owns.</param>
    public sealed record Opened(Connection Connection, TenantInfo Tenant, Func<Owner?, bool> Sees);

    /// <summary>The oldest connection to that CRM that is switched on.</summary>
    public static async Task<Result<Opened>> Open(string provider, Actor actor, Database database, CancellationToken stop)
    {
        if (!SalespeopleRights.Read.Allows(actor))
            return new OnlyForSales();
        if (CrmWords.Vendors.All(v => v.Source != provider))
            return new NotFound("provider");
        await using var db = await database.Open(actor, stop);
        if (await db.Connections.AsNoTracking().Where(c => c.Source == provider && c.IsActive).OrderBy(c => c.CreatedAt).FirstOrDefaultAsync(stop) is not { } connection)
            return new ProviderNotConnected(provider, $"{ConnectionPages.Home}/new/{provider}");
        var people = actor.Sight.IsAll ? [] : (await db.Users.AsNoTracking().Where(u => u.IsActive && u.NormalizedEmail != null).Select(u => new { u.NormalizedEmail, u.Id }).ToListAsync(stop)).ToDictionary(u => u.NormalizedEmail!, u => u.Id, StringComparer.Ordinal);
        return new Opened(connection, db.Tenant, SightOf(actor, people));
    }

    /// <summary>An owner is the user of the same e-mail address; owners who are no user here are seen by whoever sees what nobody owns.</summary>
    internal static Func<Owner?, bool> SightOf(Actor actor, IReadOnlyDictionary<string, Guid> people) => owner =>
        actor.Sight.Includes(owner?.Email is { } email && User.Normalize(email) is { } normal && people.TryGetValue(normal, out var user) ? user : null);

    public static async Task<Result<(Opened Door, SalesWork Work, IReadOnlyList<string> Notices)>> Work(string provider, int? days, Actor actor, Database database, LiveWork live, TimeProvider time, CancellationToken stop)
    {
        var over = days ?? Days;
        if (over is < 1 or > MostDays)
            return new DaysOutOfRange(over);
        var opened = await Open(provider, actor, database, stop);
        if (opened.Refused(out var refusal))
            return refusal;
        var (connection, tenant, _) = opened.Value;
        var read = await live.Get(connection, tenant.Vault, $"work {over}", (crm, enough) => SalesWork.Read(crm, over, time.GetUtcNow(), enough), stop);
        if (read.Refused(out refusal))
            return refusal;
        var (work, notice) = read.Value;
        return (opened.Value, work, notice is null ? work.Notices : [.. work.Notices, notice]);
    }
}

using System.Linq.Expressions;

namespace Rainmaker.Teams;

/// <summary>A user on the wire.</summary>
/// <param name="IsAway">Absent on the tenant's today.</param>
/// <param name="LockedUntil">After too many wrong passwords; null where sign-in is open.</param>
public sealed record UserView(
    Guid Id, string Name, string? Email, Role Role, Guid? TeamId, string? Team, bool IsActive, bool CanSignIn, bool TakesLeads, int CapacityPerDay,
    string[] Skills, Guid[] TerritoryIds, bool IsAway, bool HasPassword, DateTimeOffset? LockedUntil, DateTimeOffset? LastSignedInAt, DateTimeOffset CreatedAt)
{
    internal uint Version { get; init; }

    /// <summary>The users of a query as they are shown.</summary>
    public static IQueryable<UserView> Of(SalesDb db, IQueryable<User> users)
    {
        var (teams, absences, today, now) = (db.Teams, db.Absences, db.Today, db.Now);
        Expression<Func<User, UserView>> view = u => new UserView(
            u.Id, u.Name, u.Email, u.Role, u.TeamId, teams.Where(t => t.Id == u.TeamId).Select(t => t.Name).FirstOrDefault(), u.IsActive, u.CanSignIn, u.TakesLeads, u.CapacityPerDay,
            u.Skills, u.TerritoryIds, absences.Any(a => a.UserId == u.Id && a.FromDay <= today && a.ToDay >= today), u.PasswordHash != null,
            u.LockoutEnd > now ? u.LockoutEnd : null, u.LastSignedInAt, u.CreatedAt)
        { Version = u.Version };
        return users.AsNoTracking().Select(view);
    }
}

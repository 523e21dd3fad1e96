namespace Rainmaker.Deals.Screens;

/// <summary>The users whose names a screen of deals shows or offers.</summary>
/// <param name="Names">All, also those who left: their deals still say whose they were.</param>
/// <param name="Choices">Whose deals the actor may look for.</param>
public sealed record DealOwners(IReadOnlyDictionary<Guid, string> Names, IReadOnlyList<(string Value, string Text)> Choices, IReadOnlyList<(string Value, string Text)> Teams)
{
    public static async Task<DealOwners> Of(SalesDb db, CancellationToken stop)
    {
        var users = await db.Users.AsNoTracking().OrderBy(u => u.Name).Select(u => new { u.Id, u.Name, u.IsActive, u.TeamId }).ToListAsync(stop);
        var seen = users.Where(u => u.IsActive && db.Actor.Sight.Includes(u.Id)).ToList();
        IReadOnlyList<(string, string)> teams = [];
        if (seen.Select(u => u.TeamId).Distinct().Count() > 1)
        {
            var all = db.Set<Teams.Team>();
            teams = [.. (await all.OrderBy(t => t.Name).Select(t => new { t.Id, t.Name }).ToListAsync(stop)).Select(t => (t.Id.ToString(), t.Name))];
        }
        return new(users.ToDictionary(u => u.Id, u => u.Name), seen.Count > 1 ? [("me", "Mine"), .. seen.Where(u => u.Id != db.Actor.User).Select(u => (u.Id.ToString(), u.Name)), ("none", "Nobody")] : [], teams);
    }
}

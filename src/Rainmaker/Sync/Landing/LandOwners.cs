using Rainmaker.Crm;
using Rainmaker.Platform.Audit;

namespace Rainmaker.Sync.Landing;

/// <summary>The people of a CRM: users here by e-mail; who is not, becomes a user without sign-in, so that figures have a name.</summary>
static class LandOwners
{
    public static async Task Land(Arrival on, IReadOnlyList<Owner> page, CancellationToken stop)
    {
        var (db, fresh) = (on.Db, page.DistinctBy(o => o.Id).ToList());
        var links = await on.Links("owner", fresh.Select(o => o.Id), stop);
        var emails = fresh.Select(o => User.Normalize(o.Email)).OfType<string>().ToArray();
        var known = (await db.Users.AsNoTracking().Where(u => emails.Contains(u.NormalizedEmail)).ToListAsync(stop)).ToDictionary(u => u.NormalizedEmail!, StringComparer.Ordinal);
        var made = new List<User>();
        foreach (var owner in fresh)
        {
            var hash = on.Hash("owner", Json.Write(owner));
            if (links.TryGetValue(owner.Id, out var link))
            {
                if (link.ToldHash is { } before && before.AsSpan().SequenceEqual(hash))
                {
                    on.Seen(owner.Id);
                    continue;
                }
                on.Updated++;
                on.Link(owner.Id, link.RecordId, hash, null, null);
                continue;
            }
            var (email, name) = (User.Normalize(Arrival.Fit(owner.Email, 254)), Arrival.Fit(owner.Name, 200) ?? owner.Id);
            if (email is null || !known.TryGetValue(email, out var user))
            {
                user = new User
                {
                    TenantId = db.TenantId, Id = Ids.At(db.Now), Name = name, Role = Role.SalesRep, CanSignIn = false, TakesLeads = false, IsActive = owner.IsActive, CreatedAt = db.Now,
                    Email = Arrival.Fit(owner.Email, 254), NormalizedEmail = email,
                };
                made.Add(user);
                if (email is not null)
                    known[email] = user;
                on.Created++;
            }
            else
                on.Unchanged++;
            on.Link(owner.Id, user.Id, hash, null, null);
        }
        await db.CopyIn(made, stop);
        await db.CopyIn<AuditEntry>([.. made.Select(u => db.NewAudit("sync.read", "app_user", u.Id, AuditTrail.DetailOfNew(db, u)))], stop);
        if (made.Count > 0)
            db.Record("user.changed", "user", on.Connection.Id, null);
        await on.WriteLinks("owner", stop);
    }
}

using Rainmaker.Deals;
using Rainmaker.Intelligence.Coaching;
using Rainmaker.Leads;

namespace Rainmaker.Insights.Weekly;

/// <summary>Keeps the report of each week that is over, for everybody who may ask for it, as soon as it has ended where the tenant works; weeks that were missed are kept without what to do next.</summary>
public static class KeepWeeks
{
    const int WeeksBack = 12;

    /// <returns>How many reports were written.</returns>
    public static async Task<int> Handle(Guid tenant, Database database, PipelineBooks books, CancellationToken stop)
    {
        var (viewers, missing) = await Missing(tenant, database, stop);
        var written = 0;
        foreach (var viewer in viewers)
        {
            await using var db = await database.Open(viewer, stop);
            var (book, sight) = (await books.Of(db, stop), KeptReport.SightOf(viewer));
            foreach (var week in missing)
            {
                var report = WriteWeek.Run(await ReadWeek.Run(week, week.IsLatest(db.Today), db, book, stop));
                written += await db.Execute($"""
                    insert into weekly_report (tenant_id, id, week, sight, content, made_at) values ({tenant}, {Ids.At(db.Now)}, {week.Monday}, {sight}, {Json.Write(report)}::jsonb, {db.Now})
                    on conflict (tenant_id, week, sight) do nothing
                    """, stop);
            }
            await db.Finish(stop, wake: false);
        }
        return written;
    }

    /// <summary>One of each sight, and the weeks that nobody has a report of; none before anything was on record.</summary>
    static async Task<(IReadOnlyList<Actor> Viewers, IReadOnlyList<WeekOf> Weeks)> Missing(Guid tenant, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(Actor.System(tenant), stop);
        var (kept, deals, leads, users, monday) = (db.Set<KeptReport>(), db.Deals, db.Leads, db.Users, WeekOf.Of(db.Today).Monday);
        var began = new[] { await deals.MinAsync(d => (DateTimeOffset?)d.CreatedAt, stop), await leads.MinAsync(l => (DateTimeOffset?)l.CreatedAt, stop) }.Min();
        if (began is null)
            return ([], []);
        var known = await kept.Where(r => r.Sight == "all" && r.Week >= monday.AddDays(-7 * WeeksBack)).Select(r => r.Week).ToListAsync(stop);
        WeekOf[] missing = [.. Enumerable.Range(1, WeeksBack).Select(n => new WeekOf(monday.AddDays(-7 * n))).Where(w => !known.Contains(w.Monday) && w.Sunday >= db.Tenant.DayOf(began.Value))];
        if (missing.Length == 0)
            return ([], []);
        var people = await users.AsNoTracking().Where(u => u.IsActive && u.CanSignIn && (u.Role == Role.SalesRep || u.Role == Role.SalesManager)).Select(u => new { u.Id, u.Role, u.TeamId }).ToListAsync(stop);
        var teams = (await users.AsNoTracking().Where(u => u.TeamId != null).Select(u => new { u.Id, u.TeamId }).ToListAsync(stop)).ToLookup(u => u.TeamId, u => u.Id);
        return ([Actor.System(tenant), .. people.Select(p => new Actor(tenant, p.Id, p.Role, ActorKind.System, Caller.SightOf(p.Role, p.Id, p.TeamId is { } team ? [.. teams[team]] : []), p.TeamId)).DistinctBy(KeptReport.SightOf)], missing);
    }
}

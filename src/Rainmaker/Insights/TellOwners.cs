namespace Rainmaker.Insights;

/// <summary>Tells of insights that nobody was told of yet: to each owner one by one while they are few, else all in one line.</summary>
public static class TellOwners
{
    /// <summary>More than these at once become one message.</summary>
    public const int OneByOne = 3;

    sealed record Untold(Guid Id, Guid? Owner, string Severity);

    public static async Task Handle(Guid tenant, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(Actor.System(tenant), stop);
        if (await Tell(db, stop))
            await db.Finish(stop, save: true);
    }

    /// <summary>Within the caller's transaction; the events are added to the context.</summary>
    public static async Task<bool> Tell(SalesDb db, CancellationToken stop)
    {
        var untold = await db.Query<Untold>($"""
            update insight i set notified_at = {db.Now} from deal d where i.tenant_id = {db.TenantId} and i.state = 'open' and i.notified_at is null
            and d.tenant_id = i.tenant_id and d.id = i.deal_id returning i.id as "Id", d.owner_id as "Owner", i.severity as "Severity"
            """).ToListAsync(stop);
        foreach (var ofOwner in untold.GroupBy(u => u.Owner))
        {
            if (ofOwner.Count() <= OneByOne)
            {
                foreach (var one in ofOwner)
                    db.Record("insight.raised", "insight", one.Id, one.Owner, new { severity = one.Severity, count = 1 });
            }
            else
            {
                var gravest = ofOwner.MinBy(u => u.Severity switch { "critical" => 0, "warning" => 1, _ => 2 })!;
                db.Record("insight.raised", "insight", gravest.Id, gravest.Owner, new { severity = gravest.Severity, count = ofOwner.Count() });
            }
        }
        return untold.Count > 0;
    }
}

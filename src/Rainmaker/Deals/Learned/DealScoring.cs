using Rainmaker.Leads.Learned;

namespace Rainmaker.Deals.Learned;

/// <summary>
/// The same rule as for leads: where the model in use has evidence and the tenant has turned it on, the learned chance takes the place of the stage's
/// probability on open deals. A probability set by hand stays. Renewed every hour; a move gives the stage's until then.
/// </summary>
static class DealScoring
{
    public static Task<int?> Refresh(Guid tenant, RefreshScoring refresh, bool atOnce, CancellationToken stop) =>
        refresh.Handle(tenant, ScoredKind.Deal, DealCases.Read, PutOn, atOnce, stop);

    public static async Task PutOn(SalesDb db, CancellationToken stop) => Tell(db, await db.Execute($"""
        update deal d set probability = round(100 * s.probability, 1) from learned_score s
        where d.tenant_id = {db.TenantId} and s.tenant_id = d.tenant_id and s.kind = 'deal' and s.entity_id = d.id
          and d.status = 'open' and d.probability_origin = 'stage' and d.deleted_at is null and d.probability <> round(100 * s.probability, 1)
        """, stop));

    public static async Task TakeOff(SalesDb db, CancellationToken stop) => Tell(db, await db.Execute($"""
        update deal d set probability = coalesce(s.probability, 50) from stage s
        where d.tenant_id = {db.TenantId} and s.tenant_id = d.tenant_id and s.id = d.stage_id and d.status = 'open' and d.probability_origin = 'stage' and d.deleted_at is null
          and d.probability <> coalesce(s.probability, 50)
        """, stop));

    // Boards and figures fetch themselves anew.
    static void Tell(SalesDb db, int changed)
    {
        if (changed > 0)
            db.Record("deals.scored", "scoring", db.TenantId, null, new { changed });
    }
}

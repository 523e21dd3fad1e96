using Npgsql;
using Rainmaker.Deals;
using Rainmaker.Insights.Unusual;
using Rainmaker.Intelligence.Insights;

namespace Rainmaker.Insights;

/// <summary>
/// Holds deals against the risk rules and keeps their insights: raised where a rule strikes, renewed while it does, gone when it no longer does.
/// What a person settled comes back only when the case has changed. A deal's risk level is that of its gravest open insight.
/// </summary>
public static class JudgeRisks
{
    /// <summary>Deals judged in one transaction.</summary>
    public const int AtOnce = 2000;

    const string LockSql = "select pg_advisory_xact_lock(hashtextextended('insights ' || $1::text, 0))";
    // Uncorrelated: right after a large import the planner knows nothing of the new rows and would look each deal up by a scan.
    const string RiskSql = """
        with gravest as (
          select i.deal_id, min(array_position(array['critical', 'warning', 'info'], i.severity)) as place
          from insight i where i.tenant_id = $1 and i.deal_id = any($2) and i.state = 'open' group by i.deal_id),
        level as (
          select u.id, (array['critical', 'warning', 'info'])[g.place] as word from unnest($2) u (id) left join gravest g on g.deal_id = u.id)
        update deal d set risk_level = l.word from level l where d.tenant_id = $1 and d.id = l.id and d.risk_level is distinct from l.word
        """;

    /// <summary>All open deals of a tenant, and those that have insights and are no longer open; then owners are told.</summary>
    /// <returns>How many deals were judged.</returns>
    public static async Task<int> Handle(Guid tenant, Database database, PipelineBooks books, CancellationToken stop)
    {
        var (judged, last) = (0, Guid.Empty);
        while (true)
        {
            await using var db = await database.Open(Actor.System(tenant), stop);
            var ids = await db.Query<Guid>($"""
                select d.id as "Value" from deal d where d.tenant_id = {tenant} and d.id > {last} and (d.status = 'open' and d.deleted_at is null
                  or d.id in (select i.deal_id from insight i where i.tenant_id = {tenant} and i.state = 'open')) order by d.id limit {AtOnce}
                """).ToListAsync(stop);
            if (ids.Count == 0)
                break;
            await Judge(ids, silently: false, db, await books.Of(db, stop), stop);
            await db.Finish(stop);
            (judged, last) = (judged + ids.Count, ids[^1]);
        }
        await TellOwners.Handle(tenant, database, stop);
        return judged;
    }

    /// <summary>Some deals, within the caller's transaction, which the caller commits.</summary>
    /// <param name="silently">After an import nobody is told: what came in at once is not news.</param>
    public static async Task Judge(IReadOnlyCollection<Guid> deals, bool silently, SalesDb db, PipelineBook book, CancellationToken stop)
    {
        // The job and the follower of events may come to the same deal at once; one waits.
        await Run(LockSql, db, stop, P(db.TenantId));
        var (dealSet, insightSet) = (db.Deals, db.Insights);
        var all = await dealSet.IgnoreQueryFilters(["deleted"]).AsNoTracking().Where(d => deals.Contains(d.Id)).ToListAsync(stop);
        var known = (await insightSet.Where(i => deals.Contains(i.DealId)).ToListAsync(stop)).ToDictionary(i => i.Key, StringComparer.Ordinal);
        var (settings, paces) = (db.Tenant.Setting<RiskSettings>("risk"), await LearnPaces.Known(db, stop));

        var raised = new List<Insight>();
        foreach (var deal in all.Where(d => d.IsOpen && d.DeletedAt is null))
        {
            foreach (var found in DealRisks.Find(deal.Terms(book.Stage(deal.StageId)), db.Now, db.Today, settings, paces.TryGetValue(deal.StageId, out var pace) ? pace : null))
            {
                if (known.Remove(found.AnomalyId, out var insight))
                    insight.Renew(found, db.Now);
                else
                    raised.Add(Insight.Raise(found, deal.Id, db));
            }
        }
        var gone = known.Values.Where(i => i.State == InsightState.Open).ToList();
        foreach (var insight in gone)
            insight.Leave(db.Now);
        foreach (var ofOwner in gone.GroupBy(i => all.Find(d => d.Id == i.DealId)?.OwnerId))
            db.Record("insight.settled", "insight", ofOwner.First().Id, ofOwner.Key, new { state = InsightState.Gone, count = ofOwner.Count() });
        if (silently)
        {
            foreach (var insight in raised)
                insight.NotifiedAt = db.Now;
        }
        await db.SaveChangesAsync(stop);
        await (raised.Count < 50 ? db.InsertAll(raised, stop) : db.CopyIn(raised, stop));
        await KeepRiskLevels(deals, db, stop);
    }

    /// <summary>By the insights as stored.</summary>
    public static Task KeepRiskLevels(IReadOnlyCollection<Guid> deals, SalesDb db, CancellationToken stop) => Run(RiskSql, db, stop, P(db.TenantId), P(deals.ToArray()));

    static async Task Run(string sql, SalesDb db, CancellationToken stop, params NpgsqlParameter[] parameters)
    {
        await using var command = db.Command(sql);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(stop);
    }

    static NpgsqlParameter P<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };
}

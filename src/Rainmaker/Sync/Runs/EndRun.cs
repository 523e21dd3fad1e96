using Rainmaker.Connectors;
using Rainmaker.Deals;

namespace Rainmaker.Sync.Runs;

/// <summary>What follows once a run has read all it could, or cannot go on.</summary>
static class EndRun
{
    const int MostAttempts = 12;

    public static async Task Done(SyncRun run, IReadOnlyDictionary<string, SyncStep> steps, Database database, PipelineBooks books, CancellationToken stop)
    {
        await using (var db = await database.Open(Actor.System(run.TenantId), stop))
        {
            var connection = await db.Connections.AsNoTracking().SingleAsync(c => c.Id == run.ConnectionId, stop);
            var through = new SortedDictionary<string, DateTimeOffset>(connection.ReadThrough.ToDictionary(), StringComparer.Ordinal);
            foreach (var step in steps.Values.Where(s => s is { IsWhole: true, Through: not null }))
                through[step.What] = step.Through!.Value;
            await Follow(db, run.ConnectionId, stop);
            var links = db.SyncLinks;
            var counts = await links.Where(l => l.ConnectionId == run.ConnectionId && l.State == LinkState.There).GroupBy(l => l.Kind).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, stop);
            var ended = await db.Execute($"update sync_run set state = 'done', finished_at = {db.Now}, lease = null, leased_until = null, error = null, error_kind = null where tenant_id = {run.TenantId} and id = {run.Id} and lease = {run.Lease} and state = 'running'", stop);
            if (ended == 0)
                throw new LeaseLost();
            await db.Execute($"""
                update connection set state = 'working', last_success_at = {db.Now}, last_error = null, last_error_kind = null, last_error_at = null, counts = {Json.Write(counts)}::jsonb, read_through = {Json.Write(through)}::jsonb
                where tenant_id = {run.TenantId} and id = {run.ConnectionId}
                """, stop);
            // Readers of events hear of the whole at once, as of an import: nobody is notified of each record.
            foreach (var (kind, changed) in ((string, int)[])[("deals", Changed(steps, "deals", "gone-deals", "calls", "meetings", "tasks", "notes", "emails")), ("contacts", Changed(steps, "contacts", "gone-contacts")), ("leads", Changed(steps, "contacts"))])
                if (changed > 0)
                    db.Record($"{kind}.imported", "import_run", run.Id, null, new { changed, connection = run.ConnectionId });
            db.Record("connection.read", "connection", run.ConnectionId, null);
            db.Add(db.NewAudit("sync.done", "connection", run.ConnectionId, Json.Write(new { metadata = new { run = run.Id, mode = run.Mode, read = steps.Values.Sum(s => s.Read), created = steps.Values.Sum(s => s.Created), updated = steps.Values.Sum(s => s.Updated), removed = steps.Values.Sum(s => s.Removed) } })));
            await db.Commit("sync.done", stop);
        }
        await RefreshDealHealth.Handle(run.TenantId, database, books, stop);
    }

    static int Changed(IReadOnlyDictionary<string, SyncStep> steps, params string[] what) => what.Sum(w => steps.TryGetValue(w, out var step) ? step.Created + step.Updated + step.Removed : 0);

    /// <summary>When something was last done on a deal and is next planned follows from its timeline.</summary>
    static Task Follow(SalesDb db, Guid connection, CancellationToken stop) => db.Execute($"""
        update deal d set last_activity_at = greatest(d.last_activity_at, a.last), next_activity_at = case when d.next_activity_at > {db.Now} and a.next is null then d.next_activity_at else a.next end
        from (
          select a.entity_id, max(a.at) filter (where a.completed) as last, min(a.at) filter (where not a.completed) as next from activity a
          where a.tenant_id = {db.TenantId} and a.entity_type = 'opportunity' and a.deleted_at is null and a.kind not in ('stage_change', 'lead_created', 'deal_created')
            and a.entity_id in (select l.record_id from sync_link l where l.tenant_id = {db.TenantId} and l.connection_id = {connection} and l.kind = 'deal')
          group by a.entity_id) a
        where d.tenant_id = {db.TenantId} and d.id = a.entity_id
          and (d.last_activity_at is distinct from greatest(d.last_activity_at, a.last) or d.next_activity_at is distinct from case when d.next_activity_at > {db.Now} and a.next is null then d.next_activity_at else a.next end)
        """, stop);

    /// <summary>What passes is tried again, later each time; what does not, waits for a person. What was read stays read.</summary>
    public static async Task Failed(SyncRun run, CrmFault fault, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(Actor.System(run.TenantId), stop);
        var (why, kind) = (CrmWords.Of(fault), Words<CrmFaultKind>.ToWord[fault.Kind]);
        var again = CrmWords.Passes(fault) && run.Attempts < MostAttempts;
        var next = fault.RetryAt is { } told && told > db.Now ? told : db.Now + (fault.Kind == CrmFaultKind.DailyLimit ? TimeSpan.FromHours(1) : TimeSpan.FromSeconds(Math.Min(1800, 15 * Math.Pow(2, run.Attempts - 1))));
        await db.Execute($"""
            update sync_run set state = {(again ? "waiting" : "failed")}, next_try_at = {next}, finished_at = {(again ? null : db.Now)}, lease = null, leased_until = null, error_kind = {kind}, error = {why}
            where tenant_id = {run.TenantId} and id = {run.Id} and lease = {run.Lease} and state = 'running'
            """, stop);
        await db.Execute($"""
            update connection set state = 'failing', last_error_kind = {kind}, last_error = {why}, last_error_at = {db.Now} where tenant_id = {run.TenantId} and id = {run.ConnectionId}
            """, stop);
        db.Record("connection.failed", "connection", run.ConnectionId, null, new { again });
        await db.Commit("sync.failed", stop);
    }

    /// <summary>Something of ours broke: told as such, and looked for in the log.</summary>
    public static async Task Broke(SyncRun run, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(Actor.System(run.TenantId), stop);
        await db.Execute($"""
            update sync_run set state = 'failed', finished_at = {db.Now}, lease = null, leased_until = null, error_kind = 'broken', error = 'Something broke here, not there. The log tells what; what was read so far stays.'
            where tenant_id = {run.TenantId} and id = {run.Id} and lease = {run.Lease} and state = 'running'
            """, stop);
        await db.Finish(stop);
    }
}

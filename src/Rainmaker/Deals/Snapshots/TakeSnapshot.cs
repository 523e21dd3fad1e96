using Npgsql;

namespace Rainmaker.Deals.Snapshots;

/// <summary>
/// Writes down how all deals stand. Only deals that changed since the snapshot before take room: their version ends and another begins, found by holding all deals against their
/// current versions, so that a change by any way is seen. When nothing has changed since the last one of the same day, that one is answered.
/// </summary>
public static class TakeSnapshot
{
    /// <param name="StandsFor">The day whose end, as far as it had come, it shows.</param>
    /// <param name="Changed">Deals that had changed since the snapshot before.</param>
    public sealed record View(Guid Id, DateTimeOffset TakenAt, DateOnly StandsFor, SnapshotOrigin Origin, int Changed)
    {
        public static View Of(DealSnapshot taken) => new(taken.Id, taken.TakenAt, taken.StandsFor, taken.Origin, taken.Changed);
    }

    /// <summary>Until then a snapshot shows the end of the day before: the nightly run need not be punctual.</summary>
    static readonly TimeSpan Night = TimeSpan.FromHours(2);

    // The moment is taken behind the lock, and never twice.
    const string BeginSql = """
        select pg_advisory_xact_lock(hashtextextended('snapshot ' || $1::text, 0));
        """;
    const string MomentSql = "select greatest(date_trunc('microseconds', clock_timestamp()), (select max(taken_at) + interval '1 microsecond' from deal_snapshot where tenant_id = $1))";

    const string EndSql = """
        update deal_state s set until_at = $2 where s.tenant_id = $1 and s.until_at = 'infinity' and not exists (
          select from deal d where d.tenant_id = s.tenant_id and d.id = s.deal_id and d.deleted_at is null
            and (d.name, d.company, d.pipeline_id, d.stage_id, d.status, d.probability, d.value, d.currency, d.base_value, d.owner_id, d.source, d.expected_close_date, d.closed_on)
              is not distinct from (s.name, s.company, s.pipeline_id, s.stage_id, s.status, s.probability, s.value, s.currency, s.base_value, s.owner_id, s.source, s.expected_close_date, s.closed_on))
        """;

    const string NewSql = """
        insert into deal_state (tenant_id, deal_id, from_at, name, company, pipeline_id, stage_id, status, probability, value, currency, base_value, owner_id, source, expected_close_date, closed_on, opened_at)
        select d.tenant_id, d.id, $2, d.name, d.company, d.pipeline_id, d.stage_id, d.status, d.probability, d.value, d.currency, d.base_value, d.owner_id, d.source, d.expected_close_date, d.closed_on, d.created_at
        from deal d where d.tenant_id = $1 and d.deleted_at is null and not exists (select from deal_state s where s.tenant_id = d.tenant_id and s.deal_id = d.id and s.until_at = 'infinity')
        """;

    const string ChangedSql = "select count(*)::integer from (select deal_id from deal_state where tenant_id = $1 and from_at = $2 union select deal_id from deal_state where tenant_id = $1 and until_at = $2) c";

    const string SumsSql = """
        insert into deal_snapshot_sum (tenant_id, snapshot_id, stage_id, owner_id, pipeline_id, deals, total, weighted)
        select tenant_id, $2, stage_id, coalesce(owner_id, '00000000-0000-0000-0000-000000000000'), pipeline_id, count(*), coalesce(sum(base_value), 0), coalesce(sum(base_value * probability), 0) / 100
        from deal_state where tenant_id = $1 and until_at = 'infinity' and status = 'open' group by tenant_id, stage_id, owner_id, pipeline_id
        """;

    public static async Task<Result<View>> Handle(Actor actor, SnapshotOrigin origin, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        await Run(BeginSql, db, stop, P(db.TenantId));
        await using var ask = Command(MomentSql, db, P(db.TenantId));
        var at = new DateTimeOffset((DateTime)(await ask.ExecuteScalarAsync(stop))!, TimeSpan.Zero);
        var standsFor = db.Tenant.DayOf(at - Night);
        var snapshots = db.DealSnapshots;
        var last = await snapshots.AsNoTracking().OrderByDescending(s => s.TakenAt).FirstOrDefaultAsync(stop);
        var written = await Run(EndSql, db, stop, P(db.TenantId), P(at)) + await Run(NewSql, db, stop, P(db.TenantId), P(at));
        if (written == 0 && last is not null && last.StandsFor == standsFor)
            return View.Of(last);

        await using var count = Command(ChangedSql, db, P(db.TenantId), P(at));
        var taken = new DealSnapshot
        {
            TenantId = db.TenantId, Id = Ids.At(at), TakenAt = at, StandsFor = standsFor, Origin = origin, TakenBy = actor.Person, Changed = (int)(await count.ExecuteScalarAsync(stop))!, CreatedAt = db.Now,
        };
        db.Add(taken);
        await db.SaveChangesAsync(stop);
        await Run(SumsSql, db, stop, P(db.TenantId), P(taken.Id));
        if (actor.Kind != ActorKind.System)
            db.Add(db.NewAudit("snapshot.take", "deal_snapshot", taken.Id, Json.Write(new { after = new { taken_at = taken.TakenAt, changed = taken.Changed } })));
        await db.Finish(stop, wake: false, save: true);
        return View.Of(taken);
    }

    /// <summary>Once a day, after midnight where the tenant works; before the first, the past is rebuilt.</summary>
    public static async Task Daily(Guid tenant, Database database, CancellationToken stop)
    {
        bool due;
        await using (var db = await database.Open(Actor.System(tenant), stop))
        {
            var (snapshots, midnight) = (db.DealSnapshots, db.Tenant.StartOf(db.Today).ToUniversalTime());
            due = !await snapshots.AnyAsync(s => s.Origin == SnapshotOrigin.Daily && s.TakenAt >= midnight, stop);
        }
        if (!due)
            return;
        await RebuildSnapshots.Handle(tenant, database, stop);
        await Handle(Actor.System(tenant), SnapshotOrigin.Daily, database, stop);
    }

    internal static NpgsqlCommand Command(string constantSql, SalesDb db, params NpgsqlParameter[] parameters)
    {
        var command = db.Command(constantSql);
        command.Parameters.AddRange(parameters);
        return command;
    }

    internal static async Task<int> Run(string constantSql, SalesDb db, CancellationToken stop, params NpgsqlParameter[] parameters)
    {
        await using var command = Command(constantSql, db, parameters);
        // The first 200,000 deals may take longer than a request.
        command.CommandTimeout = 600;
        return await command.ExecuteNonQueryAsync(stop);
    }

    internal static NpgsqlParameter P<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/snapshots", async (Actor actor, Database database, CancellationToken stop) => (await Handle(actor, SnapshotOrigin.OnDemand, database, stop)).Created(s => $"/api/snapshots/deals?on={s.StandsFor:yyyy-MM-dd}"))
            .Requires(DealRights.Snapshot).WithSummary("Write down how all deals stand now").WithDescription("A snapshot is for ever. When nothing has changed since the last one of the same day, that one is answered.");
}

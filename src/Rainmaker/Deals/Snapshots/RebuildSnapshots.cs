namespace Rainmaker.Deals.Snapshots;

/// <summary>
/// Makes weekly snapshots of the time before the first one from what is on record: the history of stages, and the journal of changes for value, owner and expected close date.
/// A field stood as the first later change says it was before. Deals deleted since are missing, and one without any history shows only as it ended. Marked as rebuilt.
/// </summary>
public static class RebuildSnapshots
{
    /// <summary>Two years and two months.</summary>
    public const int MostWeeks = 113;

    // A version begins with the first Monday after a change; several changes of one week make one.
    const string StatesSql = """
        with change as (
          select c.deal_id, c.at from deal_stage_change c where c.tenant_id = $1
          union all select a.resource_id, a.at from audit a where a.tenant_id = $1 and a.resource_type = 'deal' and a.outcome = 'success'
          union all select d.id, d.created_at from deal d where d.tenant_id = $1
          union all select d.id, d.closed_on::timestamp at time zone $2 from deal d where d.tenant_id = $1 and d.closed_on is not null),
        point as (
          select distinct c.deal_id, greatest((date_trunc('week', c.at at time zone $2) + interval '7 days') at time zone $2, $3) as week from change c)
        insert into deal_state (tenant_id, deal_id, from_at, until_at, name, company, pipeline_id, stage_id, status, probability, value, currency, base_value, owner_id, source, expected_close_date, closed_on, opened_at)
        select d.tenant_id, d.id, p.week, coalesce(lead(p.week) over (partition by d.id order by p.week), 'infinity'), d.name, d.company, s.pipeline_id, s.id, s.kind, coalesce(c.to_probability, d.probability),
          case when v.known then v.value else d.value end, d.currency, case when v.known then v.base_value else d.base_value end, case when o.known then o.owner_id else d.owner_id end, d.source,
          case when e.known then e.day else d.expected_close_date end, case when s.kind = 'open' then null else d.closed_on end, d.created_at
        from point p
        join deal d on d.tenant_id = $1 and d.id = p.deal_id and d.deleted_at is null and d.created_at < p.week
        left join lateral (select c.to_stage_id, c.to_probability from deal_stage_change c where c.tenant_id = $1 and c.deal_id = d.id and c.at < p.week order by c.at desc limit 1) c on true
        join stage s on s.tenant_id = $1 and s.id = coalesce(c.to_stage_id, d.stage_id)
        left join lateral (
          select true as known, (a.detail -> 'before' ->> 'value')::numeric as value, (a.detail -> 'before' ->> 'base_value')::numeric as base_value from audit a
          where a.tenant_id = $1 and a.resource_id = d.id and a.at >= p.week and a.detail -> 'before' is not null and (a.detail -> 'before' -> 'base_value' is not null or a.detail -> 'after' -> 'base_value' is not null) order by a.id limit 1) v on true
        left join lateral (
          select true as known, (a.detail -> 'before' ->> 'owner_id')::uuid as owner_id from audit a
          where a.tenant_id = $1 and a.resource_id = d.id and a.at >= p.week and a.detail -> 'before' is not null and (a.detail -> 'before' -> 'owner_id' is not null or a.detail -> 'after' -> 'owner_id' is not null) order by a.id limit 1) o on true
        left join lateral (
          select true as known, (a.detail -> 'before' ->> 'expected_close_date')::date as day from audit a
          where a.tenant_id = $1 and a.resource_id = d.id and a.at >= p.week and a.detail -> 'before' is not null and (a.detail -> 'before' -> 'expected_close_date' is not null or a.detail -> 'after' -> 'expected_close_date' is not null) order by a.id limit 1) e on true
        where p.week <= $4 and (c.to_stage_id is not null or d.closed_on is null or (d.closed_on::timestamp at time zone $2) < p.week)
        """;

    const string SnapshotsSql = """
        insert into deal_snapshot (tenant_id, id, taken_at, stands_for, origin, changed, created_at)
        select $1, w.id, w.at, w.day, 'rebuilt', (select count(*) from deal_state s where s.tenant_id = $1 and s.from_at = w.at), $2 from unnest($3::uuid[], $4::timestamptz[], $5::date[]) w (id, at, day)
        """;

    const string SumsSql = """
        insert into deal_snapshot_sum (tenant_id, snapshot_id, stage_id, owner_id, pipeline_id, deals, total, weighted)
        select s.tenant_id, s.id, d.stage_id, coalesce(d.owner_id, '00000000-0000-0000-0000-000000000000'), d.pipeline_id, count(*), coalesce(sum(d.base_value), 0), coalesce(sum(d.base_value * d.probability), 0) / 100
        from deal_snapshot s join deal_state d on d.tenant_id = s.tenant_id and d.from_at <= s.taken_at and d.until_at > s.taken_at and d.status = 'open'
        where s.tenant_id = $1 group by s.tenant_id, s.id, d.stage_id, d.owner_id, d.pipeline_id
        """;

    /// <returns>How many snapshots were made; none where there is one already, or no past.</returns>
    public static async Task<int> Handle(Guid tenant, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(Actor.System(tenant), stop);
        await db.Execute($"select pg_advisory_xact_lock(hashtextextended('snapshot ' || {tenant}::text, 0))", stop);
        var (snapshots, deals) = (db.DealSnapshots, db.Deals);
        if (await snapshots.AnyAsync(stop) || await deals.MinAsync(d => (DateTimeOffset?)d.CreatedAt, stop) is not { } began)
            return 0;
        var weeks = Mondays(db.Tenant.DayOf(began), db.Today);
        if (weeks.Count == 0)
            return 0;
        DateTimeOffset[] at = [.. weeks.Select(w => db.Tenant.StartOf(w).ToUniversalTime())];
        await TakeSnapshot.Run(StatesSql, db, stop, TakeSnapshot.P(tenant), TakeSnapshot.P(db.Tenant.TimeZone.Id), TakeSnapshot.P(at[0]), TakeSnapshot.P(at[^1]));
        await TakeSnapshot.Run(SnapshotsSql, db, stop, TakeSnapshot.P(tenant), TakeSnapshot.P(db.Now), TakeSnapshot.P(at.Select(Ids.At).ToArray()), TakeSnapshot.P(at), TakeSnapshot.P(weeks.Select(w => w.AddDays(-1)).ToArray()));
        await TakeSnapshot.Run(SumsSql, db, stop, TakeSnapshot.P(tenant));
        await db.Finish(stop, wake: false);
        return weeks.Count;
    }

    /// <summary>The Mondays after the first day, as far back as is kept, up to today: each shows the Sunday before it.</summary>
    static List<DateOnly> Mondays(DateOnly began, DateOnly today)
    {
        var last = today.AddDays(-((int)today.DayOfWeek + 6) % 7);
        var first = began.AddDays(7 - (((int)began.DayOfWeek + 6) % 7));
        if (first < last.AddDays(-7 * (MostWeeks - 1)))
            first = last.AddDays(-7 * (MostWeeks - 1));
        var weeks = new List<DateOnly>();
        for (var monday = first; monday <= last; monday = monday.AddDays(7))
            weeks.Add(monday);
        return weeks;
    }
}

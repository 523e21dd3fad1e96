using Npgsql;
using NpgsqlTypes;
using Rainmaker.Crm;
using Rainmaker.Intelligence.Coaching;

namespace Rainmaker.Insights.Coaching;

/// <summary>A person who sells, in the actor's sight.</summary>
/// <param name="Id">Of the user, or of the owner in a connected CRM.</param>
public sealed record Rep(string Id, string Name, string? Email);

/// <summary>What is on record about some reps over some days: their work, their deals, and how deals of all usually go.</summary>
/// <param name="Before">Work of the same length of time before, for comparison.</param>
public sealed record RepBook(
    IReadOnlyList<Rep> Reps, ILookup<string, RepActivity> Work, ILookup<string, RepActivity> Before, ILookup<string, RepDeal> Deals, ILookup<string, CoachedDeal> Open,
    ILookup<string, StayingDeal> Staying, IReadOnlyDictionary<string, IReadOnlyList<double>> Left, IReadOnlyList<BookedDeal> Settled, ILookup<string, BookedDeal> SettledOf)
{
    const string RepsSql = """
        select id, name, email from app_user where tenant_id = @tenant and is_active and role in ('sales_rep', 'sales_manager', 'admin') and (@all or id = any(@owners)) and (@one is null or id = @one)
          and (role = 'sales_rep' or @one is not null or exists (select from deal d where d.tenant_id = app_user.tenant_id and d.owner_id = app_user.id and d.deleted_at is null))
        order by name, id
        """;

    // A call that lasted reached somebody, whatever was written of it.
    const string WorkSql = """
        select a.created_by, a.kind, a.at, case when a.entity_type = 'opportunity' then a.entity_id::text end, a.metadata ->> 'replied',
          case when lower(a.metadata ->> 'outcome') in ('completed', 'connected', 'reached', 'answered', 'held', 'positive', 'interested') then true
               when lower(a.metadata ->> 'outcome') in ('no_answer', 'no_show', 'busy', 'voicemail', 'left_voicemail', 'canceled', 'cancelled', 'wrong_number', 'negative') then false
               when a.kind = 'call' and jsonb_typeof(a.metadata -> 'duration_seconds') = 'number' then (a.metadata ->> 'duration_seconds')::numeric > 0
               when a.kind = 'meeting' and jsonb_typeof(a.metadata -> 'duration_minutes') = 'number' then (a.metadata ->> 'duration_minutes')::numeric > 0 end
        from activity a where a.tenant_id = @tenant and a.deleted_at is null and a.completed and a.created_by = any(@reps) and a.at >= @before and a.at <= @now
          and a.kind in ('call', 'email', 'whatsapp', 'meeting', 'proposal', 'quotation')
        """;

    const string DealsSql = """
        select d.owner_id, d.id::text, d.name, d.base_value, d.status, s.label, extract(epoch from @now - d.stage_entered_at)::float8 / 86400,
          greatest(d.last_activity_at, d.last_change_at) < @now - make_interval(days => coalesce(s.stalled_after_days, @stalled)), d.next_activity_at >= @now, d.expected_close_date < @today, d.health_score::float8,
          exists (select from deal_stage_change c where c.tenant_id = d.tenant_id and c.deal_id = d.id and c.at >= @since and c.to_probability > c.from_probability) or (d.status = 'won' and d.closed_on >= @since_day)
        from deal d join stage s on s.tenant_id = d.tenant_id and s.id = d.stage_id
        where d.tenant_id = @tenant and d.deleted_at is null and d.owner_id = any(@reps) and (d.status = 'open' or d.closed_on >= @since_day)
        """;

    const string StaysSql = """
        select s.label, c.seconds_in_stage / 86400.0::float8 from deal_stage_change c join stage s on s.tenant_id = c.tenant_id and s.id = c.from_stage_id
        where c.tenant_id = @tenant and c.at >= @year and c.seconds_in_stage is not null and c.to_probability > c.from_probability order by c.at desc limit 20000
        """;

    const string SettledSql = """
        select d.owner_id, d.id::text, d.name, d.status = 'won', (d.closed_on - (d.created_at at time zone @zone)::date)::float8, (d.closed_on - date_trunc('quarter', d.closed_on::timestamp)::date)::integer,
          (select c.seconds_in_stage / 86400.0::float8 from deal_stage_change c join stage t on t.tenant_id = c.tenant_id and t.id = c.to_stage_id
           where c.tenant_id = d.tenant_id and c.deal_id = d.id and t.kind <> 'open' order by c.at desc limit 1), d.base_value, d.closed_on >= @since_day
        from deal d where d.tenant_id = @tenant and d.deleted_at is null and d.status = 'won' and d.closed_on >= (@year at time zone @zone)::date order by d.closed_on desc limit 20000
        """;

    /// <param name="one">One of them only.</param>
    public static async Task<RepBook> Read(Guid? one, int days, int stalledAfter, SalesDb db, CancellationToken stop)
    {
        var reps = await All(RepsSql, db, [.. Common(db), new NpgsqlParameter<bool>("all", db.Actor.Sight.IsAll), new NpgsqlParameter<Guid[]>("owners", NpgsqlDbType.Array | NpgsqlDbType.Uuid) { TypedValue = db.Actor.Sight.Owners ?? [] },
            new("one", NpgsqlDbType.Uuid) { Value = (object?)one ?? DBNull.Value }], r => new Rep(r.GetGuid(0).ToString(), r.GetString(1), r.IsDBNull(2) ? null : r.GetString(2)), stop);
        NpgsqlParameter[] Parameters() =>
        [
            .. Common(db), new NpgsqlParameter<Guid[]>("reps", NpgsqlDbType.Array | NpgsqlDbType.Uuid) { TypedValue = [.. reps.Select(r => Guid.Parse(r.Id))] }, new NpgsqlParameter<DateTimeOffset>("now", db.Now),
            new NpgsqlParameter<DateTimeOffset>("since", db.Now.AddDays(-days)), new NpgsqlParameter<DateTimeOffset>("before", db.Now.AddDays(-2 * days)), new NpgsqlParameter<DateTimeOffset>("year", db.Now.AddDays(-365)),
            new NpgsqlParameter<DateOnly>("today", db.Today), new NpgsqlParameter<DateOnly>("since_day", db.Today.AddDays(-days)), new NpgsqlParameter<int>("stalled", stalledAfter), new NpgsqlParameter<string>("zone", db.Tenant.TimeZone.Id),
        ];
        var work = await All(WorkSql, db, Parameters(), r => (Rep: r.GetGuid(0).ToString(), Done: new RepActivity(Words<ActivityKind>.FromWord[r.GetString(1)], r.GetFieldValue<DateTimeOffset>(2), r.IsDBNull(3) ? null : r.GetString(3),
            r.IsDBNull(4) ? null : r.GetString(4) == "true", r.IsDBNull(5) ? null : r.GetBoolean(5) ? Outcome.Reached : Outcome.NotReached)), stop);
        var deals = await All(DealsSql, db, Parameters(), r => (Rep: r.GetGuid(0).ToString(), Id: r.GetString(1), Name: r.GetString(2), Value: r.IsDBNull(3) ? (decimal?)null : r.GetDecimal(3), Status: r.GetString(4), Stage: r.GetString(5), Days: r.GetDouble(6),
            Stale: r.GetBoolean(7), Planned: !r.IsDBNull(8) && r.GetBoolean(8), Overdue: !r.IsDBNull(9) && r.GetBoolean(9), Health: r.IsDBNull(10) ? (double?)null : r.GetDouble(10), Moved: r.GetBoolean(11)), stop);
        var stays = await All(StaysSql, db, Parameters(), r => (Stage: r.GetString(0), Days: r.GetDouble(1)), stop);
        var settled = await All(SettledSql, db, Parameters(), r => (Rep: r.IsDBNull(0) ? "" : r.GetGuid(0).ToString(), Lately: r.GetBoolean(8),
            Deal: new BookedDeal(r.GetString(1), r.GetString(2), r.GetBoolean(3), r.GetDouble(4), r.GetInt32(5), r.IsDBNull(6) ? null : r.GetDouble(6), r.IsDBNull(7) ? null : r.GetDecimal(7))), stop);
        var open = deals.Where(d => d.Status == "open").ToArray();
        return new(reps, work.Where(w => w.Done.At >= db.Now.AddDays(-days)).ToLookup(w => w.Rep, w => w.Done), work.Where(w => w.Done.At < db.Now.AddDays(-days)).ToLookup(w => w.Rep, w => w.Done),
            deals.ToLookup(d => d.Rep, d => new RepDeal(d.Id, d.Name, d.Value, d.Status == "open", d.Status == "won", d.Moved, d.Status != "open")),
            open.ToLookup(d => d.Rep, d => new CoachedDeal(d.Id, d.Name, d.Value, d.Stale, d.Planned, d.Overdue, d.Health)),
            open.ToLookup(d => d.Rep, d => new StayingDeal(d.Id, d.Name, d.Stage, d.Days, d.Value)),
            stays.GroupBy(s => s.Stage, StringComparer.Ordinal).ToDictionary(g => g.Key, g => (IReadOnlyList<double>)[.. g.Select(s => s.Days)], StringComparer.Ordinal),
            [.. settled.Select(s => s.Deal)], settled.Where(s => s.Lately).ToLookup(s => s.Rep, s => s.Deal));
    }

    static NpgsqlParameter[] Common(SalesDb db) => [new NpgsqlParameter<Guid>("tenant", db.TenantId)];

    static async Task<List<T>> All<T>(string constantSql, SalesDb db, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> read, CancellationToken stop)
    {
        await using var command = db.Command(constantSql);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(stop);
        var all = new List<T>();
        while (await reader.ReadAsync(stop))
            all.Add(read(reader));
        return all;
    }
}

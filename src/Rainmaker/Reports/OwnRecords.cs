using Npgsql;
using NpgsqlTypes;
using Rainmaker.Crm;
using Rainmaker.Deals;
using Rainmaker.Insights.Targets;
using Rainmaker.Intelligence.Analysis;
using Rainmaker.Intelligence.Insights;
using Rainmaker.Intelligence.Targets;
using Rainmaker.Leads;
using Rainmaker.People;

namespace Rainmaker.Reports;

/// <summary>
/// The tenant's own tables as one more source of the analysers: every record in the actor's sight once, none kept. A lead counts in every step it has reached on the day it came in,
/// so that the list behind a figure is one of leads that came in then.
/// </summary>
static class OwnRecords
{
    // Where another CRM's records are asked for, or all but those: a null list asks for nothing.
    const string LeadFromThere = "(@only is null or l.source = any(@only)) and (@but is null or l.source <> all(@but))";
    const string DealFromThere = "(@only is null or d.source = any(@only)) and (@but is null or d.source <> all(@but))";

    const string LeadsSql = $"""
        select l.id, l.name, l.owner_id, l.source, l.last_touch ->> 'source', l.status, l.ai_score::float8, l.created_at, l.company_id is not null,
          exists (select from deal d where d.tenant_id = l.tenant_id and d.id = l.deal_id and d.status = 'won' and d.deleted_at is null),
          coalesce(a.touches, 0), a.last_at, coalesce(s.views, 0), coalesce(s.visits, 0), coalesce(s.conversions, 0), s.first_at, s.last_at
        from lead l
        left join (select entity_id, count(*)::integer touches, max(at) last_at from activity
          where tenant_id = @tenant and entity_type = 'lead' and completed and deleted_at is null and at <= @now and kind in ('call', 'email', 'whatsapp', 'meeting') group by 1) a on a.entity_id = l.id
        left join (select lead_id, (count(*) filter (where kind = 'visit'))::integer views, (count(distinct (at at time zone @zone)::date) filter (where kind = 'visit'))::integer visits,
            (count(*) filter (where kind in ('form_submit', 'download')))::integer conversions, min(at) filter (where kind = 'visit') first_at, max(at) filter (where kind = 'visit') last_at
          from lead_signal where tenant_id = @tenant group by 1) s on s.lead_id = l.id
        where l.tenant_id = @tenant and {LeadSight.Sql} and {LeadFromThere}
        """;

    const string DealsSql = $"""
        select d.id, d.name, d.owner_id, d.stage_id, d.base_value, d.probability, d.expected_close_date, d.closed_on, d.lost_reason, coalesce(l.source, d.source),
          d.created_at, d.stage_entered_at, d.last_change_at, d.last_activity_at, d.next_activity_at, d.company_id is not null, d.contact_id
        from deal d left join lead l on l.tenant_id = d.tenant_id and l.id = d.lead_id and l.deleted_at is null
        where d.tenant_id = @tenant and {DealSight.Sql} and {DealFromThere}
        """;

    const string StaysSql = $"""
        select c.from_stage_id, count(*)::integer, sum(c.seconds_in_stage)::float8 / 86400
        from deal_stage_change c join deal d on d.tenant_id = c.tenant_id and d.id = c.deal_id
        where c.tenant_id = @tenant and c.from_stage_id is not null and c.seconds_in_stage is not null and {DealSight.Sql} and {DealFromThere} group by 1
        """;

    // The sight of ListActivities.
    const string ActivitiesSql = $"""
        select a.kind, a.created_by, a.completed, a.at from activity a
        left join deal d on a.entity_type = 'opportunity' and d.tenant_id = a.tenant_id and d.id = a.entity_id and {DealSight.Sql}
        left join lead l on a.entity_type = 'lead' and l.tenant_id = a.tenant_id and l.id = a.entity_id and {LeadSight.Sql}
        left join contact c on a.entity_type = 'contact' and c.tenant_id = a.tenant_id and c.id = a.entity_id
        left join company o on a.entity_type = 'company' and o.tenant_id = a.tenant_id and o.id = a.entity_id
        where a.tenant_id = @tenant and a.deleted_at is null and a.kind in ('call', 'email', 'whatsapp', 'meeting', 'task', 'note', 'proposal', 'quotation')
          and (d.id is not null or l.id is not null or a.created_by = @me or (a.entity_type in ('company', 'contact', 'customer') and not @only_won and (@all_owners or a.created_by = any(@owners))))
          and (@only is null or coalesce(d.source, l.source, c.source, o.source) = any(@only)) and (@but is null or coalesce(d.source, l.source, c.source, o.source, '') <> all(@but))
        """;

    /// <param name="from">Which CRM's records; null for all.</param>
    public static async Task<Metrics> Count(RecordSource? from, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        await db.Execute($"select set_config('work_mem', '32MB', true)", stop);
        var book = await books.Of(db, stop);
        var (targets, funnel, risk) = (db.Tenant.Setting<TargetSettings>("targets"), db.Tenant.Setting<FunnelSettings>("funnel"), db.Tenant.Setting<RiskSettings>("risk"));
        var analysis = new SalesAnalysis(new(from?.Key ?? db.Tenant.Name, db.Now, db.Tenant.Currency, new()
        {
            RevenueTarget = new() { Monthly = targets.Monthly, Quarterly = targets.Quarterly, Annual = targets.Annual },
            StaleDealThresholdDays = risk.StalledAfterDays, ActivityTargets = db.Tenant.Setting<ActivityTargets>("activity_targets"),
        }, db.Tenant.TimeZone));
        analysis.Say("A lead counts in every step it has reached on the day it came in. MQL, SQL, opportunity and customer are what the settings say they are.");
        if (book.Pipelines.SelectMany(p => p.Open).Any(s => s.Terms.StalledAfterDays != risk.StalledAfterDays))
            analysis.Say("Some stages have a number of days of their own after which a deal in them is stale.");

        foreach (var user in await db.Users.AsNoTracking().OrderBy(u => u.Name).Select(u => new { u.Id, u.Name, u.IsActive }).ToListAsync(stop))
            analysis.Take(new Owner { Id = user.Id.ToString(), Name = user.Name, IsActive = user.IsActive });
        foreach (var pipeline in book.Pipelines)
            analysis.Take(pipeline.Terms);

        var reading = new Reading(db, from, stop);
        var (won, open) = await Deals(reading, analysis, book, db.Tenant);
        await foreach (var row in reading.Rows(StaysSql))
            analysis.TakeStays(book.Stage(row.GetGuid(0)).Key, row.GetInt32(1), row.GetDouble(2));
        var steps = await Leads(reading, analysis, funnel);
        await People(reading, analysis, steps, won, open);
        await foreach (var row in reading.Rows(ActivitiesSql))
            analysis.Take(new ActivityFacts(Words<ActivityKind>.FromWord[row.GetString(0)], reading.Id(row, 1), row.GetBoolean(2) ? row.GetFieldValue<DateTimeOffset>(3) : null));
        return analysis.Result();
    }

    /// <returns>The contacts behind won and behind open deals.</returns>
    static async Task<(HashSet<Guid> Won, HashSet<Guid> Open)> Deals(Reading reading, SalesAnalysis analysis, PipelineBook book, TenantInfo tenant)
    {
        var (won, open) = (new HashSet<Guid>(), new HashSet<Guid>());
        await foreach (var row in reading.Rows(DealsSql))
        {
            var stage = book.Stage(row.GetGuid(3));
            var id = row.GetGuid(0).ToString();
            analysis.Take(new Crm.Deal
            {
                Id = id, Name = row.GetString(1), OwnerId = reading.Id(row, 2), Stage = stage.Terms, BaseValue = Null<decimal>(row, 4), OwnProbability = row.GetDecimal(5), Currency = tenant.Currency,
                ExpectedClose = Null<DateOnly>(row, 6), ClosedAt = Null<DateOnly>(row, 7) is { } day ? tenant.StartOf(day) : null, LostReason = row.IsDBNull(8) ? null : row.GetString(8),
                CreatedAt = row.GetFieldValue<DateTimeOffset>(10), StageEnteredAt = row.GetFieldValue<DateTimeOffset>(11), ChangedAt = Null<DateTimeOffset>(row, 12), LastActivityAt = Null<DateTimeOffset>(row, 13),
                NextActivityAt = Null<DateTimeOffset>(row, 14), CompanyId = row.GetBoolean(15) ? "" : null,
            }, row.GetString(9));
            if (Null<Guid>(row, 16) is { } contact && stage.Kind != StageKind.Lost)
                (stage.Kind == StageKind.Won ? won : open).Add(contact);
        }
        return (won, open);
    }

    /// <returns>How far each lead came.</returns>
    static async Task<Dictionary<Guid, FunnelStep>> Leads(Reading reading, SalesAnalysis analysis, FunnelSettings funnel)
    {
        var steps = new Dictionary<Guid, FunnelStep>();
        await foreach (var row in reading.Rows(LeadsSql))
        {
            var status = row.GetString(5);
            if (Funnel.StepOf(Words<LeadStatus>.FromWord[status], Null<double>(row, 6), row.GetBoolean(9), funnel) is not { } step)
                continue;
            steps[row.GetGuid(0)] = step;
            var (views, visits, conversions) = (row.GetInt32(12), row.GetInt32(13), row.GetInt32(14));
            analysis.TakeLead(new ContactFacts
            {
                Id = row.GetGuid(0).ToString(), Name = row.GetString(1), Owner = reading.Id(row, 2), Source = row.GetString(3), LatestSource = row.IsDBNull(4) ? null : row.GetString(4), Status = status,
                Lifecycle = ContactFacts.Word(step), Created = row.GetFieldValue<DateTimeOffset>(7), HasCompany = row.GetBoolean(8), Touches = row.GetInt32(10), LastTouched = Null<DateTimeOffset>(row, 11),
                PageViews = views, Sessions = visits, Conversions = conversions, FirstVisit = Null<DateTimeOffset>(row, 15), LastVisit = Null<DateTimeOffset>(row, 16),
            });
        }
        return steps;
    }

    /// <summary>A person is as far as the deals they stand behind, else as the lead they came as.</summary>
    static async Task People(Reading reading, SalesAnalysis analysis, Dictionary<Guid, FunnelStep> steps, HashSet<Guid> won, HashSet<Guid> open)
    {
        var (db, only, but) = (reading.Db, reading.Only, reading.But);
        await foreach (var contact in db.Contacts.AsNoTracking().VisibleTo(db).Where(c => (only == null || only.Contains(c.Source)) && (but == null || !but.Contains(c.Source)))
            .Select(c => new { c.Id, c.OwnerId, c.LeadId, c.CreatedAt, HasCompany = c.CompanyId != null }).AsAsyncEnumerable().WithCancellation(reading.Stop))
        {
            var lifecycle = won.Contains(contact.Id) ? ContactFacts.Word(FunnelStep.Customer) : open.Contains(contact.Id) ? ContactFacts.Word(FunnelStep.Opportunity)
                : contact.LeadId is { } lead && steps.TryGetValue(lead, out var step) ? ContactFacts.Word(step) : "other";
            analysis.TakePerson(new ContactFacts { Owner = reading.Id(contact.OwnerId), Created = contact.CreatedAt, HasCompany = contact.HasCompany, Lifecycle = lifecycle });
        }
        await foreach (var company in db.Companies.AsNoTracking().VisibleTo(db).Where(c => (only == null || only.Contains(c.Source)) && (but == null || !but.Contains(c.Source)))
            .Select(c => new { c.OwnerId, c.Industry, c.CreatedAt }).AsAsyncEnumerable().WithCancellation(reading.Stop))
        {
            analysis.Take(new CompanyFacts(reading.Id(company.OwnerId), company.Industry, company.CreatedAt));
        }
    }

    static T? Null<T>(NpgsqlDataReader row, int column) where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);

    /// <summary>One pass over the tables of a tenant, as one actor.</summary>
    sealed class Reading(SalesDb db, RecordSource? from, CancellationToken stop)
    {
        // A few owners stand behind very many rows.
        readonly Dictionary<Guid, string> _ids = [];

        public SalesDb Db => db;
        public CancellationToken Stop => stop;
        public string[]? Only { get; } = from?.Only;
        public string[]? But { get; } = from?.But;

        public async IAsyncEnumerable<NpgsqlDataReader> Rows(string constantSql)
        {
            await using var command = db.Command(constantSql);
            command.Parameters.AddRange((NpgsqlParameter[])[.. DealSight.Parameters(db.Actor), .. LeadSight.Parameters(db.Actor), new NpgsqlParameter<Guid>("tenant", db.TenantId),
                new("me", NpgsqlDbType.Uuid) { Value = (object?)db.Actor.Person ?? DBNull.Value }, new NpgsqlParameter<DateTimeOffset>("now", db.Now), new NpgsqlParameter<string>("zone", db.Tenant.TimeZone.Id),
                List("only", Only), List("but", But)]);
            await using var row = await command.ExecuteReaderAsync(stop);
            while (await row.ReadAsync(stop))
                yield return row;
        }

        public string? Id(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : Id(row.GetGuid(column));

        public string? Id(Guid? owner)
        {
            if (owner is not { } id)
                return null;
            if (!_ids.TryGetValue(id, out var text))
                _ids[id] = text = id.ToString();
            return text;
        }

        static NpgsqlParameter List(string name, string[]? values) => new(name, NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = (object?)values ?? DBNull.Value };
    }
}

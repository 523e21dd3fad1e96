using Npgsql;
using NpgsqlTypes;
using Rainmaker.Crm;
using Rainmaker.Deals;
using Rainmaker.Intelligence.Coaching;
using Rainmaker.Leads;

namespace Rainmaker.Insights.Weekly;

/// <summary>Counts what a week's report is written from, in the actor's sight, with the eight weeks before it.</summary>
static class ReadWeek
{
    const int WeeksBefore = 8;

    // One row for each thing counted, week and person that have any.
    const string CountsSql = """
        select 'leads', date_trunc('week', l.created_at at time zone @zone)::date, l.owner_id, count(*)::integer, 0::numeric from lead l
        where l.tenant_id = @tenant and l.deleted_at is null and l.status <> 'spam' and l.created_at >= @from and l.created_at < @to and (@all or l.owner_id = any(@owners) or (@unowned and l.owner_id is null)) group by 2, 3
        union all
        select 'opened', date_trunc('week', d.created_at at time zone @zone)::date, d.owner_id, count(*)::integer, coalesce(sum(d.base_value), 0) from deal d
        where d.tenant_id = @tenant and d.deleted_at is null and d.created_at >= @from and d.created_at < @to and (@all or d.owner_id = any(@owners) or (@unowned and d.owner_id is null)) group by 2, 3
        union all
        select d.status, date_trunc('week', d.closed_on::timestamp)::date, d.owner_id, count(*)::integer, coalesce(sum(d.base_value), 0) from deal d
        where d.tenant_id = @tenant and d.deleted_at is null and d.status <> 'open' and d.closed_on >= @first and d.closed_on <= @last and (@all or d.owner_id = any(@owners) or (@unowned and d.owner_id is null)) group by 1, 2, 3
        union all
        select case when a.kind = 'whatsapp' then 'email' else a.kind end, date_trunc('week', a.at at time zone @zone)::date, a.created_by, count(*)::integer, 0 from activity a
        where a.tenant_id = @tenant and a.deleted_at is null and a.completed and a.kind in ('call', 'email', 'whatsapp', 'meeting') and a.at >= @from and a.at < @to and (@all or a.created_by = any(@owners)) group by 1, 2, 3
        """;

    readonly record struct Counted(string What, DateOnly Week, Guid? Who, int Count, decimal Value);

    /// <param name="withTodos">Whether what waits now is what waited then.</param>
    public static async Task<WeekBook> Run(WeekOf week, bool withTodos, SalesDb db, PipelineBook book, CancellationToken stop)
    {
        var counted = await Count(week, db, stop);
        var since = counted.Count == 0 ? week.Monday : counted.Min(c => c.Week);
        var (deals, users) = (db.Deals, db.Users);
        var ended = deals.AsNoTracking().VisibleTo(db.Actor).Where(d => d.ClosedOn >= week.Monday && d.ClosedOn <= week.Sunday && d.BaseValue != null).OrderByDescending(d => d.BaseValue).ThenBy(d => d.Id);
        var (win, loss) = (await ended.FirstOrDefaultAsync(d => d.Status == StageKind.Won, stop), await ended.FirstOrDefaultAsync(d => d.Status == StageKind.Lost, stop));
        var sellers = (await users.AsNoTracking().Where(u => u.IsActive && u.Role == Role.SalesRep).OrderBy(u => u.Name).Select(u => new { u.Id, u.Name }).ToListAsync(stop)).Where(u => db.Actor.Sight.Includes(u.Id)).ToList();

        WeekFigure Figure(string key, string what, string of, bool? moreIsBetter, string rows, bool money = false)
        {
            decimal In(DateOnly monday) => counted.Where(c => c.What == of && c.Week == monday).Sum(c => money ? c.Value : c.Count);
            decimal[] earlier = [.. Enumerable.Range(1, WeeksBefore).Select(n => week.Monday.AddDays(-7 * n)).Where(m => m >= since).Select(In)];
            return new(key, what, In(week.Monday), earlier.Length > 0 ? earlier[0] : null, earlier, moreIsBetter, money, rows);
        }
        WeekStanding[] Each(string of) => [.. sellers.Select(s => new WeekStanding(s.Name, counted.Where(c => c.What == of && c.Week == week.Monday && c.Who == s.Id).Sum(c => c.Count), Done(week, of, s.Id)))];

        return new(week.Monday, week.Sunday < db.Today, db.Tenant.Currency,
        [
            Figure("won_revenue", "won revenue", "won", true, Ended(week, "won"), money: true), Figure("deals_won", "deals won", "won", true, Ended(week, "won")), Figure("deals_lost", "deals lost", "lost", false, Ended(week, "lost")),
            Figure("lost_value", "value lost", "lost", false, Ended(week, "lost"), money: true), Figure("deals_opened", "deals opened", "opened", true, Rows(week, "opened")), Figure("opened_value", "value opened", "opened", true, Rows(week, "opened"), money: true),
            Figure("leads", "new leads", "leads", true, $"/leads?created_from={week.Monday:yyyy-MM-dd}&created_to={week.Sunday:yyyy-MM-dd}"),
            Figure("calls", "calls", "call", true, Done(week, "call")), Figure("emails", "e-mails and messages", "email", true, Done(week, "email")), Figure("meetings", "meetings", "meeting", true, Done(week, "meeting")),
        ], [("calls", Each("call")), ("e-mails and messages", Each("email")), ("meetings", Each("meeting"))],
            win is null ? null : new(win.Name, win.BaseValue!.Value, null, $"/deals/{win.Id}"), loss is null ? null : new(loss.Name, loss.BaseValue!.Value, loss.LostReason, $"/deals/{loss.Id}"),
            withTodos ? await Todos(db, book, stop) : null);
    }

    static async Task<IReadOnlyList<WeekTodo>> Todos(SalesDb db, PipelineBook book, CancellationToken stop)
    {
        var todos = new List<WeekTodo>();
        foreach (var (kind, filter, rows) in ((WeekTodoKind, DealFilter, string)[])
            [(WeekTodoKind.AtRisk, new() { Status = "open", Risk = "critical" }, "status=open&risk=critical"), (WeekTodoKind.Stalled, new() { Status = "open", Needs = "stalled" }, "status=open&needs=stalled"),
             (WeekTodoKind.Overdue, new() { Status = "open", Needs = "overdue" }, "status=open&needs=overdue"), (WeekTodoKind.Unplanned, new() { Status = "open", Needs = "unplanned" }, "status=open&needs=unplanned")])
        {
            var deals = new ChooseDeals(db, book).By(filter);
            var sum = await SumDeals.All(deals, stop);
            var dearest = sum.Count < 2 ? null : await deals.Where(d => d.BaseValue != null).OrderByDescending(d => d.BaseValue).ThenBy(d => d.Id).Select(d => d.Name).FirstOrDefaultAsync(stop);
            todos.Add(new(kind, (int)sum.Count, sum.Total, dearest, $"/deals?{rows}"));
        }
        var leads = db.Leads;
        todos.Add(new(WeekTodoKind.HotLeads, await leads.VisibleTo(db.Actor).CountAsync(l => l.Status == LeadStatus.New && l.Priority == LeadPriority.Hot, stop), 0, null, "/leads?status=new&priority=hot"));
        return todos;
    }

    static async Task<List<Counted>> Count(WeekOf week, SalesDb db, CancellationToken stop)
    {
        var first = week.Monday.AddDays(-7 * WeeksBefore);
        await using var command = db.Command(CountsSql);
        command.Parameters.AddRange((NpgsqlParameter[])
        [
            new NpgsqlParameter<Guid>("tenant", db.TenantId), new NpgsqlParameter<string>("zone", db.Tenant.TimeZone.Id), new NpgsqlParameter<DateTimeOffset>("from", db.Tenant.StartOf(first).ToUniversalTime()),
            new NpgsqlParameter<DateTimeOffset>("to", db.Tenant.StartOf(week.Sunday.AddDays(1)).ToUniversalTime()), new NpgsqlParameter<DateOnly>("first", first), new NpgsqlParameter<DateOnly>("last", week.Sunday),
            new NpgsqlParameter<bool>("all", db.Actor.Sight.IsAll), new NpgsqlParameter<Guid[]>("owners", NpgsqlDbType.Array | NpgsqlDbType.Uuid) { TypedValue = db.Actor.Sight.Owners ?? [] }, new NpgsqlParameter<bool>("unowned", db.Actor.Sight.Unowned),
        ]);
        await using var rows = await command.ExecuteReaderAsync(stop);
        var counted = new List<Counted>();
        while (await rows.ReadAsync(stop))
            counted.Add(new(rows.GetString(0), rows.GetFieldValue<DateOnly>(1), rows.IsDBNull(2) ? null : rows.GetGuid(2), rows.GetInt32(3), rows.GetDecimal(4)));
        return counted;
    }

    static string Ended(WeekOf week, string status) => $"/deals?status={status}&closed_from={week.Monday:yyyy-MM-dd}&closed_to={week.Sunday:yyyy-MM-dd}";

    static string Done(WeekOf week, string kind, Guid? who = null) => Rows(week, kind) + (who is { } one ? $"&owner={one}" : "");

    internal static string Rows(WeekOf week, string of) => $"{ShowWeek.Path}/rows?week={week.Name}&of={of}";
}

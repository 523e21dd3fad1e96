using Npgsql;
using Rainmaker.Crm;
using Rainmaker.Deals;
using Rainmaker.Intelligence.Targets;
using Rainmaker.Leads;

namespace Rainmaker.Insights.Targets;

/// <summary>
/// From a revenue target back to deals, opportunities, SQLs, MQLs and leads by the caller's own measured rates, with the gap of this week at each step. Every rate may be supposed
/// otherwise in the query; an unknown one leaves its step unknown.
/// </summary>
public static class ReadTargets
{
    /// <param name="Period">month (default), quarter or year: the one that today lies in.</param>
    /// <param name="Target">Revenue in base currency; the setting's where left out.</param>
    public sealed record Request(string? Period = null, decimal? Target = null, decimal? AverageDeal = null, decimal? WinRate = null, decimal? SqlToOpportunity = null, decimal? MqlToSql = null, decimal? LeadToMql = null);

    /// <param name="Measured">Of the last year; null is unknown.</param>
    public sealed record Answer(string Period, string Currency, FunnelRates Measured, FunnelCounts Funnel, TargetPlan Plan);

    public sealed record NoSuchPeriod(string Sent) : Invalid("period", $"'{Sent}' is no period: month, quarter or year.", Sent);
    public sealed record RateOutOfRange(string Rate, decimal Sent) : Invalid(Rate, $"'{Rate}' is {(Rate is "target" or "average_deal" ? "0 to 1,000,000,000,000" : "0 to 100 percent")}.", Sent);

    const string LeadsSql = """
        select l.status, l.ai_score >= @mql, exists (select from deal d where d.tenant_id = l.tenant_id and d.id = l.deal_id and d.status = 'won' and d.deleted_at is null), count(*)::integer
        from lead l where l.tenant_id = @tenant and l.status <> 'spam' and l.created_at >= @from and
        """ + " " + LeadSight.Sql + " group by 1, 2, 3";

    const string DealsSql = """
        select (count(*) filter (where d.status = 'won'))::integer, (count(*) filter (where d.status = 'lost' and not s.leave_out_of_win_rate))::integer, coalesce(sum(d.base_value) filter (where d.status = 'won'), 0)
        from deal d join stage s on s.tenant_id = d.tenant_id and s.id = d.stage_id where d.tenant_id = @tenant and d.status <> 'open' and d.closed_on >= @day and
        """ + " " + DealSight.Sql;

    const string OpenedSql = "select count(*)::integer from deal d where d.tenant_id = @tenant and d.created_at >= @from and " + DealSight.Sql;

    public static async Task<Result<Answer>> Handle(Request request, Actor actor, Database database, CancellationToken stop)
    {
        var period = request.Period is { Length: > 0 } said ? said : "month";
        if (period is not ("month" or "quarter" or "year"))
            return new NoSuchPeriod(period);
        foreach (var (name, value, most) in (ReadOnlySpan<(string, decimal?, decimal)>)[("target", request.Target, 1e12m), ("average_deal", request.AverageDeal, 1e12m), ("win_rate", request.WinRate, 100), ("sql_to_opportunity", request.SqlToOpportunity, 100), ("mql_to_sql", request.MqlToSql, 100), ("lead_to_mql", request.LeadToMql, 100)])
            if (value < 0 || value > most)
                return new RateOutOfRange(name, value.Value);

        await using var db = await database.Open(actor, stop);
        var (settings, funnel, today) = (db.Tenant.Setting<TargetSettings>("targets"), db.Tenant.Setting<FunnelSettings>("funnel"), db.Today);
        var (from, to, usual) = period switch
        {
            "year" => (new DateOnly(today.Year, 1, 1), new DateOnly(today.Year, 12, 31), settings.Annual),
            "quarter" => (Quarter(today), Quarter(today).AddMonths(3).AddDays(-1), settings.Quarterly),
            _ => (new DateOnly(today.Year, today.Month, 1), new DateOnly(today.Year, today.Month, 1).AddMonths(1).AddDays(-1), settings.Monthly),
        };
        var (counts, won, lost, value_) = await Count(today.AddDays(-settings.RatesOverDays), funnel, db, stop);
        var measured = FunnelRates.Measured(counts, won, lost, value_);
        var monday = today.AddDays(-((int)today.DayOfWeek + 6) % 7);
        var rates = measured.With(new(request.AverageDeal, request.WinRate, request.SqlToOpportunity, request.MqlToSql, request.LeadToMql));
        var plan = TargetPlan.Make(request.Target ?? usual, from, to, today, rates, await Done(from, funnel, db, stop), await Done(monday > from ? monday : from, funnel, db, stop));
        return new Answer(period, db.Tenant.Currency, measured, counts, plan);
    }

    static DateOnly Quarter(DateOnly day) => new(day.Year, (day.Month - 1) / 3 * 3 + 1, 1);

    static async Task<TargetDone> Done(DateOnly since, FunnelSettings funnel, SalesDb db, CancellationToken stop)
    {
        var (counts, won, _, value) = await Count(since, funnel, db, stop);
        await using var command = Command(OpenedSql, since, funnel, db);
        return new(value, won, (int)(await command.ExecuteScalarAsync(stop))!, counts.Sqls, counts.Mqls, counts.Leads);
    }

    static async Task<(FunnelCounts Counts, int Won, int Lost, decimal Value)> Count(DateOnly since, FunnelSettings funnel, SalesDb db, CancellationToken stop)
    {
        var reached = new List<(FunnelStep, int)>();
        await using (var command = Command(LeadsSql, since, funnel, db))
        {
            await using var rows = await command.ExecuteReaderAsync(stop);
            while (await rows.ReadAsync(stop))
                if (Funnel.StepOf(Words<LeadStatus>.FromWord[rows.GetString(0)], !rows.IsDBNull(1) && rows.GetBoolean(1) ? funnel.MqlFromScore : null, rows.GetBoolean(2), funnel) is { } step)
                    reached.Add((step, rows.GetInt32(3)));
        }
        await using var deals = Command(DealsSql, since, funnel, db);
        await using var reader = await deals.ExecuteReaderAsync(stop);
        await reader.ReadAsync(stop);
        return (Funnel.Count(reached), reader.GetInt32(0), reader.GetInt32(1), reader.GetDecimal(2));
    }

    static NpgsqlCommand Command(string constantSql, DateOnly since, FunnelSettings funnel, SalesDb db)
    {
        var command = db.Command(constantSql);
        command.Parameters.AddRange((NpgsqlParameter[])[.. DealSight.Parameters(db.Actor), .. LeadSight.Parameters(db.Actor), new NpgsqlParameter<Guid>("tenant", db.TenantId), new NpgsqlParameter<DateOnly>("day", since),
            new NpgsqlParameter<DateTimeOffset>("from", db.Tenant.StartOf(since).ToUniversalTime()), new NpgsqlParameter<decimal>("mql", (decimal)funnel.MqlFromScore)]);
        return command;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/targets", async (string? period, decimal? target, decimal? average_deal, decimal? win_rate, decimal? sql_to_opportunity, decimal? mql_to_sql, decimal? lead_to_mql, Actor actor, Database database, CancellationToken stop) =>
            (await Handle(new(period, target, average_deal, win_rate, sql_to_opportunity, mql_to_sql, lead_to_mql), actor, database, stop)).Answer())
            .Requires(InsightRights.Read).WithSummary("From a revenue target back to leads by measured rates, with this week's gap and what-if");
}

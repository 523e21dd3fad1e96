using Npgsql;
using Rainmaker.Crm;
using Rainmaker.Deals;

namespace Rainmaker.Insights;

/// <summary>
/// How deals came and went month by month, at today's values: what the small curves and the "since last month" of the command center are drawn
/// from. Deals that were closed on a day nobody knows are left out.
/// </summary>
public sealed record DealTrend(DateOnly First, IReadOnlyList<Moved> Rows)
{
    public const int Months = 13;

    const string MemorySql = "select set_config('work_mem', '32MB', true)";
    const string Sql = """
        select 'open', owner_id, pipeline_id, greatest(date_trunc('month', created_at at time zone $3)::date, $2), count(*)::integer, coalesce(sum(base_value), 0)
        from deal where tenant_id = $1 and deleted_at is null and (status = 'open' or closed_on is not null) group by 2, 3, 4
        union all
        select d.status || case when s.leave_out_of_win_rate then '-' else '' end, d.owner_id, d.pipeline_id,
          greatest(date_trunc('month', d.closed_on::timestamp)::date, date_trunc('month', d.created_at at time zone $3)::date, $2), count(*)::integer, coalesce(sum(d.base_value), 0)
        from deal d join stage s on s.tenant_id = d.tenant_id and s.id = d.stage_id
        where d.tenant_id = $1 and d.status in ('won', 'lost') and d.deleted_at is null and d.closed_on is not null group by 1, 2, 3, 4
        union all
        select 'weighted', d.owner_id, d.pipeline_id, greatest(date_trunc('month', c.at at time zone $3)::date, $2), 0,
          sum(d.base_value * (case when t.kind = 'open' then c.to_probability else 0 end - case when f.kind = 'open' then c.from_probability else 0 end)) / 100
        from deal_stage_change c
        join deal d on d.tenant_id = c.tenant_id and d.id = c.deal_id and d.deleted_at is null and d.base_value is not null
        join stage t on t.tenant_id = c.tenant_id and t.id = c.to_stage_id
        left join stage f on f.tenant_id = c.tenant_id and f.id = c.from_stage_id
        where c.tenant_id = $1 group by 2, 3, 4
        """;

    internal static async Task<DealTrend> Read(Database database, TenantInfo tenant, DateOnly today, CancellationToken stop)
    {
        var first = new DateOnly(today.Year, today.Month, 1).AddMonths(1 - Months);
        await using var batch = database.Batch(Actor.System(tenant.Id)).Add(MemorySql)
            .Add(Sql, new NpgsqlParameter<Guid> { TypedValue = tenant.Id }, new NpgsqlParameter<DateOnly> { TypedValue = first }, new NpgsqlParameter<string> { TypedValue = tenant.TimeZone.Id });
        await using var reader = await batch.Read(stop);
        await reader.NextResultAsync(stop);
        var rows = new List<Moved>();
        while (await reader.ReadAsync(stop))
        {
            var at = reader.GetFieldValue<DateOnly>(3);
            rows.Add(new(reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetGuid(1), reader.GetGuid(2),
                Math.Clamp(((at.Year - first.Year) * 12) + at.Month - first.Month, 0, Months - 1), reader.GetInt32(4), reader.IsDBNull(5) ? 0 : reader.GetDecimal(5)));
        }
        return new(first, rows);
    }

    /// <summary>The curves as one actor sees them, one point for the end of each month, the last one being today.</summary>
    public Curves For(Actor actor, Guid? pipeline)
    {
        var (came, went, won, lost, weight) = (new Step[Months], new Step[Months], new Step[Months], new int[Months], new decimal[Months]);
        foreach (var row in Rows.Where(r => (pipeline is null || r.Pipeline == pipeline) && actor.SeesDealOf(r.Owner, r.What.StartsWith("won", StringComparison.Ordinal) ? StageKind.Won : StageKind.Open)))
        {
            if (row.What == "weighted")
                weight[row.Month] += row.Value;
            else if (row.What == "open")
                came[row.Month] += new Step(row.Count, row.Value);
            else if (!actor.SeesOnlyWon())
                went[row.Month] += new Step(row.Count, row.Value);
            if (row.What == "won")
                won[row.Month] += new Step(row.Count, row.Value);
            if (row.What == "lost")
                lost[row.Month] += row.Count;
        }
        var (open, standing, weighted, sum) = (new Step[Months], default(Step), new decimal[Months], 0m);
        for (var i = 0; i < Months; i++)
        {
            open[i] = standing += came[i] - went[i];
            weighted[i] = sum += weight[i];
        }
        return new(First, [.. open.Select(o => o.Value)], [.. open.Select(o => o.Count)], weighted, [.. won.Select(w => w.Value)], [.. won.Select(w => w.Count)], lost);
    }

    readonly record struct Step(int Count, decimal Value)
    {
        public static Step operator +(Step a, Step b) => new(a.Count + b.Count, a.Value + b.Value);
        public static Step operator -(Step a, Step b) => new(a.Count - b.Count, a.Value - b.Value);
    }
}

/// <param name="What">open (came in), won, lost, lost- (left out of the win rate), weighted (how much the weighted sum moved).</param>
/// <param name="Month">Counted from the first month; whatever came earlier stands in it.</param>
public readonly record struct Moved(string What, Guid? Owner, Guid Pipeline, int Month, int Count, decimal Value);

/// <param name="Open">Value of the deals open at each month's end; the others likewise.</param>
/// <param name="WonValue">Won within the month.</param>
public sealed record Curves(DateOnly First, IReadOnlyList<decimal> Open, IReadOnlyList<int> OpenCount, IReadOnlyList<decimal> Weighted, IReadOnlyList<decimal> WonValue, IReadOnlyList<int> WonCount, IReadOnlyList<int> LostCount);

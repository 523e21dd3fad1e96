using Npgsql;
using Rainmaker.Crm;
using Rainmaker.Deals;

namespace Rainmaker.Insights;

/// <summary>
/// All deals of a tenant, counted and summed by owner, stage and month: a few hundred rows however many deals there are, read from the index
/// <c>deal_figures</c> alone. Every figure of the command center about deals, for every sight, is added up from these rows.
/// </summary>
public sealed record DealSums(DateOnly Today, IReadOnlyList<Deals.Pipeline> Pipelines, IReadOnlyList<Deals.Stage> Stages, IReadOnlyList<OpenSum> Open, IReadOnlyList<ClosedSum> Closed)
{
    // One statement, one moment: a deal that is won meanwhile counts once. The sort it would choose by itself is twice as dear as hashing.
    const string MemorySql = "select set_config('work_mem', '32MB', true)";
    const string PipelinesSql = "select id, key, name, is_default, position, created_at from pipeline where tenant_id = $1 order by position";
    const string StagesSql = "select id, pipeline_id, key, label, position, kind, probability, leave_out_of_win_rate from stage where tenant_id = $1 order by position";
    const string OpenSums = """
        select 'open', pipeline_id, stage_id, owner_id, case when expected_close_date < $2 then $2 else date_trunc('month', expected_close_date::timestamp)::date end, expected_close_date < $3,
          count(*)::integer, count(base_value)::integer, sum(base_value), sum(base_value * probability) / 100,
          (sum(base_value * base_value * probability * (100 - probability)) / 10000)::float8, (count(base_value) filter (where probability = 0))::integer
        from
        """;
    const string ClosedSums = """
        group by pipeline_id, stage_id, owner_id, 5, 6
        union all
        select status, pipeline_id, stage_id, owner_id, null, null, count(*)::integer, count(base_value)::integer, sum(base_value), null, null, null
        from
        """;
    const string ByStatus = " group by status, pipeline_id, stage_id, owner_id";
    const string SumsSql = OpenSums + " deal where tenant_id = $1 and status = 'open' and deleted_at is null " + ClosedSums + " deal where tenant_id = $1 and status in ('won', 'lost') and deleted_at is null" + ByStatus;
    const string ThenSql = OpenSums + " deal_state where tenant_id = $1 and from_at <= $4 and until_at > $4 and status = 'open' " + ClosedSums + " deal_state where tenant_id = $1 and from_at <= $4 and until_at > $4 and status <> 'open'" + ByStatus;

    /// <param name="then">As all deals stood at that moment, which a snapshot shows; as they stand now where left out.</param>
    public static async Task<DealSums> Read(Database database, Guid tenant, DateOnly today, CancellationToken stop, DateTimeOffset? then = null)
    {
        var month = new DateOnly(today.Year, today.Month, 1);
        await using var batch = database.Batch(Actor.System(tenant)).Add(MemorySql).Add(PipelinesSql, P(tenant)).Add(StagesSql, P(tenant));
        if (then is { } moment)
            batch.Add(ThenSql, P(tenant), P(month), P(today), P(moment));
        else
            batch.Add(SumsSql, P(tenant), P(month), P(today));
        await using var reader = await batch.Read(stop);
        await reader.NextResultAsync(stop);
        var pipelines = await All(reader, r => new Deals.Pipeline
        {
            TenantId = tenant, Id = r.GetGuid(0), Key = r.GetString(1), Name = r.GetString(2), IsDefault = r.GetBoolean(3), Position = r.GetInt32(4), CreatedAt = r.GetFieldValue<DateTimeOffset>(5),
        }, stop);
        await reader.NextResultAsync(stop);
        var stages = await All(reader, r => new Deals.Stage
        {
            TenantId = tenant, Id = r.GetGuid(0), PipelineId = r.GetGuid(1), Key = r.GetString(2), Label = r.GetString(3), Position = r.GetInt32(4),
            Kind = Words<StageKind>.FromWord[r.GetString(5)], Probability = Null<decimal>(r, 6), LeaveOutOfWinRate = r.GetBoolean(7),
        }, stop);
        await reader.NextResultAsync(stop);
        var (open, closed) = (new List<OpenSum>(), new List<ClosedSum>());
        while (await reader.ReadAsync(stop))
        {
            var (status, pipeline, stage, owner, count) = (Words<StageKind>.FromWord[reader.GetString(0)], reader.GetGuid(1), reader.GetGuid(2), Null<Guid>(reader, 3), reader.GetInt32(6));
            if (status == StageKind.Open)
                open.Add(new(pipeline, stage, owner, Null<DateOnly>(reader, 4), Null<bool>(reader, 5) is true, count, reader.GetInt32(7), Null<decimal>(reader, 8) ?? 0, Null<decimal>(reader, 9) ?? 0, Null<double>(reader, 10) ?? 0, reader.GetInt32(11)));
            else
                closed.Add(new(pipeline, stage, owner, status, count, Null<decimal>(reader, 8) ?? 0));
        }
        return new(today, pipelines, stages, open, closed);
    }

    static async Task<List<T>> All<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken stop)
    {
        var all = new List<T>();
        while (await reader.ReadAsync(stop))
            all.Add(read(reader));
        return all;
    }

    static T? Null<T>(NpgsqlDataReader reader, int column) where T : struct => reader.IsDBNull(column) ? null : reader.GetFieldValue<T>(column);

    static NpgsqlParameter P<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };
}

/// <summary>Open deals alike in pipeline, stage, owner and month.</summary>
/// <param name="Month">The first day of the month they are expected to close in, the current one where that is past; null without a date.</param>
/// <param name="Overdue">Expected before today.</param>
/// <param name="Valued">How many have a value.</param>
/// <param name="Total">Sum of the values in base currency.</param>
/// <param name="Weighted">Sum of value times probability.</param>
/// <param name="Variance">Sum of value² x p x (1 - p).</param>
/// <param name="WithoutChance">How many have a value and a probability of 0.</param>
public readonly record struct OpenSum(Guid Pipeline, Guid Stage, Guid? Owner, DateOnly? Month, bool Overdue, int Count, int Valued, decimal Total, decimal Weighted, double Variance, int WithoutChance);

/// <summary>Settled deals alike in pipeline, stage and owner.</summary>
public readonly record struct ClosedSum(Guid Pipeline, Guid Stage, Guid? Owner, StageKind Status, int Count, decimal Total);

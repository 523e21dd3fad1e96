using Npgsql;
using NpgsqlTypes;
using Rainmaker.Deals.Snapshots;
using Rainmaker.Intelligence.Anomalies;

namespace Rainmaker.Insights.History;

/// <summary>How large the open pipeline was at each snapshot, in the caller's sight then; drawn from the sums that each snapshot keeps.</summary>
public static class ReadTrend
{
    public const int MostDays = 1100;

    /// <param name="Deals">How many were open.</param>
    public sealed record Point(DateOnly On, DateTimeOffset TakenAt, SnapshotOrigin Origin, int Deals, decimal Total, decimal Weighted)
    {
        public PipelineSize Size => new(On, Total, Weighted);
    }

    public sealed record Answer(string Currency, IReadOnlyList<Point> Points);

    // The last one of each day.
    const string Sql = """
        select s.stands_for, s.taken_at, s.origin, coalesce(sum(x.deals), 0)::integer, coalesce(sum(x.total), 0), coalesce(sum(x.weighted), 0)
        from (select distinct on (stands_for) * from deal_snapshot where tenant_id = @tenant and stands_for >= @from and stands_for <= @to order by stands_for, taken_at desc) s
        left join deal_snapshot_sum x on x.tenant_id = s.tenant_id and x.snapshot_id = s.id and (@pipeline is null or x.pipeline_id = @pipeline)
          and (@all or x.owner_id = any(@owners) or (@unowned and x.owner_id = '00000000-0000-0000-0000-000000000000'))
        group by s.stands_for, s.taken_at, s.origin order by s.stands_for
        """;

    /// <param name="days">How far back, 1 to <see cref="MostDays"/>; half a year where left out.</param>
    public static async Task<Result<Answer>> Handle(int? days, string? pipeline, Actor actor, SalesFigures figures, Database database, CancellationToken stop)
    {
        var back = days ?? 182;
        if (back is < 1 or > MostDays)
            return new ReadInsights.OutOfRange("days", 1, MostDays, back);
        var chosen = ChoosePipeline.Of(await figures.Sums(actor.Tenant, stop), actor, pipeline);
        if (chosen.Refused(out var refusal))
            return refusal;
        await using var db = await database.Open(actor, stop);
        // Who sees won deals alone has no pipeline.
        var sight = actor.Role == Role.CustomerSuccess ? Sight.Nothing : actor.Sight;
        await using var command = TakeSnapshot.Command(Sql, db, new NpgsqlParameter<Guid>("tenant", db.TenantId), new NpgsqlParameter<DateOnly>("from", db.Today.AddDays(-back)), new NpgsqlParameter<DateOnly>("to", db.Today),
            new("pipeline", NpgsqlDbType.Uuid) { Value = (object?)chosen.Value.Pipeline?.Id ?? DBNull.Value }, new NpgsqlParameter<bool>("all", sight.IsAll),
            new NpgsqlParameter<Guid[]>("owners", NpgsqlDbType.Array | NpgsqlDbType.Uuid) { TypedValue = sight.Owners ?? [] }, new NpgsqlParameter<bool>("unowned", sight.Unowned));
        await using var rows = await command.ExecuteReaderAsync(stop);
        var points = new List<Point>();
        while (await rows.ReadAsync(stop))
            points.Add(new(rows.GetFieldValue<DateOnly>(0), rows.GetFieldValue<DateTimeOffset>(1), Words<SnapshotOrigin>.FromWord[rows.GetString(2)], rows.GetInt32(3), rows.GetDecimal(4), rows.GetDecimal(5)));
        return new Answer(db.Tenant.Currency, points);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/history/trend", async (int? days, string? pipeline, Actor actor, SalesFigures figures, Database database, CancellationToken stop) => (await Handle(days, pipeline, actor, figures, database, stop)).Answer())
            .Requires(InsightRights.Read).WithSummary("The open pipeline at each snapshot");
}

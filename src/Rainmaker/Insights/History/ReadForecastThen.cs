using Npgsql;
using NpgsqlTypes;
using Rainmaker.Deals;
using Rainmaker.Deals.Snapshots;
using Rainmaker.Intelligence.Forecasting;

namespace Rainmaker.Insights.History;

/// <summary>
/// What was expected on a day, held against what was won after it. As it was told where the forecast of that day was kept and the caller sees all; else by the rule, from the open deals in the
/// caller's sight as they stood.
/// </summary>
public static class ReadForecastThen
{
    public const int Months = 6;

    /// <param name="Came">Won in the month after that day, in base currency; null while the month has not begun.</param>
    /// <param name="IsOver">The month has ended, so that the two can be compared.</param>
    /// <param name="Error">Percent of what came that the expected was off, signed; null where it is not over or nothing came.</param>
    public sealed record Month(DateOnly First, decimal Expected, decimal Best, decimal Worst, decimal? Came, bool IsOver, double? Error)
    {
        /// <summary>What came lay between worst and best; null while it is not over.</summary>
        public bool? Held => IsOver && Came is { } came ? came >= Worst && came <= Best : null;
    }

    /// <param name="Basis">told or rule.</param>
    public sealed record Answer(TakeSnapshot.View Snapshot, IReadOnlyList<string> Notes, string Basis, string Currency, IReadOnlyList<Month> Months);

    const string WonSql = """
        select date_trunc('month', d.closed_on::timestamp)::date, coalesce(sum(d.base_value), 0) from deal d
        where d.tenant_id = @tenant and d.status = 'won' and d.closed_on > @day and d.closed_on < @until and (@pipeline is null or d.pipeline_id = @pipeline) and
        """ + " " + DealSight.Sql + " group by 1";

    public static async Task<Result<Answer>> Handle(string? on, string? pipeline, Actor actor, SalesFigures figures, Database database, CancellationToken stop)
    {
        var chosen = ChoosePipeline.Of(await figures.Sums(actor.Tenant, stop), actor, pipeline);
        if (chosen.Refused(out var refusal))
            return refusal;
        await using var db = await database.Open(actor, stop);
        var then = await AsOf.Find("on", on, db, stop);
        return then.Refused(out refusal) ? refusal : await Of(then.Value, new(await DealSums.Read(database, actor.Tenant, then.Value.Snapshot.StandsFor, stop, then.Value.At), actor, chosen.Value.Pipeline), db, stop);
    }

    /// <param name="seen">As of that snapshot.</param>
    internal static async Task<Answer> Of(AsOf then, SeenSums seen, SalesDb db, CancellationToken stop)
    {
        var (day, told) = (then.Snapshot.StandsFor, await Told(then, seen, db, stop));
        var (first, today) = (new DateOnly(day.Year, day.Month, 1), new DateOnly(db.Today.Year, db.Today.Month, 1));
        var forecast = told ?? seen.Forecast(Months, db.Tenant.Setting<ForecastSettings>("forecast")).Months;
        var won = await Won(day, first.AddMonths(Months), seen.Pipeline?.Id, db, stop);
        var months = forecast.Take(Months).Select((m, i) =>
        {
            var (month, isOver) = (first.AddMonths(i), first.AddMonths(i) < today);
            var came = month > today ? (decimal?)null : won.GetValueOrDefault(month);
            return new Month(month, m.WeightedForecast, m.BestCase, m.WorstCase, came, isOver, isOver && came > 0 ? Math.Round((double)((m.WeightedForecast - came.Value) / came.Value) * 100, 1) : null);
        });
        return new(then.Snapshot, then.Notes, told is null ? "rule" : "told", db.Tenant.Currency, [.. months]);
    }

    static async Task<IReadOnlyList<MonthForecast>?> Told(AsOf then, SeenSums seen, SalesDb db, CancellationToken stop)
    {
        if (!db.Actor.Sight.IsAll || seen.Pipeline is not { } pipeline)
            return null;
        var (kept, day, id) = (db.ForecastSnapshots, then.Snapshot.StandsFor, pipeline.Id);
        return await kept.AsNoTracking().Where(f => f.TakenOn == day && f.PipelineId == id).Select(f => f.Months).SingleOrDefaultAsync(stop) is { } months ? Json.Read<List<MonthForecast>>(months) : null;
    }

    static async Task<Dictionary<DateOnly, decimal>> Won(DateOnly day, DateOnly until, Guid? pipeline, SalesDb db, CancellationToken stop)
    {
        await using var command = TakeSnapshot.Command(WonSql, db, [.. DealSight.Parameters(db.Actor), new NpgsqlParameter<Guid>("tenant", db.TenantId), new NpgsqlParameter<DateOnly>("day", day), new NpgsqlParameter<DateOnly>("until", until),
            new("pipeline", NpgsqlDbType.Uuid) { Value = (object?)pipeline ?? DBNull.Value }]);
        await using var rows = await command.ExecuteReaderAsync(stop);
        var won = new Dictionary<DateOnly, decimal>();
        while (await rows.ReadAsync(stop))
            won[rows.GetFieldValue<DateOnly>(0)] = rows.GetDecimal(1);
        return won;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/history/forecast", async (string? on, string? pipeline, Actor actor, SalesFigures figures, Database database, CancellationToken stop) => (await Handle(on, pipeline, actor, figures, database, stop)).Answer())
            .Requires(InsightRights.Read).WithSummary("The forecast as it stood on a day, against what came");
}

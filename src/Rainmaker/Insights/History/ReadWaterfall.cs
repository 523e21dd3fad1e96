using Npgsql;
using NpgsqlTypes;
using Rainmaker.Crm;
using Rainmaker.Deals;
using Rainmaker.Deals.Snapshots;
using Rainmaker.Intelligence.Analysis;

namespace Rainmaker.Insights.History;

/// <summary>Why the open pipeline of one day is another than that of an earlier one, in the caller's sight at both: start plus all parts is the end, to the cent.</summary>
public static class ReadWaterfall
{
    /// <param name="From">A day, yyyy-MM-dd; four weeks before the end where left out, or the first snapshot.</param>
    /// <param name="To">The latest snapshot where left out.</param>
    /// <param name="CloseBy">Counts only what is expected to close until then; all open deals where left out.</param>
    /// <param name="Part">Only the rows of one part: new, reopened, came_in, pulled_in, grown, shrunk, pushed, won, lost or left_out.</param>
    public sealed record Request(string? From = null, string? To = null, string? CloseBy = null, string? Pipeline = null, string? Part = null);

    /// <summary>What one deal did, with how it stood at both ends.</summary>
    public sealed record Row(Guid DealId, string DealName, string? Company, WaterfallPart Part, decimal Amount, decimal? ValueThen, decimal? ValueNow, string? StageThen, string? StageNow, DateOnly? CloseThen, DateOnly? CloseNow);

    /// <param name="Rows">The dearest <see cref="MostRows"/> of them.</param>
    public sealed record Answer(TakeSnapshot.View From, TakeSnapshot.View To, IReadOnlyList<string> Notes, string Currency, decimal Start, IReadOnlyList<WaterfallBar> Bars, decimal End, IReadOnlyList<Row> Rows);

    public sealed record EndsBeforeItBegins(DateOnly From, DateOnly To) : Invalid("from", $"{From:yyyy-MM-dd} is not before {To:yyyy-MM-dd}, or one snapshot shows both.", From);
    public sealed record UnknownPart(string Sent) : Invalid("part", $"'{Sent}' is no part; there are {string.Join(", ", Words<WaterfallPart>.All)}.", Sent);

    public const int MostRows = 500, UsualDays = 28;

    const string TotalSql = """
        select coalesce(sum(d.base_value), 0) from deal_state d where d.tenant_id = @tenant and d.from_at <= @start and d.until_at > @start and d.status = 'open'
          and (@pipeline is null or d.pipeline_id = @pipeline) and (@close_by is null or d.expected_close_date <= @close_by) and
        """ + " " + DealSight.Standing;

    // Only versions that ended or began in between: what is in neither stood the same at both.
    const string ChangedSql = """
        select coalesce(a.deal_id, b.deal_id), coalesce(b.name, a.name), coalesce(b.company, a.company), a.status, a.base_value, a.stage_id, a.expected_close_date,
          b.status, b.base_value, b.stage_id, b.expected_close_date, coalesce(b.opened_at > @start, false)
        from (select d.* from deal_state d where d.tenant_id = @tenant and d.from_at <= @start and d.until_at > @start and d.until_at <= @end and (@pipeline is null or d.pipeline_id = @pipeline) and
        """ + " " + DealSight.Standing + """
        ) a full join (select d.* from deal_state d where d.tenant_id = @tenant and d.from_at <= @end and d.until_at > @end and d.from_at > @start and (@pipeline is null or d.pipeline_id = @pipeline) and
        """ + " " + DealSight.Standing + ") b on b.deal_id = a.deal_id";

    sealed record Changed(DealBetween Deal, Guid Id, string Name, string? Company, decimal? Then, decimal? Now, Guid? StageThen, Guid? StageNow);

    public static async Task<Result<Answer>> Handle(Request request, Actor actor, SalesFigures figures, Database database, PipelineBooks books, CancellationToken stop)
    {
        var (closeBy, chosen) = (AsOf.Read("close_by", request.CloseBy), ChoosePipeline.Of(await figures.Sums(actor.Tenant, stop), actor, request.Pipeline));
        if (closeBy.Refused(out var refusal) || chosen.Refused(out refusal))
            return refusal;
        if (request.Part is { Length: > 0 } word && !Words<WaterfallPart>.FromWord.ContainsKey(word))
            return new UnknownPart(word.Length > 100 ? word[..100] : word);
        await using var db = await database.Open(actor, stop);
        var ends = await Ends(request, db, stop);
        if (ends.Refused(out refusal))
            return refusal;
        var ((from, to), pipeline, book) = (ends.Value, chosen.Value.Pipeline?.Id, await books.Of(db, stop));
        await using var total = Command(TotalSql, from, to, pipeline, closeBy.Value, db);
        var start = (decimal)(await total.ExecuteScalarAsync(stop))!;
        var changed = (await Read(from, to, pipeline, closeBy.Value, db, stop)).ToDictionary(c => c.Deal.Id, StringComparer.Ordinal);
        var waterfall = PipelineWaterfall.Between(start, changed.Values.Select(c => c.Deal), closeBy.Value);
        var rows = waterfall.Steps.Where(s => request.Part is not { Length: > 0 } part || Words<WaterfallPart>.ToWord[s.Part] == part).OrderByDescending(s => Math.Abs(s.Amount)).ThenBy(s => s.Deal, StringComparer.Ordinal).Take(MostRows)
            .Select(s => Told(s, changed[s.Deal], book));
        return new Answer(from.Snapshot, to.Snapshot, Notes(from, to), db.Tenant.Currency, waterfall.Start, waterfall.Bars, waterfall.End, [.. rows]);
    }

    static Row Told(WaterfallStep step, Changed of, PipelineBook book) => new(of.Id, of.Name, of.Company, step.Part, step.Amount, of.Then, of.Now, of.StageThen is { } then ? book.Stage(then).Label : null, of.StageNow is { } now ? book.Stage(now).Label : null,
        of.Deal.Start?.ExpectedClose, of.Deal.End?.ExpectedClose);

    static async Task<Result<(AsOf From, AsOf To)>> Ends(Request request, SalesDb db, CancellationToken stop)
    {
        var to = await AsOf.Find("to", request.To, db, stop);
        if (to.Refused(out var refusal))
            return refusal;
        var from = request.From is { Length: > 0 } ? await AsOf.Find("from", request.From, db, stop) : await AsOf.On(to.Value.Snapshot.StandsFor.AddDays(-UsualDays), db, stop) ?? await First(db, stop);
        if (from.Refused(out refusal))
            return refusal;
        return from.Value.At < to.Value.At ? (from.Value, to.Value) : new EndsBeforeItBegins(from.Value.Day, to.Value.Day);
    }

    static async Task<AsOf> First(SalesDb db, CancellationToken stop)
    {
        var snapshots = db.DealSnapshots;
        return (await AsOf.On(await snapshots.MinAsync(s => s.StandsFor, stop), db, stop))!;
    }

    static IReadOnlyList<string> Notes(AsOf from, AsOf to) =>
        [.. from.IsExact ? [] : from.Notes.Select(n => $"Start: {n}"), .. to.IsExact ? [] : to.Notes.Select(n => $"End: {n}")];

    static async Task<List<Changed>> Read(AsOf from, AsOf to, Guid? pipeline, DateOnly? closeBy, SalesDb db, CancellationToken stop)
    {
        await using var command = Command(ChangedSql, from, to, pipeline, closeBy, db);
        await using var row = await command.ExecuteReaderAsync(stop);
        var changed = new List<Changed>();
        while (await row.ReadAsync(stop))
        {
            var (id, then, now) = (row.GetGuid(0), Null<decimal>(row, 4), Null<decimal>(row, 8));
            changed.Add(new(new(id.ToString(), Standing(row, 3), Standing(row, 7), row.GetBoolean(11)), id, row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), then, now, Null<Guid>(row, 5), Null<Guid>(row, 9)));
        }
        return changed;
    }

    static DealStanding? Standing(NpgsqlDataReader row, int at) => row.IsDBNull(at) ? null : new(Words<StageKind>.FromWord[row.GetString(at)], Null<decimal>(row, at + 1) ?? 0, Null<DateOnly>(row, at + 3));

    static T? Null<T>(NpgsqlDataReader row, int column) where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);

    static NpgsqlCommand Command(string constantSql, AsOf from, AsOf to, Guid? pipeline, DateOnly? closeBy, SalesDb db) => TakeSnapshot.Command(constantSql, db,
    [
        .. DealSight.Parameters(db.Actor), new NpgsqlParameter<Guid>("tenant", db.TenantId), new NpgsqlParameter<DateTimeOffset>("start", from.At), new NpgsqlParameter<DateTimeOffset>("end", to.At),
        new("pipeline", NpgsqlDbType.Uuid) { Value = (object?)pipeline ?? DBNull.Value }, new("close_by", NpgsqlDbType.Date) { Value = (object?)closeBy ?? DBNull.Value },
    ]);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/history/waterfall", async (string? from, string? to, string? close_by, string? pipeline, string? part, Actor actor, SalesFigures figures, Database database, PipelineBooks books, CancellationToken stop) =>
            (await Handle(new(from, to, close_by, pipeline, part), actor, figures, database, books, stop)).Answer())
            .Requires(InsightRights.Read).WithSummary("Why the open pipeline changed between two days: start, parts, end, and the deals behind each part");
}

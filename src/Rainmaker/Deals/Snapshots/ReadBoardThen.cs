using Npgsql;
using NpgsqlTypes;
using Rainmaker.Deals.Screens;

namespace Rainmaker.Deals.Snapshots;

/// <summary>One pipeline's board as it stood: what lay in each open stage, summed over all of it, with the dearest cards. One statement.</summary>
public static class ReadBoardThen
{
    public const int CardsAtOnce = 50;

    public sealed record Card(Guid Deal, string Name, string? Company, decimal? Value, string Currency, decimal Probability, string? Owner, DateOnly? ExpectedClose);

    public sealed record Column(KnownStage Stage, DealSums Sums, IReadOnlyList<Card> Cards);

    /// <param name="Then">Null where nothing was kept that early.</param>
    public sealed record View(DateOnly Day, AsOf? Then, PipelineBook Book, KnownPipeline Pipeline, IReadOnlyList<Column> Columns, DealOwners Owners, TenantInfo Tenant)
    {
        public DealSums Sums => Columns.Aggregate(DealSums.None, (sum, column) => sum + column.Sums);
    }

    const string Sql = """
        select * from (
          select d.deal_id, d.name, d.company, d.stage_id, d.value, d.currency, d.probability, d.owner_id, d.expected_close_date, count(*) over stage as deals,
            coalesce(sum(d.base_value) over stage, 0), coalesce(sum(d.base_value * d.probability) over stage, 0) / 100,
            row_number() over (partition by d.stage_id order by d.base_value desc nulls last, d.deal_id) as place
          from deal_state d where d.tenant_id = @tenant and d.from_at <= @at and d.until_at > @at and d.status = 'open' and d.pipeline_id = @pipeline and (@nobody or @owner is null or d.owner_id = @owner) and (not @nobody or d.owner_id is null) and
        """ + " " + DealSight.Standing + " window stage as (partition by d.stage_id)) x where place <= 50 order by stage_id, place";

    public static async Task<Result<View>> Handle(string on, string? pipeline, string? owner, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        var day = AsOf.Read("on", on);
        if (day.Refused(out var refusal))
            return refusal;
        await using var db = await database.Open(actor, stop);
        var book = await books.Of(db, stop);
        if (book.Find(pipeline is "all" ? null : pipeline) is not { } chosen)
            return new DealTerms.NoSuchPipeline(pipeline!, string.Join(", ", book.Pipelines.Select(p => p.Key)));
        Guid? who = owner is null or "" or "none" ? null : owner == "me" ? actor.User : Guid.TryParse(owner, out var id) ? id : Guid.Empty;
        var (owners, then) = (await DealOwners.Of(db, stop), await AsOf.On(day.Value!.Value, db, stop));
        var columns = then is null ? [] : await Read(then, chosen, owner == "none", who, owners, db, stop);
        return new View(day.Value.Value, then, book, chosen, columns, owners, db.Tenant);
    }

    static async Task<IReadOnlyList<Column>> Read(AsOf then, KnownPipeline pipeline, bool nobody, Guid? owner, DealOwners owners, SalesDb db, CancellationToken stop)
    {
        await using var command = TakeSnapshot.Command(Sql, db, [.. DealSight.Parameters(db.Actor), new NpgsqlParameter<Guid>("tenant", db.TenantId), new NpgsqlParameter<DateTimeOffset>("at", then.At), new NpgsqlParameter<Guid>("pipeline", pipeline.Id),
            new NpgsqlParameter<bool>("nobody", nobody), new("owner", NpgsqlDbType.Uuid) { Value = (object?)owner ?? DBNull.Value }]);
        await using var rows = await command.ExecuteReaderAsync(stop);
        var (cards, sums) = (new List<(Guid Stage, Card Card)>(), new Dictionary<Guid, DealSums>());
        while (await rows.ReadAsync(stop))
        {
            var stage = rows.GetGuid(3);
            sums[stage] = new(rows.GetInt64(9), rows.GetDecimal(10), rows.GetDecimal(11));
            cards.Add((stage, new(rows.GetGuid(0), rows.GetString(1), rows.IsDBNull(2) ? null : rows.GetString(2), rows.IsDBNull(4) ? null : rows.GetDecimal(4), rows.GetString(5), rows.GetDecimal(6),
                rows.IsDBNull(7) ? null : owners.Names.GetValueOrDefault(rows.GetGuid(7)), rows.IsDBNull(8) ? null : rows.GetFieldValue<DateOnly>(8))));
        }
        var byStage = cards.ToLookup(c => c.Stage, c => c.Card);
        return [.. pipeline.Open.Select(stage => new Column(stage, sums.GetValueOrDefault(stage.Id) ?? DealSums.None, [.. byStage[stage.Id]]))];
    }
}

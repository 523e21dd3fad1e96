using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Rainmaker.Crm;
using Rainmaker.Deals;

namespace Rainmaker.Insights;

/// <summary>The open deals that the caller sees, the largest first, in base currency. How many there are in all stands in the header <c>Rainmaker-Total</c>.</summary>
public static class ReadPipeline
{
    public const int AtMost = 500, FurthestOffset = 100_000;

    /// <param name="Status">The key of its stage.</param>
    /// <param name="Platform">Where it came from: salesforce, hubspot, manual.</param>
    public sealed record Row(string Deal, decimal? Value, string Status, string Platform, string? Company);

    /// <summary>The same with what the screen needs.</summary>
    public sealed record Line(Guid Id, string Name, decimal? Value, Guid Stage, string Source, string? Company, decimal Probability, DateOnly? ExpectedClose, Guid? Owner);

    /// <param name="Stage">Key of a stage; all open ones where left out.</param>
    /// <param name="Owner">A user's id.</param>
    public sealed record Request(int? Limit = null, int? Offset = null, string? Stage = null, Guid? Owner = null, string? Pipeline = null);

    public sealed record OutOfRange(string Of, int Most, int Sent) : Invalid(Of, $"'{Of}' is 0 to {Most:N0}.", Sent);
    public sealed record UnknownStage(string Key) : Invalid("stage", $"There is no stage '{Key}' in this pipeline.", Key);

    // Each stage has its deals in order of value: taking the first of every stage spares sorting them all.
    const string Sql = """
        select d.id, d.name, d.base_value, d.stage_id, d.source, coalesce(d.company, (select c.name from company c where c.tenant_id = d.tenant_id and c.id = d.company_id)), d.probability, d.expected_close_date, d.owner_id
        from unnest(@stages) as s (id) cross join lateral (
          select * from deal d where d.tenant_id = @tenant and d.stage_id = s.id and (@owner is null or d.owner_id = @owner) and
        """ + DealSight.Sql + " order by d.base_value desc nulls last, d.id limit @reach) d order by d.base_value desc nulls last, d.id limit @limit offset @offset";

    public static async Task<Result<(IReadOnlyList<Line> Lines, int Total, SeenSums Seen)>> Handle(Request request, Actor actor, Database database, SalesFigures figures, CancellationToken stop)
    {
        var (limit, offset) = (request.Limit ?? AtMost, request.Offset ?? 0);
        if (limit is < 0 or > AtMost)
            return new OutOfRange("limit", AtMost, limit);
        if (offset is < 0 or > FurthestOffset)
            return new OutOfRange("offset", FurthestOffset, offset);
        var chosen = ChoosePipeline.Of(await figures.Sums(actor.Tenant, stop), actor, request.Pipeline);
        if (chosen.Refused(out var refusal))
            return refusal;
        var stages = chosen.Value.OpenStages.Where(s => request.Stage is null || s.Key == request.Stage).Select(s => s.Id).ToArray();
        if (stages.Length == 0 && request.Stage is not null)
            return new UnknownStage(request.Stage);
        var total = chosen.Value.Open.Where(o => stages.Contains(o.Stage) && (request.Owner is null || o.Owner == request.Owner)).Sum(o => o.Count);
        return (await Read(stages, request.Owner, limit, offset, actor, database, stop), total, chosen.Value);
    }

    static async Task<IReadOnlyList<Line>> Read(Guid[] stages, Guid? owner, int limit, int offset, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        await using var command = db.Command(Sql);
        command.Parameters.AddRange(DealSight.Parameters(actor));
        command.Parameters.AddRange(new NpgsqlParameter[]
        {
            new NpgsqlParameter<Guid>("tenant", actor.Tenant), new NpgsqlParameter<Guid[]>("stages", NpgsqlDbType.Array | NpgsqlDbType.Uuid) { TypedValue = stages },
            new("owner", NpgsqlDbType.Uuid) { Value = (object?)owner ?? DBNull.Value },
            new NpgsqlParameter<int>("limit", limit), new NpgsqlParameter<int>("offset", offset), new NpgsqlParameter<int>("reach", limit + offset),
        });
        await using var reader = await command.ExecuteReaderAsync(stop);
        var lines = new List<Line>();
        while (await reader.ReadAsync(stop))
        {
            lines.Add(new(reader.GetGuid(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetDecimal(2), reader.GetGuid(3), reader.GetString(4), reader.IsDBNull(5) ? null : reader.GetString(5),
                reader.GetDecimal(6), reader.IsDBNull(7) ? null : reader.GetFieldValue<DateOnly>(7), reader.IsDBNull(8) ? null : reader.GetGuid(8)));
        }
        return lines;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/pipeline", async ([AsParameters] Request request, Actor actor, Database database, SalesFigures figures, HttpContext http, CancellationToken stop) =>
        {
            var read = await Handle(request, actor, database, figures, stop);
            if (read.Refused(out var refusal))
                return ((Result<Row[]>)refusal).Answer();
            var (lines, total, seen) = read.Value;
            http.Response.Headers["Rainmaker-Total"] = total.ToString(CultureInfo.InvariantCulture);
            var keys = seen.Sums.Stages.ToDictionary(s => s.Id, s => s.Key);
            return ((Result<Row[]>)lines.Select(l => new Row(l.Name, l.Value, keys[l.Stage], l.Source, l.Company)).ToArray()).Answer();
        }).Requires(InsightRights.Read).WithSummary("Open deals, the largest first");
}

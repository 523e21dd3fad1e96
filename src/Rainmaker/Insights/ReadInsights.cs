using Npgsql;
using Rainmaker.Deals;
using Rainmaker.Insights.Unusual;
using Rainmaker.Intelligence.Insights;

namespace Rainmaker.Insights;

/// <summary>The open insights in the caller's sight, about deals and about what is unusual beside them: the gravest first, among equals what is about many deals, then the dearest. How many there are in all stands in <c>Rainmaker-Total</c>.</summary>
public static class ReadInsights
{
    public const int AtMost = 200;

    /// <param name="AnomalyId">Names the case; what act and dismiss are called with.</param>
    public sealed record Row(string AnomalyId, Severity Severity, string Title, string Description, IReadOnlyList<Guid> AffectedEntities, IReadOnlyList<string> Platforms, string Recommendation, InsightAction ActionType, JsonElement ActionPayload);

    public sealed record Answer(string Status, int Count, IEnumerable<Row> Insights);

    /// <summary>The same with what the screen needs.</summary>
    /// <param name="Deal">Null where it is about no single deal.</param>
    /// <param name="RowsAt">The page with the rows behind it, where it is about no single deal.</param>
    public sealed record Line(Row Row, Guid Id, Guid? Deal, string Name, IReadOnlyList<Evidence> Evidence, DateTimeOffset FirstSeenAt, string? RowsAt = null);

    public sealed record Request(int? Limit = null, int? Offset = null, string? Severity = null, string? Pipeline = null);

    public sealed record NoSuchSeverity(string Sent) : Invalid("severity", $"'{Sent}' is no severity; there are {string.Join(", ", Words<Severity>.All)}.", Sent);

    public sealed record OutOfRange(string Of, int Least, int Most, int Sent) : Invalid(Of, $"'{Of}' is {Least} to {Most:N0}.", Sent);

    const string From = " from insight i join deal d on d.tenant_id = i.tenant_id and d.id = i.deal_id where i.tenant_id = @tenant and i.state = 'open' and (@severity is null or i.severity = @severity) and (@pipeline is null or d.pipeline_id = @pipeline) and " + DealSight.Sql;

    const string PageSql = "select i.key, i.severity, i.title, i.description, i.deal_id, d.source, i.recommendation, i.action_type, i.action_payload::text, i.id, d.name, i.evidence::text, i.first_seen_at" + From
        + " order by array_position(array['critical', 'warning', 'info'], i.severity), d.base_value desc nulls last, i.key limit @limit offset @offset";

    const string CountSql = "select count(*)::integer" + From;

    /// <summary>Those about deals with the open findings among them. What is about no single deal is rare: all of it stands on the first page.</summary>
    public static async Task<Result<(IReadOnlyList<Line> Lines, int Total)>> Handle(Request request, Actor actor, Database database, SalesFigures figures, CancellationToken stop)
    {
        var about = await AboutDeals(request, actor, database, figures, stop);
        if (about.Refused(out _))
            return about;
        var pipeline = ChoosePipeline.Of(await figures.Sums(actor.Tenant, stop), actor, request.Pipeline ?? "all").Value.Pipeline;
        var unusual = await ListFindings.Handle(request.Severity, actor, database, stop, pipeline?.Id);
        var (lines, total) = (about.Value.Lines, about.Value.Total + unusual.Count);
        return request.Offset is null or 0 ? ((IReadOnlyList<Line>)[.. unusual.Select(f => f.AsLine()).Concat(lines).OrderByDescending(l => l.Row.Severity)], total) : (lines, total);
    }

    static async Task<Result<(IReadOnlyList<Line> Lines, int Total)>> AboutDeals(Request request, Actor actor, Database database, SalesFigures figures, CancellationToken stop)
    {
        var (limit, offset) = (request.Limit ?? AtMost, request.Offset ?? 0);
        if (limit is < 1 or > AtMost)
            return new OutOfRange("limit", 1, AtMost, limit);
        if (offset is < 0 or > ReadPipeline.FurthestOffset)
            return new OutOfRange("offset", 0, ReadPipeline.FurthestOffset, offset);
        if (request.Severity is { Length: > 0 } severity && !Words<Severity>.FromWord.ContainsKey(severity))
            return new NoSuchSeverity(severity);
        // A deal at risk in another pipeline is at risk too: all of them unless one is named.
        var chosen = ChoosePipeline.Of(await figures.Sums(actor.Tenant, stop), actor, request.Pipeline ?? "all");
        if (chosen.Refused(out var refusal))
            return refusal;
        await using var db = await database.Open(actor, stop);
        await using var page = Command(PageSql, request, chosen.Value.Pipeline?.Id, db);
        page.Parameters.AddRange((NpgsqlParameter[])[new NpgsqlParameter<int>("limit", limit), new NpgsqlParameter<int>("offset", offset)]);
        var lines = await Read(page, stop);
        await using var count = Command(CountSql, request, chosen.Value.Pipeline?.Id, db);
        return (lines, lines.Count < limit && offset == 0 ? lines.Count : (int)(await count.ExecuteScalarAsync(stop))!);
    }

    static NpgsqlCommand Command(string sql, Request request, Guid? pipeline, SalesDb db)
    {
        var command = db.Command(sql);
        command.Parameters.AddRange((NpgsqlParameter[])[.. DealSight.Parameters(db.Actor), new NpgsqlParameter<Guid>("tenant", db.TenantId),
            new("severity", NpgsqlTypes.NpgsqlDbType.Text) { Value = request.Severity is { Length: > 0 } severity ? severity : DBNull.Value },
            new("pipeline", NpgsqlTypes.NpgsqlDbType.Uuid) { Value = (object?)pipeline ?? DBNull.Value }]);
        return command;
    }

    static async Task<IReadOnlyList<Line>> Read(NpgsqlCommand command, CancellationToken stop)
    {
        await using var reader = await command.ExecuteReaderAsync(stop);
        var lines = new List<Line>();
        while (await reader.ReadAsync(stop))
        {
            var deal = reader.GetGuid(4);
            var row = new Row(reader.GetString(0), Words<Severity>.FromWord[reader.GetString(1)], reader.GetString(2), reader.GetString(3), [deal], [reader.GetString(5)], reader.GetString(6),
                Words<InsightAction>.FromWord[reader.GetString(7)], JsonElement.Parse(reader.GetString(8)));
            lines.Add(new(row, reader.GetGuid(9), deal, reader.GetString(10), Json.Read<List<Evidence>>(reader.GetString(11)), reader.GetFieldValue<DateTimeOffset>(12)));
        }
        return lines;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/insights", async ([AsParameters] Request request, Actor actor, Database database, SalesFigures figures, HttpContext http, CancellationToken stop) =>
        {
            var read = await Handle(request, actor, database, figures, stop);
            if (read.Refused(out var refusal))
                return ((Result<Answer>)refusal).Answer();
            Row[] rows = [.. read.Value.Lines.Select(l => l.Row)];
            http.Response.Headers["Rainmaker-Total"] = read.Value.Total.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return ((Result<Answer>)new Answer("success", rows.Length, rows)).Answer();
        }).Requires(InsightRights.Read).WithSummary("What wants attention, the gravest first");
}

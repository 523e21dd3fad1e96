using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Rainmaker.Activities;
using Rainmaker.Crm;
using Rainmaker.Deals;
using Rainmaker.Leads;

namespace Rainmaker.Insights;

/// <summary>
/// What was done, newest first: everything on records that the caller sees, and the caller's own. What is only planned has not happened yet and
/// is not here.
/// </summary>
public static class ReadFeed
{
    public const int AtMost = 200, FurthestOffset = 100_000;

    /// <param name="DealValue">In the tenant's base currency; the deal's three fields are null where there is no deal.</param>
    public sealed record Row(Guid Id, ActivityKind Type, string Description, Guid? DealId, string? DealName, decimal? DealValue, DateTimeOffset Timestamp);

    public sealed record Answer(string Status, IEnumerable<Row> Activities, int TotalCount);

    /// <summary>The same with what the screen needs.</summary>
    public sealed record Line(Row Row, EntityType EntityType, Guid EntityId, string? LeadName, string? By);

    public sealed record OutOfRange(string Of, int Least, int Most, int Sent) : Invalid(Of, $"'{Of}' is {Least} to {Most:N0}.", Sent);

    const string From = " from activity a left join deal d on a.entity_type = 'opportunity' and d.tenant_id = a.tenant_id and d.id = a.entity_id and " + DealSight.Sql
        + " left join lead l on a.entity_type = 'lead' and l.tenant_id = a.tenant_id and l.id = a.entity_id and " + LeadSight.Sql
        + " where a.tenant_id = @tenant and a.completed and a.deleted_at is null and " + Seen;

    // What stands on a company or a person is seen by those who see whoever wrote it.
    const string Seen = "(d.id is not null or l.id is not null or a.created_by = @me or (a.entity_type in ('company', 'contact', 'customer') and not @only_won and (@all_owners or a.created_by = any(@owners))))";

    const string PageSql = "select a.id, a.kind, a.description, d.id, d.name, d.base_value, a.at, a.entity_type, a.entity_id, l.name, (select u.name from app_user u where u.tenant_id = a.tenant_id and u.id = a.created_by)"
        + From + " order by a.at desc, a.id desc limit @limit offset @offset";

    const string CountSql = "select count(*)::integer" + From;

    public static async Task<Result<(IReadOnlyList<Line> Lines, int Total)>> Handle(int limit, int offset, Actor actor, Database database, SalesFigures figures, CancellationToken stop)
    {
        if (limit is < 1 or > AtMost)
            return new OutOfRange("limit", 1, AtMost, limit);
        if (offset is < 0 or > FurthestOffset)
            return new OutOfRange("offset", 0, FurthestOffset, offset);
        return (await Page(limit, offset, actor, database, stop), await figures.Activities(actor, stop));
    }

    static async Task<IReadOnlyList<Line>> Page(int limit, int offset, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        await using var command = Command(PageSql, db);
        command.Parameters.AddRange((NpgsqlParameter[])[new NpgsqlParameter<int>("limit", limit), new NpgsqlParameter<int>("offset", offset)]);
        await using var reader = await command.ExecuteReaderAsync(stop);
        var lines = new List<Line>();
        while (await reader.ReadAsync(stop))
        {
            var row = new Row(reader.GetGuid(0), Words<ActivityKind>.FromWord[reader.GetString(1)], reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetGuid(3),
                reader.IsDBNull(4) ? null : reader.GetString(4), reader.IsDBNull(5) ? null : reader.GetDecimal(5), reader.GetFieldValue<DateTimeOffset>(6));
            lines.Add(new(row, Words<EntityType>.FromWord[reader.GetString(7)], reader.GetGuid(8), reader.IsDBNull(9) ? null : reader.GetString(9), reader.IsDBNull(10) ? null : reader.GetString(10)));
        }
        return lines;
    }

    internal static async Task<int> Count(Database database, Actor actor, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        await using var command = Command(CountSql, db);
        return Convert.ToInt32(await command.ExecuteScalarAsync(stop), CultureInfo.InvariantCulture);
    }

    static NpgsqlCommand Command(string sql, SalesDb db)
    {
        var command = db.Command(sql);
        command.Parameters.AddRange((NpgsqlParameter[])[.. DealSight.Parameters(db.Actor), .. LeadSight.Parameters(db.Actor),
            new NpgsqlParameter<Guid>("tenant", db.TenantId), new("me", NpgsqlDbType.Uuid) { Value = (object?)db.Actor.Person ?? DBNull.Value }]);
        return command;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/activities", async (int? limit, int? offset, Actor actor, Database database, SalesFigures figures, CancellationToken stop) =>
        {
            var read = await Handle(limit ?? 20, offset ?? 0, actor, database, figures, stop);
            return (read.Refused(out var refusal) ? (Result<Answer>)refusal : new Answer("success", read.Value.Lines.Select(l => l.Row), read.Value.Total)).Answer();
        }).Requires(InsightRights.Read).WithSummary("What was done, newest first");
}

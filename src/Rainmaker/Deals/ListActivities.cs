using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using NpgsqlTypes;
using Rainmaker.Activities;
using Rainmaker.Leads;

namespace Rainmaker.Deals;

/// <summary>Everything done and planned on records that the caller sees, and the caller's own, newest first. It lives here because it asks who sees leads and deals.</summary>
public static class ListActivities
{
    const string Sort = "activities";
    const string ListSql = $"""
        select a.id, a.entity_type, a.entity_id, a.kind, a.description, a.completed, a.scheduled_at, a.completed_at, a.created_by, a.metadata::text, a.at, a.created_at, a.updated_at
        from activity a
        left join deal d on a.entity_type = 'opportunity' and d.tenant_id = a.tenant_id and d.id = a.entity_id and {DealSight.Sql}
        left join lead l on a.entity_type = 'lead' and l.tenant_id = a.tenant_id and l.id = a.entity_id and {LeadSight.Sql}
        where a.tenant_id = @tenant and a.deleted_at is null
          and (d.id is not null or l.id is not null or a.created_by = @me or (a.entity_type in ('company', 'contact', 'customer') and not @only_won and (@all_owners or a.created_by = any(@owners))))
          and (@entity_type is null or a.entity_type = @entity_type) and (@entity_id is null or a.entity_id = @entity_id) and (@kinds is null or a.kind = any(@kinds))
          and (@completed is null or a.completed = @completed) and (@by is null or a.created_by = @by) and (not @nobody or a.created_by is null) and (@from is null or a.at >= @from) and (@until is null or a.at < @until) and (@before is null or (a.at, a.id) < (@before, @last))
        order by a.at desc, a.id desc limit @limit
        """;

    /// <param name="EntityType">lead, opportunity (deal), company or contact.</param>
    /// <param name="ActivityType">Kinds; several with commas.</param>
    /// <param name="Completed">true: done; false: planned.</param>
    /// <param name="CreatedBy">A user's id, me, or none.</param>
    /// <param name="From">A day where the tenant works (yyyy-MM-dd), included.</param>
    /// <param name="To">A day, included.</param>
    public sealed record Filter([FromQuery(Name = "entity_type")] string? EntityType = null, [FromQuery(Name = "entity_id")] Guid? EntityId = null, [FromQuery(Name = "activity_type")] string? ActivityType = null,
        [FromQuery(Name = "completed")] bool? Completed = null, [FromQuery(Name = "created_by")] string? CreatedBy = null, [FromQuery(Name = "limit")] int? Limit = null, [FromQuery(Name = "cursor")] string? Cursor = null,
        [FromQuery(Name = "from")] string? From = null, [FromQuery(Name = "to")] string? To = null)
    {
        /// <summary>The names in an address, for a page's "clear".</summary>
        public static readonly string[] Names = ["entity_type", "entity_id", "activity_type", "completed", "created_by", "from", "to"];
    }

    public static async Task<Result<Listing<ActivityView>>> Handle(Filter filter, Actor actor, Database database, CancellationToken stop)
    {
        var (limit, faults) = (Cursor.Limit(filter.Limit), new List<Invalid>());
        if (limit.Refused(out var refusal))
            return refusal;
        var type = EntityWords.Read(filter.EntityType);
        if (filter.EntityType is { } word && type is null)
            faults.Add(new LogActivity.UnknownWord("entity_type", word, Words<EntityType>.All));
        var kinds = filter.ActivityType?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        faults.AddRange((kinds ?? []).Where(k => !Words<ActivityKind>.FromWord.ContainsKey(k)).Select(k => new LogActivity.UnknownWord("activity_type", k, Words<ActivityKind>.All)));
        var by = filter.CreatedBy switch { null or "" or "none" => (Guid?)null, "me" => actor.User, var sent when Guid.TryParse(sent, out var user) => user, _ => Guid.Empty };
        if (by == Guid.Empty && filter.CreatedBy != "me")
            faults.Add(new InvalidField("created_by", "'created_by' is a user's id, me, or none.", filter.CreatedBy));
        DateOnly? Day(string name, string? sent)
        {
            if (string.IsNullOrEmpty(sent))
                return null;
            if (DateOnly.TryParseExact(sent, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1 and < 9999)
                return day;
            faults.Add(new InvalidField(name, $"'{name}' is a day such as 2026-11-20.", sent));
            return null;
        }
        var (from, to) = (Day("from", filter.From), Day("to", filter.To));
        if (faults.Count > 0)
            return new Faults(faults);
        (DateTimeOffset At, Guid Id)? before = null;
        if (filter.Cursor is { Length: > 0 } cursor)
        {
            if (Cursor.Read(cursor, Sort) is not [var ticks, var last] || !long.TryParse(ticks, CultureInfo.InvariantCulture, out var at) || at is < 0 or > 3_155_378_975_999_999_999 || !Guid.TryParse(last, out var lastId))
                return new Cursor.NotACursor(cursor);
            before = (new DateTimeOffset(at, TimeSpan.Zero), lastId);
        }

        await using var db = await database.Open(actor, stop);
        await using var command = db.Command(ListSql);
        command.Parameters.AddRange((NpgsqlParameter[])[.. DealSight.Parameters(actor), .. LeadSight.Parameters(actor), P("tenant", NpgsqlDbType.Uuid, db.TenantId), P("me", NpgsqlDbType.Uuid, actor.Person),
            P("entity_type", NpgsqlDbType.Text, type is { } t ? Words<EntityType>.ToWord[t] : null), P("entity_id", NpgsqlDbType.Uuid, filter.EntityId), P("kinds", NpgsqlDbType.Array | NpgsqlDbType.Text, kinds),
            P("completed", NpgsqlDbType.Boolean, filter.Completed), P("by", NpgsqlDbType.Uuid, by), P("nobody", NpgsqlDbType.Boolean, filter.CreatedBy == "none"), P("from", NpgsqlDbType.TimestampTz, from is { } f ? db.Tenant.StartOf(f) : null), P("until", NpgsqlDbType.TimestampTz, to is { } u ? db.Tenant.StartOf(u.AddDays(1)) : null), P("before", NpgsqlDbType.TimestampTz, before?.At), P("last", NpgsqlDbType.Uuid, before?.Id), P("limit", NpgsqlDbType.Integer, limit.Value + 1)]);
        await using var row = await command.ExecuteReaderAsync(stop);
        var rows = new List<ActivityView>();
        while (await row.ReadAsync(stop))
            rows.Add(Read(row));
        return Listing<ActivityView>.Of(rows, limit.Value, r => r, r => Cursor.Write(Sort, r.Timestamp.UtcTicks.ToString(CultureInfo.InvariantCulture), r.Id.ToString()));
    }

    static ActivityView Read(NpgsqlDataReader row) => new(row.GetGuid(0), Words<EntityType>.FromWord[row.GetString(1)], row.GetGuid(2), Words<ActivityKind>.FromWord[row.GetString(3)], row.GetString(4), row.GetBoolean(5),
        Moment(row, 6), Moment(row, 7), row.IsDBNull(8) ? null : row.GetGuid(8), JsonNode.Parse(row.GetString(9)), row.GetFieldValue<DateTimeOffset>(10), row.GetFieldValue<DateTimeOffset>(11), row.GetFieldValue<DateTimeOffset>(12));

    static DateTimeOffset? Moment(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);

    static NpgsqlParameter P(string name, NpgsqlDbType type, object? value) => new(name, type) { Value = value ?? DBNull.Value };

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/activities", async ([AsParameters] Filter filter, Actor actor, Database database, CancellationToken stop) => (await Handle(filter, actor, database, stop)).Answer())
            .Requires(ActivityRights.Read)
            .WithSummary("Activities on records in sight, newest first");
}

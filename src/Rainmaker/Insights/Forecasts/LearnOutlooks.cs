using Npgsql;
using Rainmaker.Intelligence.Forecasting;

namespace Rainmaker.Insights.Forecasts;

/// <summary>Learns each pipeline's outlook from all its deals and keeps it, so that no request ever simulates. Nothing is done where no deal has changed since today's was made.</summary>
public static class LearnOutlooks
{
    public const int Months = 12;

    const string FreshSql = """
        select not exists (select from deal d where d.tenant_id = $1 and d.updated_at > (select min(o.made_at) from learned_outlook o where o.tenant_id = $1))
          and exists (select from learned_outlook o where o.tenant_id = $1 and o.made_on = $2)
        """;

    const string DealsSql = """
        select d.id, d.pipeline_id, (d.created_at at time zone $2)::date, d.closed_on, d.status, d.base_value::float8, d.owner_id, u.team_id, d.product, d.close_date_pushes
        from deal d left join app_user u on u.tenant_id = d.tenant_id and u.id = d.owner_id
        where d.tenant_id = $1 and d.deleted_at is null and (d.status = 'open' or d.closed_on is not null)
        """;

    const string StagesSql = """
        select c.deal_id, (c.at at time zone $2)::date, s.key from deal_stage_change c join stage s on s.tenant_id = c.tenant_id and s.id = c.to_stage_id
        where c.tenant_id = $1 and s.kind = 'open' order by c.deal_id, c.at
        """;

    sealed record Known(Guid Pipeline, PastDeal Deal);

    /// <returns>How many outlooks were made.</returns>
    public static async Task<int> Handle(Guid tenant, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(Actor.System(tenant), stop);
        if (await IsFresh(db, stop))
            return 0;
        var known = await Read(db, stop);
        var outlooks = db.LearnedOutlooks;
        var stored = await outlooks.ToDictionaryAsync(o => o.PipelineId, stop);
        var made = 0;
        foreach (var (pipeline, deals) in known.GroupBy(k => k.Pipeline).Select(g => (g.Key, g.Select(k => k.Deal).ToList())).Append((Guid.Empty, known.ConvertAll(k => k.Deal))))
        {
            var learned = LearnForecast.Make(deals, db.Today, Months);
            if (stored.Remove(pipeline, out var row) && learned is not null)
                (row.Content, row.MadeOn, row.MadeAt) = (learned, db.Today, db.Now);
            else if (learned is not null)
                db.Add(new LearnedOutlook { TenantId = tenant, Id = Ids.At(db.Now), PipelineId = pipeline, MadeOn = db.Today, MadeAt = db.Now, Content = learned });
            else if (row is not null)
                db.Remove(row);
            made += learned is null ? 0 : 1;
        }
        db.RemoveRange(stored.Values);
        if (made > 0)
            db.Record("forecast.learned", "forecast", tenant, null);
        await db.Finish(stop, save: true);
        return made;
    }

    static async Task<bool> IsFresh(SalesDb db, CancellationToken stop)
    {
        await using var command = db.Command(FreshSql);
        command.Parameters.AddRange((NpgsqlParameter[])[P(db.TenantId), P(db.Today)]);
        return (bool)(await command.ExecuteScalarAsync(stop))!;
    }

    static async Task<List<Known>> Read(SalesDb db, CancellationToken stop)
    {
        var stages = new Dictionary<Guid, List<(DateOnly, string)>>();
        await using (var command = db.Command(StagesSql))
        {
            command.Parameters.AddRange((NpgsqlParameter[])[P(db.TenantId), P(db.Tenant.TimeZone.Id)]);
            await using var rows = await command.ExecuteReaderAsync(stop);
            while (await rows.ReadAsync(stop))
            {
                if (!stages.TryGetValue(rows.GetGuid(0), out var entered))
                    stages[rows.GetGuid(0)] = entered = [];
                entered.Add((rows.GetFieldValue<DateOnly>(1), rows.GetString(2)));
            }
        }
        var known = new List<Known>();
        await using var deals = db.Command(DealsSql);
        deals.Parameters.AddRange((NpgsqlParameter[])[P(db.TenantId), P(db.Tenant.TimeZone.Id)]);
        await using var reader = await deals.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            DateOnly? closed = reader.GetString(4) == "open" || reader.IsDBNull(3) ? null : reader.GetFieldValue<DateOnly>(3);
            // An import may have written a deal down after it was closed.
            var opened = reader.GetFieldValue<DateOnly>(2) is var created && closed < created ? closed.Value : created;
            known.Add(new(reader.GetGuid(1), new()
            {
                Opened = opened,
                Closed = closed,
                Won = reader.GetString(4) == "won",
                Value = reader.IsDBNull(5) ? null : reader.GetDouble(5),
                Owner = reader.IsDBNull(6) ? null : reader.GetGuid(6).ToString(),
                Team = reader.IsDBNull(7) ? null : reader.GetGuid(7).ToString(),
                Group = reader.IsDBNull(8) ? null : reader.GetString(8),
                Stages = stages.GetValueOrDefault(reader.GetGuid(0)) ?? [],
                // When it was put off is not on record, only how often.
                Pushes = [.. Enumerable.Repeat(opened.AddDays(-1), reader.GetInt32(9))],
            }));
        }
        return known;
    }

    static NpgsqlParameter P<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };
}

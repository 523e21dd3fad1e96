using Npgsql;
using NpgsqlTypes;
using Rainmaker.Intelligence.Health;

namespace Rainmaker.Deals;

/// <summary>Judges the health of all open deals of a tenant again, since it falls as days pass. Reads them in one statement and writes in one only those that changed.</summary>
public static class RefreshDealHealth
{
    const string FactsSql = """
        select d.id, d.stage_id, d.value, d.base_value, d.currency, d.probability, d.created_at, d.stage_entered_at, d.last_change_at, d.last_activity_at, d.next_activity_at, d.health_score,
          last.from_stage_id, last.to_stage_id, before.to_probability
        from deal d
        left join lateral (select c.from_stage_id, c.to_stage_id from deal_stage_change c where c.tenant_id = d.tenant_id and c.deal_id = d.id order by c.at desc, c.id desc limit 1) last on true
        left join lateral (select c.to_probability from deal_stage_change c where c.tenant_id = d.tenant_id and c.deal_id = d.id and c.at <= $2 order by c.at desc, c.id desc limit 1) before on true
        where d.tenant_id = $1 and d.status = 'open' and d.deleted_at is null and ($3::uuid[] is null or d.id = any($3))
        """;

    const string WriteSql = """
        update deal d set health_score = n.score, health_reasons = n.reasons::jsonb
        from unnest($2::uuid[], $3::numeric[], $4::text[]) n(id, score, reasons) where d.tenant_id = $1 and d.id = n.id and d.status = 'open'
        """;

    /// <summary>Answers how many deals changed.</summary>
    public static async Task<int> Handle(Guid tenant, Database database, PipelineBooks books, CancellationToken stop)
    {
        await using var db = await database.Open(Actor.System(tenant), stop);
        var changed = await Judge(db, await books.Of(db, stop), only: null, stop);
        await db.Finish(stop, wake: false);
        return changed;
    }

    /// <summary>The same for some deals only, in the caller's transaction; their reasons are written also where the score stays.</summary>
    internal static async Task<int> Judge(SalesDb db, PipelineBook book, Guid[]? only, CancellationToken stop)
    {
        var settings = db.Tenant.Setting<HealthSettings>("health");
        var (ids, scores, reasons) = (new List<Guid>(), new List<decimal>(), new List<string>());
        await using (var command = db.Command(FactsSql))
        {
            command.Parameters.AddRange(new NpgsqlParameter[]
            {
                new NpgsqlParameter<Guid> { TypedValue = db.TenantId }, new NpgsqlParameter<DateTimeOffset> { TypedValue = db.Now.AddDays(-settings.LookBackDays) },
                new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid, Value = (object?)only ?? DBNull.Value },
            });
            await using var row = await command.ExecuteReaderAsync(stop);
            while (await row.ReadAsync(stop))
            {
                if (DealHealth.Judge(Facts(row, book), Path(row, book), db.Now, settings) is not { } health || (only is null && !row.IsDBNull(11) && row.GetDecimal(11) == health.Score))
                    continue;
                ids.Add(row.GetGuid(0));
                scores.Add(health.Score);
                reasons.Add(Json.Write(health.Reasons));
            }
        }
        if (ids.Count == 0)
            return 0;
        await using var write = db.Command(WriteSql);
        write.Parameters.AddRange(new NpgsqlParameter[]
        {
            new NpgsqlParameter<Guid> { TypedValue = db.TenantId }, new NpgsqlParameter<Guid[]> { TypedValue = [.. ids] },
            new NpgsqlParameter<decimal[]> { TypedValue = [.. scores] }, new NpgsqlParameter<string[]> { TypedValue = [.. reasons] },
        });
        return await write.ExecuteNonQueryAsync(stop);
    }

    static Crm.Deal Facts(NpgsqlDataReader row, PipelineBook book) => new()
    {
        Id = row.GetGuid(0).ToString(), Name = "", Stage = book.Stage(row.GetGuid(1)).Terms, Value = Number(row, 2), BaseValue = Number(row, 3), Currency = row.GetString(4),
        OwnProbability = row.GetDecimal(5), CreatedAt = row.GetFieldValue<DateTimeOffset>(6), StageEnteredAt = row.GetFieldValue<DateTimeOffset>(7),
        ChangedAt = Moment(row, 8), LastActivityAt = Moment(row, 9), NextActivityAt = Moment(row, 10),
    };

    static DealPath Path(NpgsqlDataReader row, PipelineBook book) => new(
        row.IsDBNull(12) ? null : book.Stage(row.GetGuid(13)).Terms.Position > book.Stage(row.GetGuid(12)).Terms.Position, Number(row, 14));

    static decimal? Number(NpgsqlDataReader row, int at) => row.IsDBNull(at) ? null : row.GetDecimal(at);

    static DateTimeOffset? Moment(NpgsqlDataReader row, int at) => row.IsDBNull(at) ? null : row.GetFieldValue<DateTimeOffset>(at);
}

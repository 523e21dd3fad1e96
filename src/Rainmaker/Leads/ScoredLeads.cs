using Npgsql;
using NpgsqlTypes;
using Rainmaker.Crm;

namespace Rainmaker.Leads;

/// <summary>What a judgement made of many leads at once: written in one statement, and told of those whose priority is another now.</summary>
static class ScoredLeads
{
    /// <summary>So many are read and written at a time.</summary>
    public const int Piece = 1000;

    const string WriteSql = """
        update lead l set ai_score = u.score, priority = u.priority, ai_qualification_summary = u.summary, score_reasons = coalesce(u.reasons::jsonb, l.score_reasons)
        from unnest($2::uuid[], $3::numeric[], $4::text[], $5::text[], $6::text[]) as u (id, score, priority, summary, reasons)
        where l.tenant_id = $1 and l.id = u.id
        """;

    /// <param name="Before">The priority it had.</param>
    /// <param name="Reasons">The card's lines as JSON; null where they stay.</param>
    public sealed record Change(Guid Id, Guid? Owner, LeadPriority Before, decimal Score, LeadPriority Priority, string Summary, string? Reasons = null);

    /// <param name="by">What judged, as the event says it.</param>
    public static async Task Write(SalesDb db, string by, IReadOnlyList<Change> changes, CancellationToken stop)
    {
        await using (var command = db.Command(WriteSql))
        {
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = db.TenantId });
            command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. changes.Select(c => c.Id)] });
            command.Parameters.Add(new NpgsqlParameter<decimal[]> { TypedValue = [.. changes.Select(c => c.Score)] });
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. changes.Select(c => Words<LeadPriority>.ToWord[c.Priority])] });
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. changes.Select(c => c.Summary)] });
            command.Parameters.Add(new NpgsqlParameter<string?[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, TypedValue = [.. changes.Select(c => c.Reasons)] });
            await command.ExecuteNonQueryAsync(stop);
        }
        var rows = new List<object>();
        foreach (var change in changes.Where(c => c.Priority != c.Before))
        {
            var told = db.NewEvent("lead.updated", "lead", change.Id, change.Owner, new { by, score = change.Score, priority = change.Priority, previous_priority = change.Before });
            rows.Add(told);
            rows.AddRange(db.DeliveriesOf(told));
            rows.Add(db.NewAudit("lead.rescore", "lead", change.Id, Json.Write(new { before = new { priority = change.Before }, after = new { priority = change.Priority } })));
        }
        await db.InsertAll(rows, stop);
    }
}

using Npgsql;
using Rainmaker.Crm;
using Rainmaker.Intelligence.Scoring;

namespace Rainmaker.Leads;

/// <summary>
/// Scores a tenant's open leads anew: engagement decays with time, so yesterday's score is not today's. Reads and writes a thousand at a time, touches
/// only what changed, and leaves a priority set by hand alone. Leads without a signal do not change by waiting and are not read.
/// </summary>
public static class RescoreLeads
{
    const string ReadSql = """
        select l.id, l.name, l.company, l.company_size, l.industry, l.job_title, l.country, l.timeline, l.budget, l.decision_maker, l.competitor, l.source, l.ai_score, l.priority, l.priority_origin, l.owner_id,
               s.kinds, s.times, s.said
        from lead l cross join lateral (
          select array_agg(kind) as kinds, array_agg(at) as times, array_agg(value) as said from lead_signal where tenant_id = l.tenant_id and lead_id = l.id) s
        where l.tenant_id = $1 and l.id > $2 and l.deleted_at is null and l.status in ('new', 'contacted', 'qualified') and s.kinds is not null
        order by l.id limit 1000
        """;

    sealed record Row(Guid Id, string Name, string? Company, LeadFacts Facts, string Source, decimal? Score, LeadPriority Priority, bool IsManual, Guid? Owner, Signal[] Signals);

    /// <returns>How many leads have another score than before.</returns>
    public static async Task<int> Handle(Guid tenant, Database database, LeadDesks desks, CancellationToken stop)
    {
        var (desk, last, changed) = (await desks.Get(tenant, stop), Guid.Empty, 0);
        // A learned score does not fade by waiting; its own job renews it.
        if (desk.Learned is not null)
            return 0;
        while (true)
        {
            await using var db = await database.Open(Actor.System(tenant), stop);
            var rows = await Read(db, last, stop);
            var changes = rows.Select(row => Judge(row, db.Now, desk)).OfType<ScoredLeads.Change>().ToList();
            if (changes.Count > 0)
            {
                await ScoredLeads.Write(db, "rescoring", changes, stop);
                await db.Finish(stop);
            }
            changed += changes.Count;
            if (rows.Count < ScoredLeads.Piece)
                return changed;
            last = rows[^1].Id;
        }
    }

    // Null where nothing is another than before.
    static ScoredLeads.Change? Judge(Row row, DateTimeOffset now, LeadDesk desk)
    {
        var score = ScoreCard.Judge(row.Facts, row.Signals, now, desk.Card);
        var priority = row.IsManual ? row.Priority : Draft.PriorityOf(score, desk.Sources.GetValueOrDefault(row.Source));
        return score.Score == row.Score && priority == row.Priority ? null : new(row.Id, row.Owner, row.Priority, score.Score, priority,
            QualificationSummary.Write(score with { Priority = priority }, row.Name, row.Company), Json.Write(new ScoreDetail(now, score.Reasons, score.Missing)));
    }

    static async Task<List<Row>> Read(SalesDb db, Guid after, CancellationToken stop)
    {
        await using var command = db.Command(ReadSql);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = db.TenantId });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = after });
        await using var row = await command.ExecuteReaderAsync(stop);
        var rows = new List<Row>(ScoredLeads.Piece);
        while (await row.ReadAsync(stop))
        {
            var (kinds, times, said) = (row.GetFieldValue<string[]>(16), row.GetFieldValue<DateTimeOffset[]>(17), row.GetFieldValue<string?[]>(18));
            rows.Add(new(row.GetGuid(0), row.GetString(1), Text(2), new LeadFacts
            {
                CompanySize = Text(3), Industry = Text(4), JobTitle = Text(5), Country = Text(6), Timeline = Text(7), Budget = Text(8), DecisionMaker = Text(9), Competitor = Text(10),
            }, row.GetString(11), row.IsDBNull(12) ? null : row.GetDecimal(12), Words<LeadPriority>.FromWord[row.GetString(13)], row.GetString(14) == "manual", row.IsDBNull(15) ? null : row.GetGuid(15),
                [.. kinds.Select((kind, i) => new Signal(Words<SignalKind>.FromWord[kind], times[i], said[i]))]));
        }
        return rows;

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
    }
}

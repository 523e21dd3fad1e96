using Npgsql;
using Rainmaker.Crm;
using Rainmaker.Intelligence.Scoring;
using Rainmaker.Intelligence.Scoring.Learned;

namespace Rainmaker.Leads.Learned;

/// <summary>
/// The one rule of when the learned score of a lead replaces the card's: the model in use has evidence, and the tenant has turned it on. Then
/// <c>ai_score</c>, the priority and the summary are the model's; a priority set by hand stays; the card's lines stay beside it.
/// </summary>
static class LeadScoring
{
    const string Open = """
        k.tenant_id = $1 and k.id > $2 and k.status in ('new', 'contacted', 'qualified') and k.deleted_at is null
        """;
    const string Columns = "k.id, k.name, k.company, k.owner_id, k.source, k.priority, k.priority_origin, k.ai_score, k.ai_qualification_summary";
    const string LearnedSql = $"""
        select {Columns}, jsonb_build_object('score', n.score, 'probability', n.probability, 'reasons', n.reasons, 'missing', n.missing)::text
        from lead k join learned_score n on n.tenant_id = k.tenant_id and n.kind = 'lead' and n.entity_id = k.id where {Open} order by k.id limit 1000
        """;
    const string CardSql = $"select {Columns}, k.score_reasons::text from lead k where {Open} and k.score_reasons is not null order by k.id limit 1000";

    sealed record Row(Guid Id, string Name, string? Company, Guid? Owner, string Source, LeadPriority Priority, bool IsByHand, decimal? Score, string? Summary, string Judged);

    public static Task<int?> Refresh(Guid tenant, RefreshScoring refresh, bool atOnce, CancellationToken stop) =>
        refresh.Handle(tenant, ScoredKind.Lead, LeadCases.Read, PutOn, atOnce, stop);

    /// <summary>The scores on record become those of the leads. A source may start its leads hotter, never colder.</summary>
    public static Task PutOn(SalesDb db, CancellationToken stop) => Renew(db, LearnedSql, (row, priorityOf) =>
    {
        var learned = Json.Read<LearnedScore>(row.Judged);
        var priority = priorityOf(learned.Score);
        return (learned.Score, priority, QualificationSummary.Learned(learned, priority, row.Name, row.Company));
    }, stop);

    /// <summary>Back to what the card last said, line by line.</summary>
    public static Task TakeOff(SalesDb db, CancellationToken stop) => Renew(db, CardSql, (row, priorityOf) =>
    {
        var card = Json.Read<ScoreDetail>(row.Judged);
        var score = card.Reasons.Sum(reason => reason.Points);
        var priority = priorityOf(score);
        return (score, priority, QualificationSummary.Write(new(score, priority, card.Reasons, card.Missing), row.Name, row.Company));
    }, stop);

    /// <summary>What the learned score makes of a lead: score, summary and, unless it was set by hand, priority.</summary>
    public static void Apply(Lead lead, LearnedScore score, ScoreCardSettings card, LeadSource? source)
    {
        lead.AiScore = score.Score;
        if (lead.PriorityOrigin == PriorityOrigin.Computed)
            lead.Priority = PriorityOf(score.Score, card, source);
        lead.AiQualificationSummary = QualificationSummary.Learned(score, lead.Priority, lead.Name, lead.Company);
    }

    static LeadPriority PriorityOf(decimal score, ScoreCardSettings card, LeadSource? source) => Draft.PriorityOf(new(score, ScoreCard.Priority(score, card), [], []), source);

    // Open pages hear of each lead whose priority is another now, lists of the whole.
    static async Task Renew(SalesDb db, string sql, Func<Row, Func<decimal, LeadPriority>, (decimal Score, LeadPriority Priority, string Summary)> judge, CancellationToken stop)
    {
        var (card, sources) = (LeadDesk.CardOf(db.Tenant), db.LeadSources);
        var bySource = await sources.AsNoTracking().ToDictionaryAsync(source => source.Key, StringComparer.Ordinal, stop);
        var (last, changed) = (Guid.Empty, 0);
        while (true)
        {
            var rows = await Read(db, sql, last, stop);
            var changes = new List<ScoredLeads.Change>();
            foreach (var row in rows)
            {
                var (score, priority, summary) = judge(row, score => row.IsByHand ? row.Priority : PriorityOf(score, card, bySource.GetValueOrDefault(row.Source)));
                if ((score, priority, summary) != (row.Score, row.Priority, row.Summary))
                    changes.Add(new(row.Id, row.Owner, row.Priority, score, priority, summary));
            }
            if (changes.Count > 0)
                await ScoredLeads.Write(db, "learning", changes, stop);
            changed += changes.Count;
            if (rows.Count < ScoredLeads.Piece)
                break;
            last = rows[^1].Id;
        }
        if (changed > 0)
            db.Record("leads.scored", "scoring", db.TenantId, null, new { changed });
    }

    static async Task<List<Row>> Read(SalesDb db, string sql, Guid after, CancellationToken stop)
    {
        await using var command = db.Command(sql);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = db.TenantId });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = after });
        await using var row = await command.ExecuteReaderAsync(stop);
        var rows = new List<Row>(ScoredLeads.Piece);
        while (await row.ReadAsync(stop))
        {
            rows.Add(new(row.GetGuid(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), row.IsDBNull(3) ? null : row.GetGuid(3), row.GetString(4), Words<LeadPriority>.FromWord[row.GetString(5)],
                row.GetString(6) == "manual", row.IsDBNull(7) ? null : row.GetDecimal(7), row.IsDBNull(8) ? null : row.GetString(8), row.GetString(9)));
        }
        return rows;
    }
}

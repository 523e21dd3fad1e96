using Rainmaker.Intelligence.Scoring;

namespace Rainmaker.Leads.Learned;

/// <summary>
/// The one rule of when the learned score of a lead replaces the card's: the model in use has evidence, and the tenant has turned it on. Then
/// <c>ai_score</c> and the priority are the model's; a priority set by hand stays; the card's lines stay beside it.
/// </summary>
static class LeadScoring
{
    public static Task<int?> Refresh(Guid tenant, RefreshScoring refresh, bool atOnce, CancellationToken stop) =>
        refresh.Handle(tenant, ScoredKind.Lead, LeadCases.Read, PutOn, atOnce, stop);

    /// <summary>The scores on record become those of the leads. A source may start its leads hotter, never colder.</summary>
    public static async Task PutOn(SalesDb db, CancellationToken stop)
    {
        var card = LeadDesk.CardOf(db.Tenant);
        await db.Execute($"""
            update lead l set ai_score = s.score, priority = case
                when l.priority_origin = 'manual' then l.priority
                when s.score >= {card.HotFrom} or s.default_priority = 'hot' then 'hot'
                when s.score >= {card.WarmFrom} or s.default_priority = 'warm' then 'warm' else 'cold' end
            from (select k.id, n.score, p.default_priority from lead k join learned_score n on n.tenant_id = k.tenant_id and n.kind = 'lead' and n.entity_id = k.id
                  left join lead_source p on p.tenant_id = k.tenant_id and p.key = k.source
                  where k.tenant_id = {db.TenantId} and k.status in ('new', 'contacted', 'qualified') and k.deleted_at is null) s
            where l.tenant_id = {db.TenantId} and l.id = s.id
            """, stop);
    }

    /// <summary>Back to what the card last said, line by line.</summary>
    public static async Task TakeOff(SalesDb db, CancellationToken stop)
    {
        var card = LeadDesk.CardOf(db.Tenant);
        await db.Execute($"""
            update lead l set ai_score = c.score, priority = case
                when l.priority_origin = 'manual' then l.priority
                when c.score >= {card.HotFrom} or c.least = 'hot' then 'hot'
                when c.score >= {card.WarmFrom} or c.least = 'warm' then 'warm' else 'cold' end
            from (select k.id, (select coalesce(sum((r ->> 'points')::numeric), 0) from jsonb_array_elements(k.score_reasons -> 'reasons') r) as score, o.default_priority as least
                  from lead k left join lead_source o on o.tenant_id = k.tenant_id and o.key = k.source
                  where k.tenant_id = {db.TenantId} and k.status in ('new', 'contacted', 'qualified') and k.deleted_at is null and k.score_reasons is not null) c
            where l.tenant_id = {db.TenantId} and l.id = c.id
            """, stop);
    }

    /// <summary>What the learned score makes of a lead: score and, unless it was set by hand, priority.</summary>
    public static void Apply(Lead lead, int score, ScoreCardSettings card, LeadSource? source)
    {
        lead.AiScore = score;
        if (lead.PriorityOrigin == PriorityOrigin.Computed)
            lead.Priority = Draft.PriorityOf(new(score, ScoreCard.Priority(score, card), [], []), source);
    }
}

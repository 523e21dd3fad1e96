namespace Rainmaker.Sync.Handover;

/// <summary>Which contact of a CRM is which lead of ours.</summary>
static class LeadLinks
{
    sealed record Row(Guid Connection, string External);

    /// <summary>The CRM's ids of a lead, by connection.</summary>
    public static async Task<Dictionary<Guid, string>> Of(SalesDb db, Guid lead, CancellationToken stop) =>
        (await db.Query<Row>($"select connection_id as \"Connection\", external_id as \"External\" from sync_link where tenant_id = {db.TenantId} and record_id = {lead} and kind = 'lead' and state = 'there' order by seen_at").ToListAsync(stop))
            .GroupBy(r => r.Connection).ToDictionary(g => g.Key, g => g.Last().External);

    public static async Task Keep(SalesDb db, Guid connection, string external, Guid lead, CancellationToken stop) =>
        await db.Execute($"""
            insert into sync_link (tenant_id, connection_id, kind, external_id, record_id, seen_at)
            select {db.TenantId}, c.id, 'lead', {external}, {lead}, {db.Now} from connection c where c.tenant_id = {db.TenantId} and c.id = {connection}
            on conflict (tenant_id, connection_id, kind, external_id) do update set record_id = excluded.record_id, state = 'there', seen_at = excluded.seen_at
            """, stop);
}

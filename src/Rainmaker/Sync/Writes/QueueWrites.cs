namespace Rainmaker.Sync.Writes;

/// <summary>Notes what is to be written to a CRM. One row waits for a record, however often it changes: what is written is read when it goes out.</summary>
static class QueueWrites
{
    public static async Task Add(SalesDb db, Connection connection, IReadOnlyList<(string Kind, Guid Record)> records, CancellationToken stop)
    {
        if (records.Count == 0 || !connection.WritesBack || !connection.MayWriteContacts)
            return;
        foreach (var kind in records.Where(r => r.Kind == "contact").GroupBy(r => r.Kind, StringComparer.Ordinal))
        {
            Guid[] of = [.. kind.Select(r => r.Record).Distinct()], ids = [.. of.Select(_ => Ids.At(db.Now))];
            await db.Execute($"""
                insert into crm_write (tenant_id, id, connection_id, kind, record_id, next_try_at, created_at)
                select {db.TenantId}, n.id, {connection.Id}, {kind.Key}, n.record, {db.Now}, {db.Now} from unnest({ids}::uuid[], {of}::uuid[]) n(id, record)
                on conflict (tenant_id, connection_id, kind, record_id) where state = 'due' do nothing
                """, stop);
        }
    }
}

using Rainmaker.People;

namespace Rainmaker.Sync.Writes;

/// <summary>A contact that was changed here is written to every CRM that knows it, and to those that may learn of it: never one CRM's people to another.</summary>
sealed class FollowContacts : ISubscriber
{
    public string Name => "crm_contacts";

    public bool Wants(string kind) => kind is "contact.updated";

    public async Task Handle(SalesDb db, IReadOnlyList<Event> events, CancellationToken stop)
    {
        var connections = await db.Connections.AsNoTracking().Where(c => c.IsActive && c.WritesBack && c.Source != "custom").ToListAsync(stop);
        if (connections.Count == 0)
            return;
        Guid[] ids = [.. events.Select(e => e.EntityId).Distinct()];
        var contacts = await db.Contacts.AsNoTracking().Where(c => ids.Contains(c.Id)).Select(c => new { c.Id, c.Source }).ToListAsync(stop);
        var (links, all) = (db.SyncLinks, contacts.Select(c => c.Id).ToList());
        var linked = (await links.Where(l => l.Kind == "contact" && l.State == LinkState.There && all.Contains(l.RecordId)).Select(l => new { l.ConnectionId, l.RecordId }).ToListAsync(stop)).Select(l => (l.ConnectionId, l.RecordId)).ToHashSet();
        foreach (var connection in connections)
            await QueueWrites.Add(db, connection, [.. contacts.Where(c => linked.Contains((connection.Id, c.Id)) || CrmWords.Vendors.All(v => v.Source != c.Source)).Select(c => ("contact", c.Id))], stop);
    }
}

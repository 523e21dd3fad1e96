using Rainmaker.Insights.Unusual;
using Rainmaker.Leads;

namespace Rainmaker.Insights;

/// <summary>Puts into people's little list what became theirs to do: a lead that was given to them, a deal at risk.</summary>
sealed class NotifyOwners : ISubscriber
{
    sealed record Raised(string Severity, int Count);

    public string Name => "notifications";

    public bool Wants(string kind) => kind is "lead.assigned" or "insight.raised" or "finding.raised";

    public async Task Handle(SalesDb db, IReadOnlyList<Event> events, CancellationToken stop)
    {
        // Nobody is told of what they did themselves.
        var told = events.Where(e => e.OwnerId is not null && e.OwnerId != e.ActorId).ToList();
        var ids = told.Select(e => e.Id).ToArray();
        var (known, users, leads, insights) = (db.Notifications, db.Users, db.Leads, db.Insights);
        var already = await known.Where(n => ids.Contains(n.EventId)).Select(n => n.EventId).ToListAsync(stop);
        told.RemoveAll(e => already.Contains(e.Id));
        var (owners, records) = (told.Select(e => e.OwnerId!.Value).Distinct().ToArray(), told.Select(e => e.EntityId).ToArray());
        var readers = await users.Where(u => owners.Contains(u.Id) && u.CanSignIn && u.IsActive).Select(u => u.Id).ToListAsync(stop);
        var leadTitles = await leads.Where(l => records.Contains(l.Id)).ToDictionaryAsync(l => l.Id, l => l.Company == null ? l.Name : l.Name + ", " + l.Company, stop);
        var insightTitles = await insights.Where(i => records.Contains(i.Id)).ToDictionaryAsync(i => i.Id, i => i.Title, stop);
        var findings = db.Findings;
        foreach (var finding in await findings.Where(f => records.Contains(f.Id)).Select(f => new { f.Id, f.Title }).ToListAsync(stop))
            insightTitles[finding.Id] = finding.Title;

        var (rows, news) = (new List<Notification>(), new List<Event>());
        foreach (var one in told.Where(e => readers.Contains(e.OwnerId!.Value)))
        {
            if (Title(one, leadTitles, insightTitles) is not { } title)
                continue;
            rows.Add(new()
            {
                TenantId = db.TenantId, Id = Ids.At(db.Now), UserId = one.OwnerId!.Value, EventId = one.Id, Kind = one.Kind, Title = title, EntityType = one.EntityType, EntityId = one.EntityId, At = one.At,
            });
            news.Add(db.NewEvent("notification.created", "notification", rows[^1].Id, rows[^1].UserId));
        }
        await Write(db, rows, stop);
        await Write(db, news, stop);
        await Write(db, [.. news.SelectMany(db.DeliveriesOf)], stop);
    }

    // A flood of leads is a flood of these.
    static Task Write<T>(SalesDb db, List<T> rows, CancellationToken stop) where T : class => rows.Count < 50 ? db.InsertAll(rows, stop) : db.CopyIn(rows, stop);

    static string? Title(Event told, Dictionary<Guid, string> leads, Dictionary<Guid, string> insights)
    {
        if (told.Kind == "lead.assigned")
            return leads.TryGetValue(told.EntityId, out var lead) ? $"New lead: {lead}" : null;
        return told.Read<Raised>() is { Count: > 1 } many ? $"{many.Count} deals want your attention" : insights.GetValueOrDefault(told.EntityId);
    }
}

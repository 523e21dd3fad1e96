using Rainmaker.Activities;
using Rainmaker.Connectors;
using Rainmaker.Deals;
using Rainmaker.Leads.Matches;
using Rainmaker.People;
using Activity = Rainmaker.Activities.Activity;
using RecordKind = Rainmaker.Connectors.RecordKind;

namespace Rainmaker.Sync.Landing;

/// <summary>
/// What was deleted or merged away there. A record that came from there goes out of sight here, with its link saying what became of it; one that was made
/// here stays, and says so on its timeline. A merged one becomes one with its survivor, by the same merge that people have, and can be undone.
/// </summary>
static class LandRemovals
{
    public static async Task Land(Arrival on, IReadOnlyList<Removal> page, CancellationToken stop)
    {
        foreach (var group in page.GroupBy(r => r.Kind))
        {
            var kind = Words<RecordKind>.ToWord[group.Key];
            var removals = group.DistinctBy(r => r.Id).ToList();
            var links = (await Linked(on, kind, removals.ConvertAll(r => r.Id), stop)).Where(l => l.State == LinkState.There).ToList();
            var survivors = await on.Records(kind, removals.Select(r => r.MergedInto), stop);
            foreach (var link in links)
            {
                var into = removals.Find(r => r.Id == Plain(kind, link.ExternalId))?.MergedInto;
                (link.State, link.MergedInto, link.ToldHash, link.SeenAt) = (into is null ? LinkState.Deleted : LinkState.Merged, into, null, on.Db.Now);
                // Merging is one record at a time: it moves what hangs on it, and it is rare.
                if (into is not null && survivors.TryGetValue(into, out var survivor) && survivor != link.RecordId && group.Key is RecordKind.Contact or RecordKind.Company && into is not null)
                    await Merge(on, group.Key, survivors[into], link.RecordId, stop);
                on.Removed++;
            }
            await OutOfSight(on, group.Key, [.. links.Where(l => l.State == LinkState.Deleted || group.Key is RecordKind.Deal or RecordKind.Activity || l.MergedInto is not { } into || !survivors.ContainsKey(into)).Select(l => l.RecordId)], stop);
        }
    }

    /// <summary>What is linked and did not come in a whole list is gone. So much at once that it looks like a lost permission is told and not followed.</summary>
    public static async Task Vanished(Arrival on, RecordKind kind, CancellationToken stop)
    {
        var (db, word, connection, run) = (on.Db, Words<RecordKind>.ToWord[kind], on.Connection.Id, on.Run);
        var linked = db.SyncLinks.Where(l => l.ConnectionId == connection && l.Kind == word && l.State == LinkState.There);
        var (all, missing) = (await linked.CountAsync(stop), await linked.Where(l => l.SeenRunId != run).ToListAsync(stop));
        if (missing.Count == 0)
            return;
        if (missing.Count > 20 && missing.Count * 2 > all)
        {
            for (var i = 0; i < missing.Count; i++)
                on.Notice($"{word}s did not come any more, which is more than half. That looks like a permission that was taken away: they stay.");
            return;
        }
        foreach (var link in missing)
            (link.State, link.ToldHash, link.SeenAt) = (LinkState.Deleted, null, db.Now);
        on.Removed += missing.Count;
        await OutOfSight(on, kind, [.. missing.Select(l => l.RecordId)], stop);
    }

    static async Task<List<SyncLink>> Linked(Arrival on, string kind, List<string> ids, CancellationToken stop)
    {
        var (connection, links) = (on.Connection.Id, on.Db.SyncLinks);
        string[] asked = kind == "activity" ? [.. from k in Words<ActivityKind>.All from id in ids select $"{k}/{id}"] : [.. ids];
        return await links.Where(l => l.ConnectionId == connection && l.Kind == kind && asked.Contains(l.ExternalId)).ToListAsync(stop);
    }

    static string Plain(string kind, string externalId) => kind == "activity" ? externalId[(externalId.IndexOf('/', StringComparison.Ordinal) + 1)..] : externalId;

    static async Task Merge(Arrival on, RecordKind kind, Guid survivor, Guid lost, CancellationToken stop)
    {
        var db = on.Db;
        Guid[] both = [survivor, lost];
        var there = kind == RecordKind.Contact ? await db.Contacts.CountAsync(c => both.Contains(c.Id), stop) : await db.Companies.CountAsync(c => both.Contains(c.Id), stop);
        if (there == 2)
            await MergeRecords.Merge(db, kind == RecordKind.Contact ? People.RecordKind.Contact : People.RecordKind.Company, survivor, lost, stop);
    }

    static async Task OutOfSight(Arrival on, RecordKind kind, Guid[] records, CancellationToken stop)
    {
        if (records.Length == 0)
            return;
        var (db, source, now) = (on.Db, on.Connection.Source, on.Db.Now);
        switch (kind)
        {
            case RecordKind.Deal:
                foreach (var deal in await db.Deals.Where(d => records.Contains(d.Id)).ToListAsync(stop))
                {
                    if (deal.Source == source)
                        (deal.DeletedAt, deal.UpdatedAt) = (now, now);
                    db.Add(Said(on, EntityType.Opportunity, deal.Id));
                    db.Record("deal.deleted", "deal", deal.Id, deal.OwnerId);
                }
                break;
            case RecordKind.Contact:
                foreach (var contact in await db.Contacts.Where(c => records.Contains(c.Id)).ToListAsync(stop))
                {
                    if (contact.Source == source)
                        (contact.DeletedAt, contact.UpdatedAt) = (now, now);
                    db.Add(Said(on, EntityType.Contact, contact.Id));
                }
                break;
            case RecordKind.Company:
                foreach (var company in await db.Companies.Where(c => records.Contains(c.Id)).ToListAsync(stop))
                {
                    if (company.Source == source)
                        (company.DeletedAt, company.UpdatedAt) = (now, now);
                    db.Add(Said(on, EntityType.Company, company.Id));
                }
                break;
            default:
                foreach (var activity in await db.Activities.Where(a => records.Contains(a.Id)).ToListAsync(stop))
                    (activity.DeletedAt, activity.UpdatedAt) = (now, now);
                break;
        }
    }

    static Activity Said(Arrival on, EntityType type, Guid record) => Activity.Happened(on.Db, type, record, ActivityKind.Note, $"Deleted in {CrmWords.NameOf(on.Connection.Source)}.");
}

using Rainmaker.Activities;
using Activity = Rainmaker.Activities.Activity;

namespace Rainmaker.Sync.Landing;

/// <summary>What was done and is planned in a CRM, on the timeline of the deal it was about, else of the person or the company.</summary>
static class LandActivities
{
    public static async Task Land(Arrival on, IReadOnlyList<Crm.Activity> page, CancellationToken stop)
    {
        var (db, fresh) = (on.Db, page.Reverse().DistinctBy(a => a.Id).ToList());
        var links = await on.Links("activity", fresh.Select(a => Id(a)), stop);
        var (deals, contacts) = (await on.Records("deal", fresh.Select(a => a.DealId), stop), await on.Records("contact", fresh.SelectMany(a => new[] { a.ContactId, a.LeadId }), stop));
        var (companies, owners) = (await on.Records("company", fresh.Select(a => a.CompanyId), stop), await on.Records("owner", fresh.Select(a => a.OwnerId), stop));
        var told = fresh.ConvertAll(a => (Activity: a, Link: links.GetValueOrDefault(Id(a)), Hash: on.Hash("activity", Json.Write(a with { UpdatedAt = null }))));
        Guid[] changed = [.. told.Where(t => t.Link is { } link && !Same(link, t.Hash)).Select(t => t.Link!.RecordId)];
        var rows = changed.Length == 0 ? [] : await db.Activities.Where(a => changed.Contains(a.Id)).ToDictionaryAsync(a => a.Id, stop);
        var made = new List<Activity>();
        foreach (var (activity, link, hash) in told)
        {
            if (link is not null && Same(link, hash))
                on.Seen(Id(activity));
            else if (link is not null)
            {
                if (rows.TryGetValue(link.RecordId, out var row))
                    Apply(on, row, activity);
                on.Updated++;
                on.Link(Id(activity), link.RecordId, hash, null, activity.UpdatedAt);
            }
            else if (Host(activity, deals, contacts, companies) is { } host)
            {
                var at = At(activity, db.Now);
                var row2 = new Activity
                {
                    TenantId = db.TenantId, Id = Ids.At(at), EntityType = host.Type, EntityId = host.Id, Kind = activity.Kind, Description = "", At = at, CreatedBy = activity.OwnerId is { } owner && owners.TryGetValue(owner, out var by) ? by : null,
                    CreatedAt = activity.CreatedAt?.ToUniversalTime() ?? at, UpdatedAt = db.Now,
                };
                Apply(on, row2, activity);
                made.Add(row2);
                on.Created++;
                on.Link(Id(activity), row2.Id, hash, null, activity.UpdatedAt);
            }
            else
                on.Notice($"{Words<ActivityKind>.ToWord[activity.Kind]}s are with nobody that was read; they stand on no timeline here.");
        }
        await db.CopyIn(made, stop);
        await on.WriteLinks("activity", stop);
    }

    /// <summary>Ids of one CRM's calls and meetings are counted apart.</summary>
    public static string Id(Crm.Activity activity) => $"{Words<ActivityKind>.ToWord[activity.Kind]}/{activity.Id}";

    static bool Same(SyncLink link, byte[] hash) => link.State == LinkState.There && link.ToldHash is { } before && before.AsSpan().SequenceEqual(hash);

    static (EntityType Type, Guid Id)? Host(Crm.Activity a, Dictionary<string, Guid> deals, Dictionary<string, Guid> contacts, Dictionary<string, Guid> companies) =>
        a.DealId is { } d && deals.TryGetValue(d, out var deal) ? (EntityType.Opportunity, deal)
        : a.ContactId is { } c && contacts.TryGetValue(c, out var contact) ? (EntityType.Contact, contact)
        : a.LeadId is { } l && contacts.TryGetValue(l, out var lead) ? (EntityType.Contact, lead)
        : a.CompanyId is { } f && companies.TryGetValue(f, out var company) ? (EntityType.Company, company) : null;

    static DateTimeOffset At(Crm.Activity activity, DateTimeOffset now) => activity.At is { } at && at.Year is > 1970 and < 9000 ? at.ToUniversalTime() : now;

    static void Apply(Arrival on, Activity row, Crm.Activity told)
    {
        var text = string.Join('\n', new[] { Arrival.Fit(told.Subject, 500), Arrival.Fit(told.Description, LogActivity.MostText - 600) }.OfType<string>());
        row.Description = text.Length > 0 ? text : Shell.Format.Words(Words<ActivityKind>.ToWord[told.Kind]);
        (row.Completed, row.ScheduledAt, row.CompletedAt) = (told.CompletedAt is not null, told.ScheduledAt?.ToUniversalTime(), told.CompletedAt?.ToUniversalTime());
        (row.At, row.UpdatedAt) = (At(told, row.At), on.Db.Now);
        row.Metadata = Json.Write(new Dictionary<string, object?>
        {
            ["source"] = on.Connection.Source, ["external_id"] = told.Id, ["outcome_there"] = Arrival.Fit(told.Outcome, 100), ["direction"] = told.Direction, ["minutes"] = told.Duration is { } length ? (int)length.TotalMinutes : null,
        }.Where(m => m.Value is not null).ToDictionary());
    }
}

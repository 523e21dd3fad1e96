using Rainmaker.Crm;
using Activity = Rainmaker.Crm.Activity;

namespace Rainmaker.Sync.Salespeople;

/// <summary>Seed 001's figures of each salesperson in a connected CRM, read there as it is asked: e-mails, calls, meetings and new deals of the last days.</summary>
public static class ReadSalespeople
{
    /// <param name="EmailsLastNDays">Logged in the CRM and done; meetings and appointments that are the same count once.</param>
    /// <param name="NewDealsLastNDays">By the day the deal was made.</param>
    public sealed record Stats(string OwnerId, string OwnerName, string? OwnerEmail, int EmailsLastNDays, int CallsLastNDays, int MeetingsLastNDays, int NewDealsLastNDays);

    /// <param name="Notices">What counts zero because it may not be read, and how old the figures are.</param>
    public sealed record Answer(int Days, IReadOnlyList<Stats> Results, IReadOnlyList<string> Notices);

    public sealed record OwnerView(string Id, string? Email, string Name);

    public static async Task<Result<Answer>> Handle(string provider, int? days, string? ownerId, string? ownerEmail, Actor actor, Database database, LiveWork live, TimeProvider time, CancellationToken stop)
    {
        var told = await SalespeopleDoor.Work(provider, days, actor, database, live, time, stop);
        if (told.Refused(out var refusal))
            return refusal;
        var (door, work, notices) = told.Value;
        var chosen = Choose(work.Owners, ownerId, ownerEmail, door.Sees);
        if (chosen.Refused(out refusal))
            return refusal;
        var ownerless = Ownerless(work);
        return new Answer(days ?? SalespeopleDoor.Days, Count(work, chosen.Value, ownerId is not null || ownerEmail is not null),
            ownerless > 0 && door.Sees(null) && ownerId is null && ownerEmail is null ? [.. notices, $"{ownerless} activities and deals belong to nobody and are in no row."] : notices);
    }

    /// <summary>The owners that are asked for, of those in sight. One that is not in sight is not there.</summary>
    public static Result<IReadOnlyList<Owner>> Choose(IReadOnlyList<Owner> owners, string? id, string? email, Func<Owner?, bool> sees)
    {
        var chosen = owners.Where(o => sees(o) && (string.IsNullOrEmpty(id) || o.Id == id) && (string.IsNullOrEmpty(email) || string.Equals(o.Email, email, StringComparison.OrdinalIgnoreCase))).ToList();
        return chosen.Count == 0 && !(string.IsNullOrEmpty(id) && string.IsNullOrEmpty(email)) ? new NotFound("owner") : chosen;
    }

    /// <summary>One row an owner. Who left shows only with work of these days, or when asked for.</summary>
    public static IReadOnlyList<Stats> Count(SalesWork work, IReadOnlyList<Owner> owners, bool named)
    {
        var (emails, calls, meetings) = (By(work.Emails), By(work.Calls), By(work.Meetings));
        var deals = work.Deals.ToLookup(d => d.OwnerId ?? "", StringComparer.Ordinal);
        return
        [
            .. owners.Select(o => (Owner: o, Stats: new Stats(o.Id, o.Name, o.Email, emails[o.Id].Count(), calls[o.Id].Count(), meetings[o.Id].Count(), deals[o.Id].Count())))
                .Where(r => named || r.Owner.IsActive || r.Stats is not { EmailsLastNDays: 0, CallsLastNDays: 0, MeetingsLastNDays: 0, NewDealsLastNDays: 0 }).Select(r => r.Stats),
        ];

        static ILookup<string, Activity> By(IEnumerable<Activity> all) => all.ToLookup(a => a.OwnerId ?? "", StringComparer.Ordinal);
    }

    static int Ownerless(SalesWork work) => work.Emails.Concat(work.Calls).Concat(work.Meetings).Count(a => a.OwnerId is null) + work.Deals.Count(d => d.OwnerId is null);

    static async Task<Result<IReadOnlyList<OwnerView>>> Owners(string provider, Actor actor, Database database, LiveWork live, TimeProvider time, CancellationToken stop)
    {
        var opened = await SalespeopleDoor.Open(provider, actor, database, stop);
        if (opened.Refused(out var refusal))
            return refusal;
        var (connection, tenant, sees) = opened.Value;
        var read = await live.Get(connection, tenant.Vault, "owners", async (crm, enough) => await Rainmaker.Connectors.Pages.Records(crm.Owners(Rainmaker.Connectors.Reading.All, enough)).ToListAsync(enough), stop);
        return read.Refused(out refusal) ? refusal : read.Value.Value.Where(o => sees(o)).OrderBy(o => o.Name, StringComparer.OrdinalIgnoreCase).Select(o => new OwnerView(o.Id, o.Email, o.Name)).ToList();
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/integrations/{provider}/salespeople/stats", async (string provider, int? days, string? owner_id, string? owner_email, Actor actor, Database database, LiveWork live, TimeProvider time, CancellationToken stop) =>
                (await Handle(provider, days, owner_id, owner_email, actor, database, live, time, stop)).Answer())
            .Requires(SalespeopleRights.Read).WithTags("Salespeople").WithSummary("What each salesperson did in a connected CRM, over the last days");
        routes.MapGet("/integrations/{provider}/salespeople/owners", async (string provider, Actor actor, Database database, LiveWork live, TimeProvider time, CancellationToken stop) =>
                (await Owners(provider, actor, database, live, time, stop)).Answer())
            .Requires(SalespeopleRights.Read).WithTags("Salespeople").WithSummary("The owners that a connected CRM knows");
    }
}

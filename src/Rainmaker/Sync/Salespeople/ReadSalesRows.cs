using Rainmaker.Crm;
using Activity = Rainmaker.Crm.Activity;

namespace Rainmaker.Sync.Salespeople;

/// <summary>The very rows that the figures of <see cref="ReadSalespeople"/> are counted from.</summary>
public static class ReadSalesRows
{
    public const int Usual = 1_000, Most = 10_000;

    public sealed record ActivityRow(string Id, string? OwnerId, string? OwnerName, DateTimeOffset At, string? Subject, string? Outcome, ActivityDirection? Direction, string? DealId, string? ContactId);

    public sealed record DealRow(string Id, string Name, string? OwnerId, string? OwnerName, DateTimeOffset CreatedAt, string? Pipeline, string Stage, decimal? Value, string Currency, DateOnly? ExpectedClose, DateTimeOffset? ClosedAt);

    /// <param name="Since">The rows lie between this moment and <paramref name="Until"/>.</param>
    public sealed record Raw(string Provider, int Days, DateTimeOffset Since, DateTimeOffset Until, IReadOnlyList<ReadSalespeople.OwnerView> Owners, IReadOnlyList<ActivityRow> Emails, IReadOnlyList<ActivityRow> Calls,
        IReadOnlyList<ActivityRow> Meetings, IReadOnlyList<DealRow> Deals, IReadOnlyList<string> Notices);

    /// <param name="Count">All of them, also where fewer are listed.</param>
    public sealed record DealRows(string Provider, int Days, int Count, IReadOnlyList<DealRow> Deals, IReadOnlyList<string> Notices);

    public sealed record LimitOutOfRange(int Sent) : Invalid("limit", $"'limit' is 1 to {Most}.", Sent);

    public static async Task<Result<Raw>> Handle(string provider, int? days, string? ownerId, string? ownerEmail, int? limit, Actor actor, Database database, LiveWork live, TimeProvider time, CancellationToken stop)
    {
        var most = limit ?? Usual;
        if (most is < 1 or > Most)
            return new LimitOutOfRange(most);
        var told = await SalespeopleDoor.Work(provider, days, actor, database, live, time, stop);
        if (told.Refused(out var refusal))
            return refusal;
        var (door, work, notices) = told.Value;
        var chosen = ReadSalespeople.Choose(work.Owners, ownerId, ownerEmail, door.Sees);
        if (chosen.Refused(out refusal))
            return refusal;
        var isAll = string.IsNullOrEmpty(ownerId) && string.IsNullOrEmpty(ownerEmail) && door.Sees(null);
        var names = chosen.Value.ToDictionary(o => o.Id, o => o.Name, StringComparer.Ordinal);
        var known = work.Owners.Select(o => o.Id).ToHashSet(StringComparer.Ordinal);
        var cut = new List<string>(notices);
        return new Raw(provider, days ?? SalespeopleDoor.Days, work.From, work.To, [.. chosen.Value.Select(o => new ReadSalespeople.OwnerView(o.Id, o.Email, o.Name))],
            Of("emails", work.Emails), Of("calls", work.Calls), Of("meetings", work.Meetings), Few("deals", work.Deals.Where(d => Shows(d.OwnerId)), d => Row(d, names)), cut);

        // Work of somebody the CRM no longer names belongs to nobody.
        bool Shows(string? owner) => owner is not null && known.Contains(owner) ? names.ContainsKey(owner) : isAll;

        IReadOnlyList<ActivityRow> Of(string what, IEnumerable<Activity> all) =>
            Few(what, all.Where(a => Shows(a.OwnerId)), a => new ActivityRow(a.Id, a.OwnerId, names.GetValueOrDefault(a.OwnerId ?? ""), a.CompletedAt!.Value, a.Subject, a.Outcome, a.Direction, a.DealId, a.ContactId));

        IReadOnlyList<TRow> Few<T, TRow>(string what, IEnumerable<T> rows, Func<T, TRow> row)
        {
            var all = rows.ToList();
            if (all.Count > most)
                cut.Add($"Only the newest {most} of {all.Count} {what} are listed; 'limit' takes up to {Most}.");
            return [.. all.Take(most).Select(row)];
        }
    }

    static DealRow Row(Deal deal, Dictionary<string, string> names) =>
        new(deal.Id, deal.Name, deal.OwnerId, names.GetValueOrDefault(deal.OwnerId ?? ""), deal.CreatedAt, deal.PipelineKey, deal.Stage.Label, deal.Value, deal.Currency, deal.ExpectedClose, deal.ClosedAt);

    static async Task<Result<DealRows>> Deals(string provider, int? days, string? ownerId, string? ownerEmail, int? limit, Actor actor, Database database, LiveWork live, TimeProvider time, CancellationToken stop)
    {
        var raw = await Handle(provider, days, ownerId, ownerEmail, Most, actor, database, live, time, stop);
        if (limit is < 1 or > Most)
            return new LimitOutOfRange(limit.Value);
        return raw.Refused(out var refusal) ? refusal : new DealRows(provider, raw.Value.Days, raw.Value.Deals.Count, [.. raw.Value.Deals.Take(limit ?? Usual)], raw.Value.Notices);
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/integrations/{provider}/salespeople/raw", async (string provider, int? days, string? owner_id, string? owner_email, int? limit, Actor actor, Database database, LiveWork live, TimeProvider time, CancellationToken stop) =>
                (await Handle(provider, days, owner_id, owner_email, limit, actor, database, live, time, stop)).Answer())
            .Requires(SalespeopleRights.Read).WithTags("Salespeople").WithSummary("The rows behind the figures of the salespeople");
        routes.MapGet("/integrations/{provider}/salespeople/debug/deals", async (string provider, int? days, string? owner_id, string? owner_email, int? limit, Actor actor, Database database, LiveWork live, TimeProvider time, CancellationToken stop) =>
                (await Deals(provider, days, owner_id, owner_email, limit, actor, database, live, time, stop)).Answer())
            .Requires(SalespeopleRights.Read).WithTags("Salespeople").WithSummary("The deals behind the figure of new deals");
    }
}

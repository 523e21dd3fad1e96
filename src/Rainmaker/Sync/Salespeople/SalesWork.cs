using Rainmaker.Connectors;
using Rainmaker.Crm;
using Activity = Rainmaker.Crm.Activity;

namespace Rainmaker.Sync.Salespeople;

/// <summary>What the salespeople of a CRM did over some days, as it stands there: every figure about them is counted from these rows.</summary>
/// <param name="Emails">Done in these days, as are calls and meetings; what is only planned does not count.</param>
/// <param name="Deals">Made in these days, whatever became of them since.</param>
/// <param name="Notices">What could not be read and therefore counts zero.</param>
public sealed record SalesWork(
    DateTimeOffset From, DateTimeOffset To, IReadOnlyList<Owner> Owners, IReadOnlyList<Activity> Emails, IReadOnlyList<Activity> Calls, IReadOnlyList<Activity> Meetings, IReadOnlyList<Deal> Deals,
    IReadOnlyList<string> Notices)
{
    /// <exception cref="CrmFault">The CRM cannot be read at all. A permission or a kind of record that is missing is a notice.</exception>
    public static async Task<SalesWork> Read(ICrm crm, int days, DateTimeOffset now, CancellationToken stop)
    {
        var (from, notices) = (now.AddDays(-days), new List<string>());
        var owners = await Told("owners", () => crm.Owners(Reading.All, stop));
        var emails = await Done("emails", ActivityKind.Email);
        var calls = await Done("calls", ActivityKind.Call);
        var meetings = await Done("meetings", ActivityKind.Meeting);
        // Counted by the day they were made; whose they are is looked at here, since some CRMs cannot be asked for both at once.
        var deals = (await Told("deals", () => crm.SearchDeals(new(from), stop))).Where(d => d.CreatedAt >= from && d.CreatedAt <= now).OrderByDescending(d => d.CreatedAt).ToList();
        return new(from, now, [.. owners.OrderBy(o => o.Name, StringComparer.OrdinalIgnoreCase).ThenBy(o => o.Id, StringComparer.Ordinal)], emails, calls, meetings, deals, notices);

        async Task<List<Activity>> Done(string what, ActivityKind kind) =>
            [.. (await Told(what, () => crm.SearchActivities(new(kind, from, now), stop))).Where(a => a.CompletedAt >= from && a.CompletedAt <= now).DistinctBy(a => a.Id).OrderByDescending(a => a.CompletedAt)];

        async Task<List<T>> Told<T>(string what, Func<IAsyncEnumerable<Page<T>>> list)
        {
            var all = new List<T>();
            try
            {
                await foreach (var page in list())
                {
                    all.AddRange(page.Records);
                    notices.AddRange(page.Gaps.Select(g => g.Notice).Except(notices, StringComparer.Ordinal));
                }
            }
            catch (CrmFault fault) when (fault.Kind is CrmFaultKind.MissingScope or CrmFaultKind.NotOffered or CrmFaultKind.NotFound)
            {
                notices.Add($"{char.ToUpperInvariant(what[0])}{what[1..]} count zero. {CrmWords.Of(fault)}");
            }
            return all;
        }
    }
}

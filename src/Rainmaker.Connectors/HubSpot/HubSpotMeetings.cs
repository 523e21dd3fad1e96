using Rainmaker.Crm;

namespace Rainmaker.Connectors.HubSpot;

/// <summary>Meetings stand in two places, as meetings and, where the account exposes them, as appointments. What is in both counts once.</summary>
static class HubSpotMeetings
{
    const string Second = "appointments:";

    public static async IAsyncEnumerable<Page<Activity>> Read(Reading reading, Func<string, Reading, IAsyncEnumerable<Page<Activity>>> list)
    {
        var known = new HashSet<(string?, DateTimeOffset?, string?)>();
        var inSecond = reading.Resume?.StartsWith(Second, StringComparison.Ordinal) == true;
        Page<Activity>? last = null;
        // Going on inside the appointments needs the meetings once more, to know which of them are the same.
        await foreach (var page in list("meetings", inSecond ? reading with { Resume = null } : reading))
        {
            known.UnionWith(page.Records.Select(HubSpotActivities.Likeness));
            last = page;
            if (!inSecond)
                yield return page with { Resume = page.Resume ?? Second, Through = null };
        }
        await using var appointments = list("appointments", reading with { Resume = inSecond && reading.Resume!.Length > Second.Length ? reading.Resume[Second.Length..] : null }).GetAsyncEnumerator();
        while (true)
        {
            Gap? gap = null;
            try
            {
                if (!await appointments.MoveNextAsync())
                    yield break;
            }
            catch (CrmFault fault) when (fault.Kind is CrmFaultKind.MissingScope or CrmFaultKind.NotOffered or CrmFaultKind.NotFound)
            {
                gap = fault.Kind == CrmFaultKind.MissingScope
                    ? new("appointments", GapKind.MissingScope, "Appointments are not readable with this key; only meetings are counted.", (fault.Scopes is [var first, ..] ? first : null) ?? "crm.objects.appointments.read")
                    : new("appointments", GapKind.NotOffered, "This account has no appointments; only meetings are counted.");
            }
            if (gap is not null)
            {
                yield return new([], null) { Gaps = [gap], Through = last?.Through };
                yield break;
            }
            var page = appointments.Current;
            var fresh = page.Records.Select((record, at) => (record, at)).Where(r => !known.Contains(HubSpotActivities.Likeness(r.record))).ToList();
            yield return page with
            {
                // Ids of meetings and appointments are counted apart by HubSpot.
                Records = fresh.ConvertAll(f => f.record with { Id = $"appointment-{f.record.Id}" }),
                Originals = [],
                Resume = page.Resume is null ? null : Second + page.Resume,
            };
        }
    }
}

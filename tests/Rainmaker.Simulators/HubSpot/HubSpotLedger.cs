using System.Globalization;

namespace Rainmaker.Simulators.HubSpot;

public sealed partial class HubSpotSimulator
{
    public override object Ledger()
    {
        lock (State)
        {
            var types = HubSpotMade.Schemas.Keys.Where(Offers).ToList();
            var deals = Live("deals").ToList();
            var now = Clock.GetUtcNow();
            var days = Days(deals, now);
            return new
            {
                Simulator = Name,
                options.Seed,
                AsOf = now,
                Counts = types.ToDictionary(t => t, t => Live(t).Count()),
                Archived = types.ToDictionary(t => t, t => Store.All(t).Count(r => r.ArchivedAt is not null)),
                Owners = HubSpotMade.Owners.Select(o => new { o.Id, Name = $"{o.First} {o.Last}", o.Left, Deals = deals.Count(d => d["hubspot_owner_id"] == o.Id) }),
                Deals = new
                {
                    Open = Sum(deals.Where(d => d["hs_is_closed"] != "true")),
                    Won = Sum(deals.Where(d => d["hs_is_closed_won"] == "true")),
                    Lost = Sum(deals.Where(d => d["hs_is_closed"] == "true" && d["hs_is_closed_won"] != "true")),
                    ByStage = HubSpotMade.Stages.ToDictionary(s => s.Label, s => Sum(deals.Where(d => d["dealstage"] == s.Id))),
                },
                ContactsByLifecycle = By(Live("contacts"), "lifecyclestage"),
                ContactsBySource = By(Live("contacts"), "hs_analytics_source"),
                ContactsByLeadStatus = By(Live("contacts"), "hs_lead_status"),
                PageViews = Live("contacts").Sum(c => long.TryParse(c["hs_analytics_num_page_views"], CultureInfo.InvariantCulture, out var n) ? n : 0),
                ActivitiesByOwner = _engagements.ToDictionary(t => t, t => By(Live(t), "hubspot_owner_id")),
                Associations = new Dictionary<string, int>
                {
                    ["contacts-companies"] = Store.CountJoined("contacts", "companies"),
                    ["deals-contacts"] = Store.CountJoined("deals", "contacts"),
                    ["deals-companies"] = Store.CountJoined("deals", "companies"),
                },
                ByDay = days.Days,
                days.DoneByPerson,
                Traffic = Traffic(),
            };
        }
    }

    DayBook Days(List<SimRecord> deals, DateTimeOffset now)
    {
        var days = new DayBook(now);
        foreach (var contact in Live("contacts"))
            days.Add(At(contact, "createdate"), "contacts");
        foreach (var company in Live("companies"))
            days.Add(At(company, "createdate"), "companies");
        foreach (var deal in deals)
        {
            var (won, closed) = (deal["hs_is_closed_won"] == "true", deal["hs_is_closed"] == "true" ? At(deal, "closedate") : null);
            days.Add(At(deal, "createdate"), "deals_created");
            days.Add(won ? null : closed, "deals_lost");
            days.Add(won ? closed : null, "deals_won");
            days.Add(won ? closed : null, "won_value", decimal.TryParse(deal["amount"], NumberStyles.Float, CultureInfo.InvariantCulture, out var amount) ? amount : 0);
        }
        foreach (var kind in _engagements)
            foreach (var done in Live(kind))
                days.Done(DoneAt(kind, done), kind, HubSpotMade.Owners.Where(o => o.Id == done["hubspot_owner_id"]).Select(o => $"{o.First} {o.Last}").FirstOrDefault("Nobody"));
        return days;
    }

    static DateTimeOffset? DoneAt(string kind, SimRecord record) => kind switch
    {
        "calls" => record["hs_call_status"] is "QUEUED" or "CANCELED" ? null : At(record, "hs_timestamp"),
        "meetings" => record["hs_meeting_outcome"] is "NO_SHOW" or "CANCELED" ? null : At(record, "hs_meeting_start_time"),
        "tasks" => record["hs_task_status"] == "COMPLETED" ? At(record, "hs_task_completion_date") : null,
        _ => At(record, "hs_timestamp"),
    };

    static DateTimeOffset? At(SimRecord record, string property) =>
        DateTimeOffset.TryParse(record[property], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    IEnumerable<SimRecord> Live(string type) => Store.All(type).Where(r => r.ArchivedAt is null);

    static Dictionary<string, int> By(IEnumerable<SimRecord> records, string property) =>
        records.GroupBy(r => r[property] ?? "").OrderBy(g => g.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count());

    static object Sum(IEnumerable<SimRecord> deals)
    {
        var list = deals.ToList();
        return new { list.Count, Value = list.Sum(d => decimal.TryParse(d["amount"], NumberStyles.Float, CultureInfo.InvariantCulture, out var amount) ? amount : 0) };
    }
}

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
            return new
            {
                Simulator = Name,
                options.Seed,
                AsOf = SimRecord.Stamp(Clock.GetUtcNow()),
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
                Traffic = Traffic(),
            };
        }
    }

    IEnumerable<SimRecord> Live(string type) => Store.All(type).Where(r => r.ArchivedAt is null);

    static Dictionary<string, int> By(IEnumerable<SimRecord> records, string property) =>
        records.GroupBy(r => r[property] ?? "").OrderBy(g => g.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count());

    static object Sum(IEnumerable<SimRecord> deals)
    {
        var list = deals.ToList();
        return new { list.Count, Value = list.Sum(d => decimal.TryParse(d["amount"], NumberStyles.Float, CultureInfo.InvariantCulture, out var amount) ? amount : 0) };
    }
}

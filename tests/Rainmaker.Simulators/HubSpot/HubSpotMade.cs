using System.Globalization;

namespace Rainmaker.Simulators.HubSpot;

/// <summary>Makes up a portal: the same for the same seed, volume and day. Records come one at a time, so that any volume can be written to files.</summary>
public sealed class HubSpotMade(Volume volume, int seed, DateOnly today)
{
    const int Days = 790;
    public const long FirstContact = 10_000_001, FirstCompany = 20_000_001, FirstDeal = 30_000_001;
    static readonly string[] _stages = ["subscriber", "lead", "marketingqualifiedlead", "salesqualifiedlead", "opportunity", "customer"];
    static readonly (string, int)[] _sources = [("ORGANIC_SEARCH", 30), ("DIRECT_TRAFFIC", 20), ("PAID_SEARCH", 12), ("PAID_SOCIAL", 10), ("EMAIL_MARKETING", 9), ("REFERRALS", 8), ("SOCIAL_MEDIA", 6), ("OFFLINE", 30)];
    static readonly (int, int)[] _reached = [(0, 25), (1, 48), (2, 15), (3, 7), (4, 3), (5, 2)];
    static readonly string[] _leadStatus = ["NEW", "OPEN", "IN_PROGRESS", "OPEN_DEAL", "UNQUALIFIED", "ATTEMPTED_TO_CONTACT", "CONNECTED", "BAD_TIMING"];
    static readonly string[] _lost = ["Price", "No budget", "Went with another", "No answer", "Timing"];

    /// <summary>Stage, chance, closed: the ten of an inbound pipeline.</summary>
    public static readonly (string Id, string Label, string Chance, bool Closed)[] Stages =
    [
        ("985140", "Inbound Lead", "0.02", false), ("985141", "Engaged", "0.01", false), ("985142", "First Meeting", "0.05", false), ("985143", "Second Meeting", "0.1", false),
        ("985144", "Proposal Shared", "0.4", false), ("985145", "Decision Maker", "0.8", false), ("985146", "Contract Sent", "0.9", false),
        ("closedwon", "Closed Won", "1.0", true), ("closedlost", "Closed Lost", "0.0", true), ("985149", "Disqualified", "0.0", true),
    ];

    public static readonly IReadOnlyDictionary<string, Schema> Schemas = new Dictionary<string, Schema>
    {
        ["contacts"] = new([
            "email", "firstname", "lastname", "phone", "mobilephone", "company", "jobtitle", "lifecyclestage", "hs_lead_status", "hubspot_owner_id", "associatedcompanyid", "city", "country", "createdate", "lastmodifieddate",
            .. _stages.Append("evangelist").Append("other").Select(s => $"hs_lifecyclestage_{s}_date"), "hs_analytics_source", "hs_analytics_source_data_1", "hs_latest_source", "hs_analytics_num_page_views", "hs_analytics_num_visits",
            "hs_analytics_first_timestamp", "hs_analytics_first_visit_timestamp", "hs_analytics_last_timestamp", "hs_analytics_last_visit_timestamp", "num_conversion_events", "first_conversion_date", "recent_conversion_date",
            "num_contacted_notes", "num_notes", "notes_last_contacted", "num_associated_deals", "hs_merged_object_ids"]),
        ["companies"] = new("name", "domain", "industry", "city", "country", "numberofemployees", "annualrevenue", "lifecyclestage", "hubspot_owner_id", "createdate", "hs_lastmodifieddate", "num_associated_contacts", "num_associated_deals", "hs_merged_object_ids"),
        ["deals"] = new("dealname", "amount", "amount_in_home_currency", "deal_currency_code", "dealstage", "pipeline", "closedate", "createdate", "hubspot_owner_id", "hs_is_closed", "hs_is_closed_won", "hs_deal_stage_probability", "closed_lost_reason", "hs_lastmodifieddate", "notes_last_contacted", "notes_next_activity_date", "dealtype", "hs_analytics_source"),
        ["calls"] = Engagement("hs_call_title", "hs_call_body", "hs_call_duration", "hs_call_direction", "hs_call_status", "hs_call_disposition"),
        ["meetings"] = Engagement("hs_meeting_title", "hs_meeting_body", "hs_meeting_start_time", "hs_meeting_end_time", "hs_meeting_outcome"),
        ["tasks"] = Engagement("hs_task_subject", "hs_task_body", "hs_task_status", "hs_task_priority", "hs_task_type", "hs_task_completion_date"),
        ["notes"] = Engagement("hs_note_body"),
        ["emails"] = Engagement("hs_email_subject", "hs_email_text", "hs_email_direction", "hs_email_status"),
        ["appointments"] = Engagement("hs_appointment_name", "hs_appointment_start", "hs_appointment_end", "hs_appointment_status"),
    };

    public static readonly IReadOnlyList<(string Id, string First, string Last, bool Left)> Owners =
        [.. Enumerable.Range(0, 11).Select(n => ((701_001 + n).ToString(CultureInfo.InvariantCulture), Words.First[n * 2], Words.Last[n * 2 + 1], n >= 9))];

    DateTimeOffset Today { get; } = new(today.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    /// <summary>The company a contact belongs to; null for one in five.</summary>
    public long? CompanyOf(long contact)
    {
        var dice = new Dice(seed, "company of", contact);
        return volume.Companies > 0 && !dice.Chance(0.2) ? FirstCompany + dice.Below(volume.Companies) : null;
    }

    public IEnumerable<SimRecord> Contacts()
    {
        for (var n = 0; n < volume.Contacts; n++)
            yield return Contact(n);
    }

    public IEnumerable<SimRecord> Companies()
    {
        for (var n = 0; n < volume.Companies; n++)
        {
            var dice = new Dice(seed, "companies", n);
            var made = Somewhen(ref dice, Days);
            var record = Record("companies", FirstCompany + n, made, Later(ref dice, made));
            var city = dice.Below(Words.Cities.Length);
            var name = Words.Firm(n);
            (record["name"], record["domain"]) = (name, name.Replace(" ", "-", StringComparison.Ordinal).ToLowerInvariant() + ".example");
            (record["industry"], record["city"], record["country"]) = (dice.Of(Words.Industries), Words.Cities[city], Words.Countries[city]);
            (record["numberofemployees"], record["annualrevenue"]) = (Text(1 + dice.Below(dice.Chance(0.1) ? 5_000 : 200)), dice.Chance(0.4) ? Text(10_000 * (1 + dice.Below(900))) : null);
            (record["lifecyclestage"], record["hubspot_owner_id"]) = (_stages[dice.Of(_reached)], dice.Chance(0.5) ? Owner(ref dice) : null);
            yield return record;
        }
    }

    public IEnumerable<SimRecord> Deals()
    {
        for (var n = 0; n < volume.Deals; n++)
            yield return HubSpotMadeDeals.Deal(n, new(seed, "deals", n), Today, (made, updated) => Record("deals", FirstDeal + n, made, updated), _lost, Owner(n));
    }

    /// <summary>The people and the firm behind a deal.</summary>
    public (IReadOnlyList<long> Contacts, long? Company) BehindDeal(long deal)
    {
        var dice = new Dice(seed, "behind deal", deal);
        var contacts = Enumerable.Range(0, Math.Min(volume.Contacts, 1 + dice.Below(3))).Select(_ => FirstContact + dice.Below(volume.Contacts)).Distinct().ToList();
        return (contacts, volume.Companies > 0 && !dice.Chance(0.05) ? FirstCompany + dice.Below(volume.Companies) : null);
    }

    public IEnumerable<SimRecord> Activities(string type)
    {
        var (count, first) = type switch
        {
            "calls" => (volume.Calls, 40_000_001L),
            "meetings" => (volume.Meetings, 50_000_001L),
            "tasks" => (volume.Tasks, 60_000_001L),
            "notes" => (volume.Notes, 70_000_001L),
            "emails" => (volume.Emails, 80_000_001L),
            _ => (0, 90_000_001L),
        };
        for (var n = 0; n < count; n++)
        {
            var dice = new Dice(seed, type, n);
            var ahead = type is "meetings" or "tasks" && dice.Chance(0.04);
            var at = ahead ? Today.AddHours(8 + dice.Below(14 * 24)) : Somewhen(ref dice, 420).AddHours(-dice.Below(3));
            var made = ahead ? Today.AddDays(-1 - dice.Below(10)) : at.AddMinutes(-dice.Below(60));
            var record = Record(type, first + n, made, ahead ? made : at.AddMinutes(dice.Below(600)));
            record["hs_timestamp"] = SimRecord.Stamp(at);
            record["hubspot_owner_id"] = Owner(ref dice);
            HubSpotMadeDeals.Fill(type, record, dice, at, ahead);
            yield return record;
        }
    }

    SimRecord Contact(int n)
    {
        var dice = new Dice(seed, "contacts", n);
        var made = Somewhen(ref dice, Days);
        var record = Record("contacts", FirstContact + n, made, Later(ref dice, made));
        var (first, last, firm) = (dice.Of(Words.First), dice.Of(Words.Last), CompanyOf(FirstContact + n));
        (record["firstname"], record["lastname"]) = dice.Chance(0.08) ? (null, null) : (first, last);
        record["email"] = dice.Chance(0.04) ? null : $"{first}.{last}.{n}@{(firm is null ? "mail" : Words.Firm(firm.Value - FirstCompany).Replace(" ", "-", StringComparison.Ordinal))}.example".Replace("'", "", StringComparison.Ordinal).ToLowerInvariant();
        record["phone"] = dice.Chance(0.5) ? $"+44 20 7946 {dice.Below(10_000):0000}" : null;
        (record["company"], record["associatedcompanyid"]) = (firm is { } f ? Words.Firm(f - FirstCompany) : null, firm is { } id ? Text(id) : null);
        (record["jobtitle"], record["hubspot_owner_id"]) = (dice.Chance(0.6) ? dice.Of(Words.Titles) : null, dice.Chance(0.7) ? Owner(ref dice) : null);
        var city = dice.Below(Words.Cities.Length);
        (record["city"], record["country"]) = (Words.Cities[city], Words.Countries[city]);
        var reached = dice.Of(_reached);
        record["lifecyclestage"] = _stages[reached];
        record["hs_lead_status"] = reached >= 1 && dice.Chance(0.6) ? dice.Of(_leadStatus) : null;
        var at = made;
        for (var stage = Math.Min(reached, 1); stage <= reached; stage++)
        {
            record[$"hs_lifecyclestage_{_stages[stage]}_date"] = SimRecord.Stamp(at);
            record.History.Add(("lifecyclestage", _stages[stage], at));
            at = Sooner(at.AddDays(1 + dice.Below(30)), Today.AddHours(-1));
        }
        Web(record, ref dice, made, reached);
        return record;
    }

    void Web(SimRecord record, ref Dice dice, DateTimeOffset made, int reached)
    {
        var source = dice.Of(_sources);
        (record["hs_analytics_source"], record["hs_latest_source"]) = (source, dice.Chance(0.7) ? source : dice.Of(_sources));
        record["hs_analytics_source_data_1"] = source == "OFFLINE" ? "IMPORT" : "campaign-" + Text(dice.Below(40));
        var visits = source == "OFFLINE" ? 0 : 1 + dice.Below(6 + (reached * 4));
        (record["hs_analytics_num_visits"], record["hs_analytics_num_page_views"]) = (Text(visits), Text(visits * (1 + dice.Below(6))));
        var last = Sooner(made.AddDays(dice.Below(200)), Today.AddHours(-1));
        record["hs_analytics_first_timestamp"] = SimRecord.Stamp(made);
        if (visits > 0)
        {
            record["hs_analytics_first_visit_timestamp"] = SimRecord.Stamp(made);
            record["hs_analytics_last_visit_timestamp"] = record["hs_analytics_last_timestamp"] = SimRecord.Stamp(last);
        }
        var conversions = visits > 0 && dice.Chance(0.3) ? 1 + dice.Below(3) : 0;
        record["num_conversion_events"] = Text(conversions);
        if (conversions > 0)
            (record["first_conversion_date"], record["recent_conversion_date"]) = (SimRecord.Stamp(made), SimRecord.Stamp(last));
        var touches = reached >= 2 ? dice.Below(12) : dice.Below(3);
        (record["num_contacted_notes"], record["num_notes"], record["num_associated_deals"]) = (Text(touches), Text(touches + dice.Below(3)), reached >= 4 ? "1" : null);
        record["notes_last_contacted"] = touches > 0 ? SimRecord.Stamp(last) : null;
    }

    static SimRecord Record(string type, long id, DateTimeOffset made, DateTimeOffset updated)
    {
        var record = new SimRecord(Schemas[type], id) { Created = made, Updated = updated, Indexed = updated };
        record[type is "contacts" or "companies" or "deals" ? "createdate" : "hs_createdate"] = SimRecord.Stamp(made);
        record[type == "contacts" ? "lastmodifieddate" : "hs_lastmodifieddate"] = SimRecord.Stamp(updated);
        return record;
    }

    /// <summary>More of it lately than long ago.</summary>
    DateTimeOffset Somewhen(ref Dice dice, int days) => Today.AddSeconds(-86_400.0 * days * Math.Pow(dice.Share(), 1.4)).AddMinutes(-1);

    DateTimeOffset Later(ref Dice dice, DateTimeOffset made) => Sooner(made.AddMinutes(dice.Below(60 * 24 * 90)), Today.AddMinutes(-1));

    static string Owner(ref Dice dice) => Owner(Math.Min(dice.Below(11), dice.Below(11)));

    static string Owner(int n) => Owners[n % Owners.Count].Id;

    static DateTimeOffset Sooner(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    static Schema Engagement(params string[] names) => new([.. names, "hs_timestamp", "hubspot_owner_id", "hs_createdate", "hs_lastmodifieddate"]);

    internal static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

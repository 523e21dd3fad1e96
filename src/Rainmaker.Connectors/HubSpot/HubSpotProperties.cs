using Rainmaker.Crm;

namespace Rainmaker.Connectors.HubSpot;

/// <summary>The properties asked for. What a portal does not have it leaves out of its answer, without a word.</summary>
static class HubSpotProperties
{
    public static readonly IReadOnlyDictionary<LifecycleStage, string> Lifecycle = new Dictionary<LifecycleStage, string>
    {
        [LifecycleStage.Subscriber] = "subscriber",
        [LifecycleStage.Lead] = "lead",
        [LifecycleStage.MarketingQualified] = "marketingqualifiedlead",
        [LifecycleStage.SalesQualified] = "salesqualifiedlead",
        [LifecycleStage.Opportunity] = "opportunity",
        [LifecycleStage.Customer] = "customer",
        [LifecycleStage.Evangelist] = "evangelist",
        [LifecycleStage.Other] = "other",
    };

    static readonly string[] _lifecycleDates = [.. Lifecycle.Values.Select(LifecycleDate)];

    static readonly Dictionary<string, string[]> _of = new()
    {
        ["contacts"] =
        [
            "email", "firstname", "lastname", "phone", "mobilephone", "company", "jobtitle", "lifecyclestage", "hs_lead_status", "hubspot_owner_id", "associatedcompanyid",
            "city", "country", "createdate", "lastmodifieddate", .. _lifecycleDates,
            "hs_analytics_source", "hs_analytics_source_data_1", "hs_latest_source", "hs_analytics_num_page_views", "hs_analytics_num_visits",
            "hs_analytics_first_timestamp", "hs_analytics_first_visit_timestamp", "hs_analytics_last_timestamp", "hs_analytics_last_visit_timestamp",
            "num_conversion_events", "first_conversion_date", "recent_conversion_date", "num_contacted_notes", "num_notes", "notes_last_contacted", "num_associated_deals",
        ],
        ["companies"] = ["name", "domain", "industry", "city", "country", "numberofemployees", "annualrevenue", "lifecyclestage", "hubspot_owner_id", "createdate", "hs_lastmodifieddate", "num_associated_contacts", "num_associated_deals"],
        ["deals"] =
        [
            "dealname", "amount", "amount_in_home_currency", "deal_currency_code", "dealstage", "pipeline", "closedate", "createdate", "hubspot_owner_id", "hs_is_closed", "hs_is_closed_won",
            "hs_deal_stage_probability", "closed_lost_reason", "hs_lastmodifieddate", "notes_last_contacted", "notes_next_activity_date", "dealtype", "hs_analytics_source",
        ],
        ["calls"] = [.. Common, "hs_call_title", "hs_call_body", "hs_call_duration", "hs_call_direction", "hs_call_status", "hs_call_disposition"],
        ["emails"] = [.. Common, "hs_email_subject", "hs_email_text", "hs_email_direction", "hs_email_status"],
        ["meetings"] = [.. Common, "hs_meeting_title", "hs_meeting_body", "hs_meeting_start_time", "hs_meeting_end_time", "hs_meeting_outcome"],
        ["appointments"] = [.. Common, "hs_appointment_name", "hs_appointment_start", "hs_appointment_end", "hs_appointment_status"],
        ["tasks"] = [.. Common, "hs_task_subject", "hs_task_body", "hs_task_status", "hs_task_priority", "hs_task_type", "hs_task_completion_date"],
        ["notes"] = [.. Common, "hs_note_body"],
    };

    static string[] Common => ["hs_timestamp", "hubspot_owner_id", "hs_createdate", "hs_lastmodifieddate"];

    public static IEnumerable<string> Of(string type, FieldMap fields) => _of[type].Concat(fields.Asked(type)).Distinct();

    public static string LifecycleDate(string stage) => $"hs_lifecyclestage_{stage}_date";

    /// <summary>Contacts, of all types, keep the time of their last change under a name of their own.</summary>
    public static string Modified(string type) => type == "contacts" ? "lastmodifieddate" : "hs_lastmodifieddate";

    public static string TypeOf(ActivityKind kind) => kind switch
    {
        ActivityKind.Call => "calls",
        ActivityKind.Email => "emails",
        ActivityKind.Meeting => "meetings",
        ActivityKind.Task => "tasks",
        ActivityKind.Note => "notes",
        _ => throw new CrmFault(CrmFaultKind.NotOffered, "hubspot", $"HubSpot keeps no activities of the kind {kind}."),
    };

    public static string TypeOf(RecordKind kind) => kind switch { RecordKind.Contact => "contacts", RecordKind.Company => "companies", RecordKind.Deal => "deals", _ => "calls" };
}

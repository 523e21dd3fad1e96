using System.Globalization;
using System.Text.Json;
using Rainmaker.Crm;

namespace Rainmaker.Connectors.Files;

/// <summary>Our records in the one shape of raw files (docs/connectors.md), whatever CRM they come from. Its names are HubSpot's, whose raw files came first.</summary>
static class RawShape
{
    static readonly Dictionary<LifecycleStage, string> _lifecycle = HubSpot.HubSpotProperties.Lifecycle.ToDictionary();

    // HubSpot's word for a meeting ahead, SCHEDULED, stays on most that were held; a source that tells them apart needs another.
    const string NotDone = "PLANNED";

    public static void Write<T>(Utf8JsonWriter json, T record)
    {
        switch (record)
        {
            case Owner owner: Owner(json, owner); break;
            case Pipeline pipeline: Pipeline(json, pipeline); break;
            case Contact contact: Contact(json, contact); break;
            case Company company: Company(json, company); break;
            case Deal deal: Deal(json, deal); break;
            case Activity activity: Activity(json, activity); break;
            default: throw new ArgumentException($"{typeof(T).Name} has no place in a raw file.", nameof(record));
        }
    }

    /// <summary>One record with all its partners.</summary>
    public static void WriteAssociations(Utf8JsonWriter json, string from, IEnumerable<(string Id, bool IsPrimary)> partners)
    {
        json.WriteStartObject();
        json.WriteStartObject("from");
        json.WriteString("id", from);
        json.WriteEndObject();
        json.WriteStartArray("to");
        foreach (var (id, primary) in partners)
        {
            json.WriteStartObject();
            json.WriteString("toObjectId", id);
            json.WriteStartArray("associationTypes");
            if (primary)
            {
                json.WriteStartObject();
                json.WriteString("label", "Primary");
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void Owner(Utf8JsonWriter json, Owner owner)
    {
        json.WriteStartObject();
        json.WriteString("id", owner.Id);
        json.WriteString("email", owner.Email);
        json.WriteString("firstName", owner.Name);
        json.WriteNull("lastName");
        json.WriteBoolean("archived", !owner.IsActive);
        json.WriteStartArray("teams");
        if (owner.Team is { } team)
        {
            json.WriteStartObject();
            json.WriteString("name", team);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void Pipeline(Utf8JsonWriter json, Pipeline pipeline)
    {
        json.WriteStartObject();
        json.WriteString("id", pipeline.Key);
        json.WriteString("label", pipeline.Label);
        json.WriteNumber("displayOrder", 0);
        json.WriteStartArray("stages");
        foreach (var stage in pipeline.Stages)
        {
            json.WriteStartObject();
            json.WriteString("id", stage.Key);
            json.WriteString("label", stage.Label);
            json.WriteNumber("displayOrder", stage.Position);
            json.WriteBoolean("archived", false);
            json.WriteStartObject("metadata");
            json.WriteString("isClosed", stage.Kind == StageKind.Open ? "false" : "true");
            json.WriteString("probability", stage.Kind switch { StageKind.Won => "1.0", StageKind.Lost => "0.0", _ => Number(stage.Probability / 100) });
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void Contact(Utf8JsonWriter json, Contact contact) => Record(json, contact.Id, contact.CreatedAt, contact.UpdatedAt, put =>
    {
        put("email", contact.Email);
        put("firstname", contact.Name);
        put("lastname", null);
        put("phone", contact.Phone);
        put("company", contact.CompanyName);
        put("jobtitle", contact.JobTitle);
        put("lifecyclestage", contact.Lifecycle is { Stage: { } stage } ? _lifecycle[stage] : contact.Lifecycle?.Word ?? (contact.IsLead ? "lead" : null));
        foreach (var entered in contact.Lifecycle?.Entered ?? [])
            put(HubSpot.HubSpotProperties.LifecycleDate(_lifecycle[entered.Stage]), Time(entered.At));
        put("hs_lead_status", contact.LeadStatus);
        put("hubspot_owner_id", contact.OwnerId);
        put("associatedcompanyid", contact.CompanyId);
        put("hs_analytics_source", contact.Web?.OriginalSource);
        put("hs_latest_source", contact.Web?.LatestSource);
        put("hs_analytics_num_page_views", Number(contact.Web?.PageViews));
        put("hs_analytics_num_visits", Number(contact.Web?.Sessions));
        put("hs_analytics_first_visit_timestamp", Time(contact.Web?.FirstVisitAt));
        put("hs_analytics_last_visit_timestamp", Time(contact.Web?.LastVisitAt));
        put("num_conversion_events", Number(contact.Web?.Conversions));
        put("num_contacted_notes", Number(contact.Touches));
        put("notes_last_contacted", Time(contact.LastTouchedAt));
        put("createdate", Time(contact.CreatedAt));
        put("lastmodifieddate", Time(contact.UpdatedAt));
        Own(contact.Custom, put);
    });

    static void Company(Utf8JsonWriter json, Company company) => Record(json, company.Id, company.CreatedAt, company.UpdatedAt, put =>
    {
        put("name", company.Name);
        put("domain", company.Domain);
        put("industry", company.Industry);
        put("city", company.City);
        put("country", company.Country);
        put("numberofemployees", company.Size);
        put("annualrevenue", Number(company.AnnualRevenue));
        put("lifecyclestage", company.Lifecycle?.Word);
        put("hubspot_owner_id", company.OwnerId);
        put("createdate", Time(company.CreatedAt));
        put("hs_lastmodifieddate", Time(company.UpdatedAt));
        Own(company.Custom, put);
    });

    static void Deal(Utf8JsonWriter json, Deal deal) => Record(json, deal.Id, deal.CreatedAt, deal.UpdatedAt, put =>
    {
        put("dealname", deal.Name);
        put("amount", Number(deal.Value));
        put("deal_currency_code", deal.Currency);
        put("dealstage", deal.Stage.Key);
        put("pipeline", deal.PipelineKey);
        put("closedate", deal.ClosedAt is { } closed ? Time(closed) : deal.ExpectedClose is { } day ? Time(new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero)) : null);
        put("createdate", Time(deal.CreatedAt));
        put("hubspot_owner_id", deal.OwnerId);
        put("hs_is_closed", deal.IsOpen ? "false" : "true");
        put("hs_is_closed_won", deal.Stage.Kind == StageKind.Won ? "true" : "false");
        put("hs_deal_stage_probability", Number((deal.OwnProbability ?? deal.Stage.Probability) / 100));
        put("closed_lost_reason", deal.LostReason);
        put("hs_lastmodifieddate", Time(deal.UpdatedAt));
        put("notes_last_contacted", Time(deal.LastActivityAt));
        put("notes_next_activity_date", Time(deal.NextActivityAt));
        Own(deal.Custom, put);
    }, () =>
    {
        json.WriteStartObject("propertiesWithHistory");
        json.WriteStartArray("dealstage");
        foreach (var entered in deal.History.Reverse())
        {
            json.WriteStartObject();
            json.WriteString("value", entered.Stage);
            json.WriteString("timestamp", Time(entered.At));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("associations");
        Linked(json, "companies", deal.CompanyId is { } company ? [company] : []);
        Linked(json, "contacts", deal.ContactIds);
        json.WriteEndObject();
    });

    static void Activity(Utf8JsonWriter json, Activity activity) => Record(json, activity.Id, activity.CreatedAt, activity.UpdatedAt, put =>
    {
        put("hs_timestamp", Time(activity.Kind == ActivityKind.Task ? activity.ScheduledAt ?? activity.At : activity.At));
        put("hubspot_owner_id", activity.OwnerId);
        put("hs_createdate", Time(activity.CreatedAt));
        put("hs_lastmodifieddate", Time(activity.UpdatedAt));
        switch (activity.Kind)
        {
            case ActivityKind.Call:
                put("hs_call_title", activity.Subject);
                put("hs_call_body", activity.Description);
                put("hs_call_duration", activity.Duration is { } call ? Number((decimal)call.TotalMilliseconds) : null);
                put("hs_call_direction", activity.Direction switch { ActivityDirection.In => "INBOUND", ActivityDirection.Out => "OUTBOUND", _ => null });
                put("hs_call_status", activity.CompletedAt is null ? "QUEUED" : activity.Outcome ?? "COMPLETED");
                break;
            case ActivityKind.Meeting:
                put("hs_meeting_title", activity.Subject);
                put("hs_meeting_body", activity.Description);
                put("hs_meeting_start_time", Time(activity.ScheduledAt ?? activity.CompletedAt));
                put("hs_meeting_end_time", Time((activity.ScheduledAt ?? activity.CompletedAt) + activity.Duration));
                put("hs_meeting_outcome", activity.CompletedAt is not null ? activity.Outcome ?? "COMPLETED" : activity.Outcome is "CANCELED" or "CANCELLED" or "NO_SHOW" or "NO SHOW" or "RESCHEDULED" ? activity.Outcome : NotDone);
                break;
            case ActivityKind.Task:
                put("hs_task_subject", activity.Subject);
                put("hs_task_body", activity.Description);
                put("hs_task_status", activity.CompletedAt is null ? "NOT_STARTED" : "COMPLETED");
                put("hs_task_completion_date", Time(activity.CompletedAt));
                break;
            case ActivityKind.Email:
                put("hs_email_subject", activity.Subject);
                put("hs_email_text", activity.Description);
                put("hs_email_direction", activity.Direction == ActivityDirection.In ? "INCOMING_EMAIL" : "EMAIL");
                put("hs_email_status", activity.CompletedAt is null ? "SCHEDULED" : activity.Outcome ?? "SENT");
                break;
            default:
                put("hs_note_body", activity.Description ?? activity.Subject);
                break;
        }
    });

    static void Record(Utf8JsonWriter json, string id, DateTimeOffset? created, DateTimeOffset? updated, Action<Action<string, string?>> properties, Action? more = null)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteStartObject("properties");
        properties(json.WriteString);
        json.WriteEndObject();
        more?.Invoke();
        json.WriteString("createdAt", Time(created));
        json.WriteString("updatedAt", Time(updated ?? created));
        json.WriteBoolean("archived", false);
        json.WriteEndObject();
    }

    static void Linked(Utf8JsonWriter json, string kind, IReadOnlyList<string> ids)
    {
        json.WriteStartObject(kind);
        json.WriteStartArray("results");
        foreach (var id in ids)
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void Own(IReadOnlyDictionary<string, string> fields, Action<string, string?> put)
    {
        foreach (var (name, value) in fields)
            put(name, value);
    }

    static string? Time(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    static string? Number(decimal? number) => number?.ToString("0.##########", CultureInfo.InvariantCulture);
}

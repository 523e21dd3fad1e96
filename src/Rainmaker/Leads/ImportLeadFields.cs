using Rainmaker.Platform.Files;

namespace Rainmaker.Leads;

/// <summary>What a column of a file of leads can mean, with the names other systems and both schemas of seed 003 have for it (K2).</summary>
static class ImportLeadFields
{
    public static readonly ImportField ExternalId = new("external_id", "id", "lead_id", "record_id", "contact_id", "hs_object_id");
    public static readonly ImportField Name = new("name", "lead_name", "full_name", "contact_name", "contact");
    public static readonly ImportField FirstName = new("first_name", "given_name", "forename");
    public static readonly ImportField LastName = new("last_name", "surname", "family_name");
    public static readonly ImportField Email = new("email", "email_address", "mail", "work_email");
    public static readonly ImportField Phone = new("phone", "phone_number", "telephone", "tel", "mobile", "mobile_phone");
    public static readonly ImportField Whatsapp = new("whatsapp", "whatsapp_number");
    public static readonly ImportField Company = new("company", "company_name", "organization", "organisation", "account", "account_name");
    public static readonly ImportField Website = new("website", "url", "web", "company_domain", "domain");
    public static readonly ImportField JobTitle = new("job_title", "title", "position", "role");
    public static readonly ImportField Industry = new("industry", "sector");
    public static readonly ImportField CompanySize = new("company_size", "employees", "number_of_employees", "size");
    public static readonly ImportField Country = new("country", "country_code", "country_region");
    public static readonly ImportField Region = new("region", "state", "state_region", "province");
    public static readonly ImportField City = new("city", "town");
    public static readonly ImportField PostalCode = new("postal_code", "zip", "zip_code", "postcode");
    public static readonly ImportField Notes = new("notes", "note", "message", "description", "comment", "comments");
    public static readonly ImportField Tags = new("tags", "labels");
    public static readonly ImportField Source = new("source", "lead_source", "original_source");
    public static readonly ImportField Status = new("status", "lead_status");
    public static readonly ImportField Priority = new("priority", "rating");
    public static readonly ImportField ProspectiveType = new("prospective_type", "lead_type");
    public static readonly ImportField Owner = new("owner", "owner_id", "lead_owner", "lead_owner_id", "assigned_to", "owner_name", "owner_email");
    public static readonly ImportField CreatedAt = new("created_at", "created", "date_captured", "create_date", "date_created", "created_date");
    public static readonly ImportField Timeline = new("timeline", "purchase_timeline");
    public static readonly ImportField Budget = new("budget");
    public static readonly ImportField DecisionMaker = new("decision_maker");
    public static readonly ImportField Competitor = new("competitor", "competitors");
    public static readonly ImportField UtmSource = new("utm_source");
    public static readonly ImportField UtmMedium = new("utm_medium");
    public static readonly ImportField UtmCampaign = new("utm_campaign", "campaign");
    public static readonly ImportField UtmTerm = new("utm_term");
    public static readonly ImportField UtmContent = new("utm_content");
    public static readonly ImportField Gclid = new("gclid");
    public static readonly ImportField Fbclid = new("fbclid");
    public static readonly ImportField Referrer = new("referrer", "referer");
    public static readonly ImportField LandingPage = new("landing_page");

    public static readonly ImportFields All = new(ExternalId, Name, FirstName, LastName, Email, Phone, Whatsapp, Company, Website, JobTitle, Industry, CompanySize, Country, Region, City, PostalCode,
        Notes, Tags, Source, Status, Priority, ProspectiveType, Owner, CreatedAt, Timeline, Budget, DecisionMaker, Competitor,
        UtmSource, UtmMedium, UtmCampaign, UtmTerm, UtmContent, Gclid, Fbclid, Referrer, LandingPage);
}

using System.Text.Json.Nodes;
using Npgsql;
using Rainmaker.Crm;

namespace Rainmaker.Leads;

/// <summary>The row of a lead as lists show it, past the change tracker: read by position, written without reflection. What it writes is what <see cref="LeadView"/> is.</summary>
static class LeadColumns
{
    public const string Sql = """
        id, external_id, name, first_name, last_name, owner_id, source, status, priority, priority_origin, prospective_type, email_sealed, phone_sealed, whatsapp_sealed, tags, notes,
        company, company_id, job_title, industry, company_size, country, region, city, postal_code, domain, spam_reason, ai_score, ai_qualification_summary, timeline, budget,
        decision_maker, competitor, consent::text, deal_id, converted_at, first_contacted_at, last_activity_at, next_activity_at, created_at, updated_at
        """;

    static readonly JsonEncodedText Id = T("id"), ExternalId = T("external_id"), Name = T("name"), FirstName = T("first_name"), LastName = T("last_name"), OwnerId = T("owner_id"), Source = T("source"),
        Status = T("status"), Priority = T("priority"), PriorityOrigin = T("priority_origin"), ProspectiveType = T("prospective_type"), Contact = T("contact_info"), Email = T("email"), Phone = T("phone"),
        Whatsapp = T("whatsapp"), Tags = T("tags"), Notes = T("notes"), Company = T("company"), CompanyId = T("company_id"), JobTitle = T("job_title"), Industry = T("industry"), CompanySize = T("company_size"),
        Country = T("country"), Region = T("region"), City = T("city"), PostalCode = T("postal_code"), Domain = T("domain"), IsConverted = T("is_converted"), IsSpam = T("is_spam"), SpamReason = T("spam_reason"),
        AiScore = T("ai_score"), Summary = T("ai_qualification_summary"), Timeline = T("timeline"), Budget = T("budget"), DecisionMaker = T("decision_maker"), Competitor = T("competitor"), Consent = T("consent"),
        OpportunityId = T("opportunity_id"), ConvertedAt = T("converted_at"), FirstContactedAt = T("first_contacted_at"), LastActivityAt = T("last_activity_at"), NextActivityAt = T("next_activity_at"),
        CreatedAt = T("created_at"), UpdatedAt = T("updated_at");

    public static LeadView Read(NpgsqlDataReader row, Vault vault)
    {
        var status = Words<LeadStatus>.FromWord[row.GetString(7)];
        return new()
        {
            Id = row.GetGuid(0), ExternalId = Text(1), Name = row.GetString(2), FirstName = Text(3), LastName = Text(4), OwnerId = Guid(5), Source = row.GetString(6), Status = status,
            Priority = Words<LeadPriority>.FromWord[row.GetString(8)], PriorityOrigin = Words<PriorityOrigin>.FromWord[row.GetString(9)],
            ProspectiveType = Text(10) is { } type ? Words<ProspectiveType>.FromWord[type] : null,
            ContactInfo = new(vault.Open("lead.email", Bytes(11)), vault.Open("lead.phone", Bytes(12)), vault.Open("lead.whatsapp", Bytes(13))), Tags = row.GetFieldValue<string[]>(14), Notes = Text(15),
            Company = Text(16), CompanyId = Guid(17), JobTitle = Text(18), Industry = Text(19), CompanySize = Text(20), Country = Text(21), Region = Text(22), City = Text(23), PostalCode = Text(24),
            Domain = Text(25), IsConverted = status == LeadStatus.Converted, IsSpam = status == LeadStatus.Spam, SpamReason = Text(26), AiScore = LeadView.Plain(row.IsDBNull(27) ? null : row.GetDecimal(27)),
            AiQualificationSummary = Text(28), Timeline = Text(29), Budget = Text(30), DecisionMaker = Text(31), Competitor = Text(32), Consent = Text(33) is { } consent ? JsonNode.Parse(consent) : null,
            OpportunityId = Guid(34), ConvertedAt = Moment(35), FirstContactedAt = Moment(36), LastActivityAt = Moment(37), NextActivityAt = Moment(38),
            CreatedAt = row.GetFieldValue<DateTimeOffset>(39), UpdatedAt = row.GetFieldValue<DateTimeOffset>(40),
        };

        string? Text(int i) => row.IsDBNull(i) ? null : row.GetString(i);
        Guid? Guid(int i) => row.IsDBNull(i) ? null : row.GetGuid(i);
        byte[]? Bytes(int i) => row.IsDBNull(i) ? null : row.GetFieldValue<byte[]>(i);
        DateTimeOffset? Moment(int i) => row.IsDBNull(i) ? null : row.GetFieldValue<DateTimeOffset>(i);
    }

    public static void Write(Utf8JsonWriter json, LeadView lead)
    {
        json.WriteStartObject();
        json.WriteString(Id, lead.Id);
        Text(json, ExternalId, lead.ExternalId);
        json.WriteString(Name, lead.Name);
        Text(json, FirstName, lead.FirstName);
        Text(json, LastName, lead.LastName);
        Guid(json, OwnerId, lead.OwnerId);
        json.WriteString(Source, lead.Source);
        json.WriteString(Status, Words<LeadStatus>.ToWord[lead.Status]);
        json.WriteString(Priority, Words<LeadPriority>.ToWord[lead.Priority]);
        json.WriteString(PriorityOrigin, Words<PriorityOrigin>.ToWord[lead.PriorityOrigin]);
        Text(json, ProspectiveType, lead.ProspectiveType is { } type ? Words<ProspectiveType>.ToWord[type] : null);
        Reach(json, lead.ContactInfo, lead.Tags);
        Firm(json, lead);
        Judgement(json, lead);
        json.WriteEndObject();
    }

    static void Reach(Utf8JsonWriter json, ContactInfo contact, IReadOnlyList<string> tags)
    {
        json.WriteStartObject(Contact);
        Text(json, Email, contact.Email);
        Text(json, Phone, contact.Phone);
        Text(json, Whatsapp, contact.Whatsapp);
        json.WriteEndObject();
        json.WriteStartArray(Tags);
        foreach (var tag in tags)
            json.WriteStringValue(tag);
        json.WriteEndArray();
    }

    static void Firm(Utf8JsonWriter json, LeadView lead)
    {
        Text(json, Notes, lead.Notes);
        Text(json, Company, lead.Company);
        Guid(json, CompanyId, lead.CompanyId);
        Text(json, JobTitle, lead.JobTitle);
        Text(json, Industry, lead.Industry);
        Text(json, CompanySize, lead.CompanySize);
        Text(json, Country, lead.Country);
        Text(json, Region, lead.Region);
        Text(json, City, lead.City);
        Text(json, PostalCode, lead.PostalCode);
        Text(json, Domain, lead.Domain);
    }

    static void Judgement(Utf8JsonWriter json, LeadView lead)
    {
        json.WriteBoolean(IsConverted, lead.IsConverted);
        json.WriteBoolean(IsSpam, lead.IsSpam);
        Text(json, SpamReason, lead.SpamReason);
        if (lead.AiScore is { } score)
            json.WriteNumber(AiScore, score);
        else
            json.WriteNull(AiScore);
        Text(json, Summary, lead.AiQualificationSummary);
        Text(json, Timeline, lead.Timeline);
        Text(json, Budget, lead.Budget);
        Text(json, DecisionMaker, lead.DecisionMaker);
        Text(json, Competitor, lead.Competitor);
        json.WritePropertyName(Consent);
        if (lead.Consent is { } consent)
            consent.WriteTo(json);
        else
            json.WriteNullValue();
        Guid(json, OpportunityId, lead.OpportunityId);
        Moment(json, ConvertedAt, lead.ConvertedAt);
        Moment(json, FirstContactedAt, lead.FirstContactedAt);
        Moment(json, LastActivityAt, lead.LastActivityAt);
        Moment(json, NextActivityAt, lead.NextActivityAt);
        json.WriteString(CreatedAt, lead.CreatedAt);
        json.WriteString(UpdatedAt, lead.UpdatedAt);
    }

    static void Text(Utf8JsonWriter json, JsonEncodedText name, string? value)
    {
        if (value is null)
            json.WriteNull(name);
        else
            json.WriteString(name, value);
    }

    static void Guid(Utf8JsonWriter json, JsonEncodedText name, Guid? value)
    {
        if (value is { } id)
            json.WriteString(name, id);
        else
            json.WriteNull(name);
    }

    static void Moment(Utf8JsonWriter json, JsonEncodedText name, DateTimeOffset? value)
    {
        if (value is { } at)
            json.WriteString(name, at);
        else
            json.WriteNull(name);
    }

    static JsonEncodedText T(string name) => JsonEncodedText.Encode(name);
}

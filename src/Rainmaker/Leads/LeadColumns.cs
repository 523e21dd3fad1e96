using System.Text.Json.Nodes;
using Rainmaker.Crm;

namespace Rainmaker.Leads;

/// <summary>The row of a lead as lists show it, past the change tracker: into a <see cref="LeadView"/>, or straight onto the wire as what a LeadView is there.</summary>
static class LeadColumns
{
    /// <summary>One column, a <see cref="PackedRow"/>.</summary>
    public const string Sql = """
        record_send(row(id, external_id, name, first_name, last_name, owner_id, source, status, priority, priority_origin, prospective_type, email_sealed, phone_sealed, whatsapp_sealed, tags, notes,
        company, company_id, job_title, industry, company_size, country, region, city, postal_code, domain, spam_reason, ai_score::float8, ai_qualification_summary, timeline, budget,
        decision_maker, competitor, consent::text, deal_id, converted_at, first_contacted_at, last_activity_at, next_activity_at, created_at, updated_at))
        """;

    const int Count = 41, Status = 7, Tags = 14, Score = 27, Consent = 33;

    static readonly (JsonEncodedText Name, int Column)[] Start = Texts(("external_id", 1), ("name", 2), ("first_name", 3), ("last_name", 4)),
        Standing = Texts(("source", 6), ("status", Status), ("priority", 8), ("priority_origin", 9), ("prospective_type", 10)),
        Company = Texts(("job_title", 18), ("industry", 19), ("company_size", 20), ("country", 21), ("region", 22), ("city", 23), ("postal_code", 24), ("domain", 25)),
        Known = Texts(("ai_qualification_summary", 28), ("timeline", 29), ("budget", 30), ("decision_maker", 31), ("competitor", 32)),
        Moments = Texts(("converted_at", 35), ("first_contacted_at", 36), ("last_activity_at", 37), ("next_activity_at", 38), ("created_at", 39), ("updated_at", 40));

    static readonly (JsonEncodedText Name, int Column, string Field)[] Reach = [(T("email"), 11, "lead.email"), (T("phone"), 12, "lead.phone"), (T("whatsapp"), 13, "lead.whatsapp")];

    static readonly JsonEncodedText Id = T("id"), OwnerId = T("owner_id"), ContactInfo = T("contact_info"), TagsName = T("tags"), Notes = T("notes"), CompanyName = T("company"), CompanyId = T("company_id"),
        IsConverted = T("is_converted"), IsSpam = T("is_spam"), SpamReason = T("spam_reason"), AiScore = T("ai_score"), ConsentName = T("consent"), OpportunityId = T("opportunity_id");

    public static LeadView Read(byte[] packed, Vault vault)
    {
        var row = new PackedRow(packed, stackalloc (int, int)[Count]);
        var status = Words<LeadStatus>.FromWord[row.Text(Status)!];
        return new()
        {
            Id = row.Id(0)!.Value, ExternalId = row.Text(1), Name = row.Text(2)!, FirstName = row.Text(3), LastName = row.Text(4), OwnerId = row.Id(5), Source = row.Text(6)!, Status = status,
            Priority = Words<LeadPriority>.FromWord[row.Text(8)!], PriorityOrigin = Words<PriorityOrigin>.FromWord[row.Text(9)!],
            ProspectiveType = row.Text(10) is { } type ? Words<ProspectiveType>.FromWord[type] : null,
            ContactInfo = new(vault.Open("lead.email", Box(row, 11)), vault.Open("lead.phone", Box(row, 12)), vault.Open("lead.whatsapp", Box(row, 13))), Tags = row.List(Tags).ToList(), Notes = row.Text(15),
            Company = row.Text(16), CompanyId = row.Id(17), JobTitle = row.Text(18), Industry = row.Text(19), CompanySize = row.Text(20), Country = row.Text(21), Region = row.Text(22), City = row.Text(23),
            PostalCode = row.Text(24), Domain = row.Text(25), IsConverted = status == LeadStatus.Converted, IsSpam = status == LeadStatus.Spam, SpamReason = row.Text(26), AiScore = (decimal?)row.Real(Score),
            AiQualificationSummary = row.Text(28), Timeline = row.Text(29), Budget = row.Text(30), DecisionMaker = row.Text(31), Competitor = row.Text(32),
            Consent = row.Text(Consent) is { } consent ? JsonNode.Parse(consent) : null, OpportunityId = row.Id(34), ConvertedAt = row.Moment(35), FirstContactedAt = row.Moment(36),
            LastActivityAt = row.Moment(37), NextActivityAt = row.Moment(38), CreatedAt = row.Moment(39)!.Value, UpdatedAt = row.Moment(40)!.Value,
        };
    }

    /// <summary>A JSON object for each row.</summary>
    public static void Write(Utf8JsonWriter json, IEnumerable<byte[]> rows, Vault vault)
    {
        Span<(int, int)> fields = stackalloc (int, int)[Count];
        foreach (var packed in rows)
            Write(json, new PackedRow(packed, fields), vault);
    }

    static void Write(Utf8JsonWriter json, PackedRow row, Vault vault)
    {
        json.WriteStartObject();
        Uuid(json, Id, row, 0);
        Texts(json, Start, row);
        Uuid(json, OwnerId, row, 5);
        Texts(json, Standing, row);
        json.WriteStartObject(ContactInfo);
        Span<byte> plain = stackalloc byte[Vault.Small];
        foreach (var (name, column, field) in Reach)
        {
            if (row.IsNull(column))
                json.WriteNull(name);
            else if (vault.Open(field, row.Bytes(column), plain) is var length and >= 0)
                json.WriteString(name, plain[..length]);
            else
                json.WriteString(name, vault.Open(field, Box(row, column)));
        }
        json.WriteEndObject();
        json.WriteStartArray(TagsName);
        foreach (var tag in row.List(Tags))
            json.WriteStringValue(tag);
        json.WriteEndArray();
        Text(json, Notes, row, 15);
        Text(json, CompanyName, row, 16);
        Uuid(json, CompanyId, row, 17);
        Texts(json, Company, row);
        Judgement(json, row);
        json.WriteEndObject();
    }

    static void Judgement(Utf8JsonWriter json, PackedRow row)
    {
        json.WriteBoolean(IsConverted, row.Bytes(Status).SequenceEqual("converted"u8));
        json.WriteBoolean(IsSpam, row.Bytes(Status).SequenceEqual("spam"u8));
        Text(json, SpamReason, row, 26);
        if (row.Real(Score) is { } score)
            json.WriteNumber(AiScore, score);
        else
            json.WriteNull(AiScore);
        Texts(json, Known, row);
        json.WritePropertyName(ConsentName);
        if (row.IsNull(Consent))
            json.WriteNullValue();
        else
            json.WriteRawValue(row.Bytes(Consent), skipInputValidation: true);
        Uuid(json, OpportunityId, row, 34);
        foreach (var (name, column) in Moments)
        {
            if (row.Moment(column) is { } at)
                json.WriteString(name, at);
            else
                json.WriteNull(name);
        }
    }

    static void Texts(Utf8JsonWriter json, (JsonEncodedText Name, int Column)[] columns, PackedRow row)
    {
        foreach (var (name, column) in columns)
            Text(json, name, row, column);
    }

    static void Text(Utf8JsonWriter json, JsonEncodedText name, PackedRow row, int column)
    {
        if (row.IsNull(column))
            json.WriteNull(name);
        else
            json.WriteString(name, row.Bytes(column));
    }

    static void Uuid(Utf8JsonWriter json, JsonEncodedText name, PackedRow row, int column)
    {
        if (row.Id(column) is { } id)
            json.WriteString(name, id);
        else
            json.WriteNull(name);
    }

    static byte[]? Box(PackedRow row, int column) => row.IsNull(column) ? null : row.Bytes(column).ToArray();

    static (JsonEncodedText, int)[] Texts(params (string Name, int Column)[] columns) => [.. columns.Select(c => (T(c.Name), c.Column))];

    static JsonEncodedText T(string name) => JsonEncodedText.Encode(name);
}

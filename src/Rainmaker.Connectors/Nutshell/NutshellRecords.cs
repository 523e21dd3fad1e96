using System.Text.Json;
using Rainmaker.Connectors.Http;
using Rainmaker.Crm;

namespace Rainmaker.Connectors.Nutshell;

/// <summary>Nutshell's records in our words: its lead is a deal, its account a company, its stageset a pipeline. Who belongs to what stands in "links".</summary>
sealed class NutshellRecords(FieldMap fields, string currency)
{
    public static string Id(JsonElement record) => record.Text("id") ?? throw new CrmFault(CrmFaultKind.UnexpectedAnswer, "nutshell", "Nutshell sent a record without an id.");

    public static Owner Owner(JsonElement user) => new() { Id = Id(user), Name = Name(user) ?? $"User {Id(user)}", Email = First(user, "emails"), IsActive = user.Text("isEnabled") != "false" };

    public static Stage Stage(JsonElement stage, int position) => new() { Key = Id(stage), Label = Name(stage) ?? Id(stage), Position = position };

    public Contact Contact(JsonElement contact)
    {
        var email = First(contact, "emails");
        return new()
        {
            Id = Id(contact),
            Name = Name(contact) ?? email ?? $"Contact {Id(contact)}",
            Email = email,
            Phone = First(contact, "phones"),
            JobTitle = contact.Text(fields.Theirs("contacts", "job_title", "jobTitle")),
            CompanyId = Link(contact, "accounts"),
            OwnerId = Link(contact, "owner"),
            LastTouchedAt = Wire.Moment(contact.Text("lastContactedDate")),
            CreatedAt = Wire.Moment(contact.Text("createdTime")),
            UpdatedAt = Wire.Moment(contact.Text("modifiedTime")),
            Custom = fields.Custom("contacts", name => Own(contact, name)),
        };
    }

    public Company Account(JsonElement account) => new()
    {
        Id = Id(account),
        Name = account.Text(fields.Theirs("companies", "name", "name")) ?? $"Account {Id(account)}",
        Domain = Texts.Host(account.Text(fields.Theirs("companies", "domain", "domain")) ?? First(account, "urls")),
        City = account.Items("addresses").Select(a => a.Get("value").Get("city").Text() ?? a.Text("city")).FirstOrDefault(),
        Industry = account.Text(fields.Theirs("companies", "industry", "industry")) ?? Link(account, "industry"),
        Size = account.Text(fields.Theirs("companies", "size", "employeeCount")),
        AnnualRevenue = Wire.Money(account.Text(fields.Theirs("companies", "annual_revenue", "revenue")) ?? account.Get("revenue").Get("amount").Text()),
        OwnerId = Link(account, "owner"),
        CreatedAt = Wire.Moment(account.Text("createdTime")),
        UpdatedAt = Wire.Moment(account.Text("modifiedTime")),
        Custom = fields.Custom("companies", name => Own(account, name)),
    };

    public Deal Lead(JsonElement lead, IReadOnlyList<Pipeline> pipelines, IReadOnlyDictionary<string, string> accounts)
    {
        // 10 and 11 are what the interface before this one called won and lost; 12 was given up.
        var status = lead.Text("status")?.ToLowerInvariant() switch { "won" or "10" => OutcomeStages.Won, "lost" or "11" or "cancelled" or "12" => OutcomeStages.Lost, _ => null };
        var stage = OutcomeStages.Of(status ?? Link(lead, "stage"), Link(lead, "stageset"), pipelines);
        var created = Wire.Moment(lead.Text("createdTime")) ?? DateTimeOffset.UnixEpoch;
        var closed = status is null ? null : Wire.Moment(lead.Text("closedTime"));
        var company = Link(lead, "accounts");
        return new()
        {
            Id = Id(lead),
            Name = lead.Text(fields.Theirs("deals", "name", "name")) ?? lead.Text("description") ?? $"Lead {lead.Text("number") ?? Id(lead)}",
            PipelineKey = Link(lead, "stageset"),
            Stage = stage,
            History = closed is { } end ? [new(stage.Key, end)] : [],
            CompanyId = company,
            CompanyName = company is null ? null : accounts.GetValueOrDefault(company),
            ContactIds = [.. Links(lead, "contacts")],
            OwnerId = Link(lead, "owner"),
            Value = Wire.Money(lead.Text(fields.Theirs("deals", "value", "")) ?? lead.Get("value").Get("amount").Text() ?? lead.Text("manualValue")),
            Currency = lead.Get("value").Get("currency").Text() ?? currency,
            OwnProbability = status is null ? Wire.Money(lead.Text("confidence")) : null,
            ExpectedClose = Wire.Moment(lead.Text("dueTime")) is { } due ? DateOnly.FromDateTime(due.UtcDateTime) : null,
            ClosedAt = status is null ? null : closed ?? created,
            LostReason = stage.Kind == StageKind.Lost ? lead.Get("outcome").Get("name").Text() ?? Link(lead, "outcome") : null,
            Source = "nutshell",
            CreatedAt = created,
            StageEnteredAt = closed ?? created,
            LastActivityAt = Wire.Moment(lead.Text("lastContactedDate")),
            UpdatedAt = Wire.Moment(lead.Text("modifiedTime")),
            Custom = fields.Custom("deals", name => Own(lead, name)),
        };
    }

    public static Activity Activity(ActivityKind kind, JsonElement activity)
    {
        var starts = Wire.Moment(activity.Text("startTime"));
        var ends = Wire.Moment(activity.Text("endTime"));
        var logged = activity.Text("isLogged") == "true" || activity.Text("status") is "logged" or "1";
        return new()
        {
            Id = Id(activity),
            Kind = kind,
            Subject = activity.Text("name"),
            Description = Texts.Plain(activity.Text("note") ?? activity.Text("description")),
            Outcome = activity.Text("status") ?? (logged ? "logged" : "scheduled"),
            Duration = ends > starts ? ends - starts : null,
            OwnerId = Links(activity, "participants").FirstOrDefault(p => p.EndsWith("-users", StringComparison.Ordinal)) ?? Link(activity, "owner") ?? Link(activity, "creator"),
            ContactId = Links(activity, "participants").FirstOrDefault(p => p.EndsWith("-contacts", StringComparison.Ordinal)),
            CompanyId = Links(activity, "participants").FirstOrDefault(p => p.EndsWith("-accounts", StringComparison.Ordinal)),
            DealId = Link(activity, "lead") ?? Link(activity, "leads"),
            ScheduledAt = starts,
            CompletedAt = logged ? starts ?? Wire.Moment(activity.Text("createdTime")) : null,
            CreatedAt = Wire.Moment(activity.Text("createdTime")) ?? starts,
            UpdatedAt = Wire.Moment(activity.Text("modifiedTime")),
        };
    }

    public static Activity Note(JsonElement note)
    {
        var parent = Link(note, "parent");
        return new()
        {
            Id = Id(note),
            Kind = ActivityKind.Note,
            Description = Texts.Plain(note.Text("body") ?? note.Text("bodyHtml") ?? note.Text("note")),
            OwnerId = Link(note, "creator") ?? Link(note, "owner"),
            ContactId = parent?.EndsWith("-contacts", StringComparison.Ordinal) == true ? parent : null,
            CompanyId = parent?.EndsWith("-accounts", StringComparison.Ordinal) == true ? parent : null,
            DealId = parent?.EndsWith("-leads", StringComparison.Ordinal) == true ? parent : null,
            CompletedAt = Wire.Moment(note.Text("createdTime")),
            CreatedAt = Wire.Moment(note.Text("createdTime")),
            UpdatedAt = Wire.Moment(note.Text("modifiedTime")),
        };
    }

    /// <summary>A link is one id or a list of them.</summary>
    public static IEnumerable<string> Links(JsonElement record, string name) => record.Get("links").Get(name) switch
    {
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().Select(l => ((JsonElement?)l).Text() ?? l.Text("id")).OfType<string>(),
        { ValueKind: JsonValueKind.String } one => [one.GetString()!],
        { ValueKind: JsonValueKind.Object } one when one.Text("id") is { } id => [id],
        _ => [],
    };

    public static string? Link(JsonElement record, string name) => Links(record, name).FirstOrDefault();

    /// <summary>Addresses and numbers come as text, as {value}, or as {value:{...}}; the one marked as primary counts.</summary>
    internal static string? First(JsonElement record, string list) => record.Items(list).OrderByDescending(e => e.Text("isPrimary") == "true")
        .Select(e => ((JsonElement?)e).Text() ?? e.Text("value") ?? e.Get("value").Get("E164").Text() ?? e.Get("value").Get("number").Text()).FirstOrDefault(v => v is not null);

    internal static string? Name(JsonElement record) =>
        record.Text("name") ?? record.Get("name").Get("displayName").Text()
        ?? (string.Join(' ', new[] { record.Get("name").Get("givenName").Text() ?? record.Text("firstName"), record.Get("name").Get("familyName").Text() ?? record.Text("lastName") }.OfType<string>()) is { Length: > 0 } name ? name : null);

    static string? Own(JsonElement record, string name) => record.Text(name) ?? record.Get("customFields").Get(name).Text();
}

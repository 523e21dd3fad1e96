using System.Globalization;
using System.Text.Json;
using Rainmaker.Connectors.Http;
using Rainmaker.Crm;

namespace Rainmaker.Connectors.Pipedrive;

/// <summary>Pipedrive's records in our words, as v2 writes them and as v1 did.</summary>
sealed class PipedriveRecords(FieldMap fields, string currency)
{
    public static string Id(JsonElement record) => record.Text("id") ?? throw new CrmFault(CrmFaultKind.UnexpectedAnswer, "pipedrive", "Pipedrive sent a record without an id.");

    public static Owner Owner(JsonElement user) => new()
    {
        Id = Id(user),
        Name = user.Text("name") ?? user.Text("email") ?? $"User {Id(user)}",
        Email = user.Text("email"),
        IsActive = user.Text("active_flag") != "false" && user.Text("is_deleted") != "true",
    };

    public static Stage Stage(JsonElement stage, int position) => new() { Key = Id(stage), Label = stage.Text("name") ?? Id(stage), Probability = Wire.Money(stage.Text("deal_probability")), Position = position, StalledAfterDays = Wire.Whole(stage.Text("days_to_rotten")) };

    /// <param name="lead">Since when Pipedrive keeps a lead of this person; null where it keeps none.</param>
    public Contact Person(JsonElement person, DateTimeOffset? lead)
    {
        var email = First(person, "emails", "email");
        var name = person.Text("name") ?? string.Join(' ', new[] { person.Text("first_name"), person.Text("last_name") }.OfType<string>());
        return new()
        {
            Id = Id(person),
            Name = name.Length > 0 ? name : email ?? $"Person {Id(person)}",
            Email = Field("contacts", "email", "", person) ?? email,
            Phone = Field("contacts", "phone", "", person) ?? First(person, "phones", "phone"),
            JobTitle = Field("contacts", "job_title", "job_title", person),
            CompanyId = Ref(person, "org_id"),
            CompanyName = person.Get("org_id").Get("name").Text() ?? person.Text("org_name"),
            OwnerId = Ref(person, "owner_id"),
            LeadStatus = Field("contacts", "lead_status", "marketing_status", person),
            IsLead = lead is not null,
            Lifecycle = lead is { } since ? new(LifecycleStage.Lead, "lead", [new(LifecycleStage.Lead, since)]) : null,
            CreatedAt = Wire.Moment(person.Text("add_time")),
            UpdatedAt = Wire.Moment(person.Text("update_time")),
            Custom = fields.Custom("contacts", name => Own(person, name)),
        };
    }

    public Company Organization(JsonElement organization) => new()
    {
        Id = Id(organization),
        Name = Field("companies", "name", "name", organization) ?? $"Organization {Id(organization)}",
        Domain = Texts.Host(Field("companies", "domain", "website", organization)),
        City = organization.Get("address").Get("locality").Text() ?? organization.Text("address_locality"),
        Industry = Field("companies", "industry", "industry", organization),
        Size = Field("companies", "size", "employee_count", organization),
        AnnualRevenue = Wire.Money(Field("companies", "annual_revenue", "annual_revenue", organization)),
        OwnerId = Ref(organization, "owner_id"),
        CreatedAt = Wire.Moment(organization.Text("add_time")),
        UpdatedAt = Wire.Moment(organization.Text("update_time")),
        Custom = fields.Custom("companies", name => Own(organization, name)),
    };

    public Deal Deal(JsonElement deal, IReadOnlyList<Pipeline> pipelines)
    {
        var status = deal.Text("status");
        var stage = OutcomeStages.Of(status is "won" or "lost" ? status : Ref(deal, "stage_id"), Ref(deal, "pipeline_id"), pipelines);
        var created = Wire.Moment(deal.Text("add_time")) ?? DateTimeOffset.UnixEpoch;
        var closed = Wire.Moment(status == "won" ? deal.Text("won_time") ?? deal.Text("close_time") : status == "lost" ? deal.Text("lost_time") ?? deal.Text("close_time") : null);
        var entered = closed ?? Wire.Moment(deal.Text("stage_change_time")) ?? created;
        return new()
        {
            Id = Id(deal),
            Name = Field("deals", "name", "title", deal) ?? $"Deal {Id(deal)}",
            PipelineKey = Ref(deal, "pipeline_id"),
            Stage = stage,
            // All Pipedrive's list tells is when the last stage began.
            History = deal.Text("stage_change_time") is null && closed is null ? [] : [new(stage.Key, entered)],
            CompanyId = Ref(deal, "org_id"),
            CompanyName = deal.Get("org_id").Get("name").Text() ?? deal.Text("org_name"),
            ContactIds = Ref(deal, "person_id") is { } person ? [person] : [],
            OwnerId = Ref(deal, "owner_id") ?? Ref(deal, "user_id"),
            Value = Wire.Money(Field("deals", "value", "value", deal)),
            Currency = Field("deals", "currency", "currency", deal) ?? currency,
            OwnProbability = stage.Kind == StageKind.Open ? Wire.Money(deal.Text("probability")) : null,
            ExpectedClose = Wire.Day(Field("deals", "expected_close", "expected_close_date", deal)),
            ClosedAt = stage.Kind == StageKind.Open ? null : closed ?? entered,
            LostReason = Field("deals", "lost_reason", "lost_reason", deal),
            Source = "pipedrive",
            CreatedAt = created,
            StageEnteredAt = entered,
            LastActivityAt = Wire.Moment(deal.Text("last_activity_date")),
            NextActivityAt = Wire.Moment(deal.Text("next_activity_date")),
            UpdatedAt = Wire.Moment(deal.Text("update_time")),
            Custom = fields.Custom("deals", name => Own(deal, name)),
        };
    }

    public static Activity Activity(ActivityKind kind, JsonElement activity)
    {
        var due = Wire.Moment(activity.Text("due_date") is { } day ? $"{day}T{activity.Text("due_time") ?? "00:00"}" : null);
        var created = Wire.Moment(activity.Text("add_time"));
        return new()
        {
            Id = Id(activity),
            Kind = kind,
            Subject = activity.Text("subject"),
            Description = Texts.Plain(activity.Text("note")) ?? activity.Text("public_description"),
            Outcome = activity.Text("done") == "true" ? "done" : "planned",
            Duration = TimeSpan.TryParse(activity.Text("duration"), CultureInfo.InvariantCulture, out var took) && took > TimeSpan.Zero ? took : null,
            OwnerId = Ref(activity, "owner_id") ?? Ref(activity, "assigned_to_user_id") ?? Ref(activity, "user_id"),
            DealId = Ref(activity, "deal_id"),
            LeadId = activity.Text("lead_id"),
            ContactId = Ref(activity, "person_id") ?? activity.Items("participants").OrderByDescending(p => p.Text("primary") == "true").Select(p => Ref(p, "person_id")).FirstOrDefault(),
            CompanyId = Ref(activity, "org_id"),
            ScheduledAt = due,
            CompletedAt = activity.Text("done") == "true" ? Wire.Moment(activity.Text("marked_as_done_time")) is { } marked && due is null ? marked : due ?? created : null,
            CreatedAt = created,
            UpdatedAt = Wire.Moment(activity.Text("update_time")),
        };
    }

    public static Activity Note(JsonElement note) => new()
    {
        Id = Id(note),
        Kind = ActivityKind.Note,
        Description = Texts.Plain(note.Text("content")),
        OwnerId = Ref(note, "user_id"),
        DealId = Ref(note, "deal_id"),
        LeadId = note.Text("lead_id"),
        ContactId = Ref(note, "person_id"),
        CompanyId = Ref(note, "org_id"),
        CompletedAt = Wire.Moment(note.Text("add_time")),
        CreatedAt = Wire.Moment(note.Text("add_time")),
        UpdatedAt = Wire.Moment(note.Text("update_time")),
    };

    public static Lead Lead(JsonElement lead) => new()
    {
        Id = Id(lead),
        ContactId = Ref(lead, "person_id"),
        OwnerId = Ref(lead, "owner_id"),
        Source = lead.Text("source_name") ?? lead.Text("origin"),
        CreatedAt = Wire.Moment(lead.Text("add_time")),
    };

    /// <summary>v2 writes a partner's id, v1 wrote an object around it.</summary>
    static string? Ref(JsonElement record, string name) => record.Text(name) ?? record.Get(name).Get("value").Text() ?? record.Get(name).Get("id").Text();

    static string? First(JsonElement person, string list, string old)
    {
        var all = person.Items(list).Concat(person.Items(old)).ToList();
        return all.OrderByDescending(e => e.Text("primary") == "true").Select(e => e.Text("value")).FirstOrDefault(v => v is not null) ?? person.Text(old);
    }

    string? Field(string kind, string ours, string usual, JsonElement record) => fields.Theirs(kind, ours, usual) is { Length: > 0 } theirs ? Own(record, theirs) : null;

    /// <summary>The account's own fields stand apart, under names of forty signs.</summary>
    static string? Own(JsonElement record, string name) => record.Text(name) ?? record.Get("custom_fields").Get(name) switch
    {
        { ValueKind: JsonValueKind.Object } inner => inner.Text("value"),
        var plain => plain.Text(),
    };
}

using System.Text.Json;
using Rainmaker.Connectors.Http;
using Rainmaker.Crm;

namespace Rainmaker.Connectors.Salesforce;

/// <summary>Salesforce's records in our words.</summary>
sealed class SalesforceRecords(FieldMap fields, string currency)
{
    /// <summary>Where an object's query left the id out, its address ends in it.</summary>
    public static string Id(JsonElement record) => record.Text("Id") ?? record.Text("id") ?? record.Get("attributes").Get("url").Text()?.Split('/')[^1]
        ?? throw new CrmFault(CrmFaultKind.UnexpectedAnswer, "salesforce", "Salesforce sent a record without an id.");

    public static Owner Owner(JsonElement user) => new() { Id = Id(user), Name = user.Text("Name") ?? user.Text("Email") ?? $"User {Id(user)}", Email = user.Text("Email"), IsActive = user.Text("IsActive") != "false" };

    public static Stage Stage(JsonElement stage, int position)
    {
        var (closed, won) = (stage.Text("IsClosed") == "true", stage.Text("IsWon") == "true");
        var key = stage.Text("ApiName") ?? stage.Text("MasterLabel") ?? Id(stage);
        return new() { Key = key, Label = stage.Text("MasterLabel") ?? key, Probability = Wire.Money(stage.Text("DefaultProbability")), Kind = won ? StageKind.Won : closed ? StageKind.Lost : StageKind.Open, Position = position };
    }

    public Contact Contact(JsonElement record)
    {
        var isLead = record.Get("attributes").Get("type").Text() == "Lead" || Id(record).StartsWith("00Q", StringComparison.Ordinal);
        var email = record.Text(fields.Theirs("contacts", "email", "Email"));
        var name = record.Text("Name") ?? string.Join(' ', new[] { record.Text("FirstName"), record.Text("LastName") }.OfType<string>());
        var created = Wire.Moment(record.Text("CreatedDate"));
        var status = record.Text(fields.Theirs("contacts", "lead_status", "Status"));
        return new()
        {
            Id = Id(record),
            Name = name.Length > 0 ? name : email ?? record.Text("Company") ?? $"{(isLead ? "Lead" : "Contact")} {Id(record)}",
            Email = email,
            Phone = record.Text(fields.Theirs("contacts", "phone", "Phone")) ?? record.Text("MobilePhone"),
            JobTitle = record.Text(fields.Theirs("contacts", "job_title", "Title")),
            CompanyId = record.Text("AccountId"),
            CompanyName = record.Text("Company"),
            OwnerId = record.Text("OwnerId"),
            IsLead = isLead,
            LeadStatus = isLead ? status : null,
            Lifecycle = isLead ? new(LifecycleStage.Lead, status ?? "Lead", created is { } at ? [new(LifecycleStage.Lead, at)] : []) : null,
            Web = record.Text("LeadSource") is { } source ? new() { OriginalSource = source } : null,
            LastTouchedAt = Wire.Moment(record.Text("LastActivityDate")),
            CreatedAt = created,
            UpdatedAt = Wire.Moment(record.Text("SystemModstamp") ?? record.Text("LastModifiedDate")),
            Custom = fields.Custom("contacts", name => record.Text(name)),
        };
    }

    public Company Company(JsonElement record) => new()
    {
        Id = Id(record),
        Name = record.Text(fields.Theirs("companies", "name", "Name")) ?? $"Account {Id(record)}",
        Domain = Texts.Host(record.Text(fields.Theirs("companies", "domain", "Website"))),
        Country = record.Text("BillingCountry") is { Length: 2 } code ? code.ToUpperInvariant() : null,
        City = record.Text("BillingCity"),
        Industry = record.Text(fields.Theirs("companies", "industry", "Industry")),
        Size = record.Text(fields.Theirs("companies", "size", "NumberOfEmployees")),
        AnnualRevenue = Wire.Money(record.Text(fields.Theirs("companies", "annual_revenue", "AnnualRevenue"))),
        OwnerId = record.Text("OwnerId"),
        CreatedAt = Wire.Moment(record.Text("CreatedDate")),
        UpdatedAt = Wire.Moment(record.Text("SystemModstamp") ?? record.Text("LastModifiedDate")),
        Custom = fields.Custom("companies", name => record.Text(name)),
    };

    public Deal Deal(JsonElement record, IReadOnlyList<Stage> stages)
    {
        var history = record.Get("OpportunityHistories").Get("records").Items()
            .Select(h => (Stage: h.Text("StageName"), At: Wire.Moment(h.Text("CreatedDate")))).Where(h => h is { Stage: not null, At: not null }).OrderBy(h => h.At)
            .Select(h => new StageEntered(h.Stage!, h.At!.Value)).ToList();
        // A history row is written at any change of sum or date too; only a new stage counts.
        var entered = history.Where((h, at) => at == 0 || history[at - 1].Stage != h.Stage).ToList();
        var stage = StageOf(record, stages);
        var created = Wire.Moment(record.Text("CreatedDate")) ?? DateTimeOffset.UnixEpoch;
        var since = Wire.Moment(record.Text("LastStageChangeDate")) ?? (entered.Count > 0 ? entered[^1].At : created);
        var closes = record.Text(fields.Theirs("deals", "expected_close", "CloseDate"));
        return new()
        {
            Id = Id(record),
            Name = record.Text(fields.Theirs("deals", "name", "Name")) ?? $"Opportunity {Id(record)}",
            PipelineKey = record.Text("RecordTypeId") ?? "default",
            Stage = stage,
            History = entered,
            CompanyId = record.Text("AccountId"),
            CompanyName = record.Get("Account").Get("Name").Text() ?? record.Text("Account.Name"),
            ContactIds = [.. record.Get("OpportunityContactRoles").Get("records").Items().OrderByDescending(r => r.Text("IsPrimary") == "true").Select(r => r.Text("ContactId")).OfType<string>().Distinct()],
            OwnerId = record.Text("OwnerId"),
            Value = Wire.Money(record.Text(fields.Theirs("deals", "value", "Amount"))),
            Currency = record.Text(fields.Theirs("deals", "currency", "CurrencyIsoCode")) ?? currency,
            OwnProbability = Wire.Money(record.Text("Probability")) is { } own && own != stage.Probability ? own : null,
            ExpectedClose = Wire.Day(closes),
            // The day is all Salesforce keeps; the change of stage tells the hour.
            ClosedAt = stage.Kind == StageKind.Open ? null : Wire.Moment(closes) ?? since,
            LostReason = record.Text(fields.Theirs("deals", "lost_reason", "Loss_Reason__c")),
            Source = "salesforce",
            CreatedAt = created,
            StageEnteredAt = since,
            LastActivityAt = Wire.Moment(record.Text("LastActivityDate")),
            UpdatedAt = Wire.Moment(record.Text("SystemModstamp") ?? record.Text("LastModifiedDate")),
            Custom = fields.Custom("deals", name => record.Text(name)),
        };
    }

    public static Activity Activity(ActivityKind kind, JsonElement record, DateTimeOffset now)
    {
        var (who, what) = (record.Text("WhoId"), record.Text("WhatId") ?? record.Text("ParentId"));
        var starts = Wire.Moment(record.Text("StartDateTime"));
        var due = Wire.Moment(record.Text("ActivityDate"));
        var created = Wire.Moment(record.Text("CreatedDate"));
        var minutes = Wire.Whole(record.Text("DurationInMinutes"));
        return new()
        {
            Id = Id(record),
            Kind = kind,
            Subject = record.Text("Subject") ?? record.Text("Title"),
            Description = record.Text("Description") ?? record.Text("Body"),
            Outcome = record.Text("CallDisposition") ?? record.Text("Status"),
            Direction = record.Text("CallType") switch { "Inbound" => ActivityDirection.In, "Outbound" => ActivityDirection.Out, _ => null },
            Duration = Wire.Whole(record.Text("CallDurationInSeconds")) is { } seconds ? TimeSpan.FromSeconds(seconds) : minutes is { } m ? TimeSpan.FromMinutes(m) : null,
            OwnerId = record.Text("OwnerId"),
            // The first three signs of an id tell what it is: contact, lead, opportunity, account.
            ContactId = who?.StartsWith("003", StringComparison.Ordinal) == true || who?.StartsWith("00Q", StringComparison.Ordinal) == true ? who : what?.StartsWith("003", StringComparison.Ordinal) == true ? what : null,
            DealId = what?.StartsWith("006", StringComparison.Ordinal) == true ? what : null,
            CompanyId = what?.StartsWith("001", StringComparison.Ordinal) == true ? what : null,
            ScheduledAt = starts ?? due,
            CompletedAt = kind switch
            {
                ActivityKind.Meeting => starts <= now ? starts : null,
                ActivityKind.Note => created,
                _ => record.Text("IsClosed") == "true" ? Wire.Moment(record.Text("CompletedDateTime")) ?? due ?? created : null,
            },
            CreatedAt = created,
            UpdatedAt = Wire.Moment(record.Text("SystemModstamp")),
        };
    }

    static Stage StageOf(JsonElement record, IReadOnlyList<Stage> stages)
    {
        var key = record.Text("StageName") ?? "unknown";
        return stages.FirstOrDefault(s => s.Key == key || s.Label == key) ?? new()
        {
            Key = key,
            Label = $"{key} (removed)",
            Probability = Wire.Money(record.Text("Probability")),
            Kind = record.Text("IsWon") == "true" ? StageKind.Won : record.Text("IsClosed") == "true" ? StageKind.Lost : StageKind.Open,
            Position = int.MaxValue,
        };
    }
}

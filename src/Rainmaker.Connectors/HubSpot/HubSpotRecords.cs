using System.Text.Json;
using Rainmaker.Connectors.Http;
using Rainmaker.Crm;

namespace Rainmaker.Connectors.HubSpot;

/// <summary>HubSpot's records in our words. All of HubSpot's values are text or null.</summary>
sealed class HubSpotRecords(FieldMap fields, string currency)
{
    static readonly Dictionary<string, LifecycleStage> _lifecycle = HubSpotProperties.Lifecycle.ToDictionary(l => l.Value, l => l.Key);

    public static string Id(JsonElement record) => record.Text("id") ?? throw new CrmFault(CrmFaultKind.UnexpectedAnswer, "hubspot", "HubSpot sent a record without an id.");

    public static Owner Owner(JsonElement owner) => new()
    {
        Id = Id(owner),
        Name = Name(owner.Text("firstName"), owner.Text("lastName")) ?? owner.Text("email") ?? $"Owner {Id(owner)}",
        Email = owner.Text("email"),
        Team = owner.Items("teams").OrderByDescending(t => t.Text("primary") == "true").Select(t => t.Text("name")).FirstOrDefault(),
        IsActive = owner.Text("archived") != "true",
    };

    public static Pipeline Pipeline(JsonElement pipeline) => new()
    {
        Key = Id(pipeline),
        Label = pipeline.Text("label") ?? Id(pipeline),
        Stages = [.. pipeline.Items("stages").OrderBy(s => Wire.Whole(s.Text("displayOrder")) ?? int.MaxValue).Select(Stage)],
    };

    public Contact Contact(JsonElement record)
    {
        var properties = record.Get("properties");
        string? Of(string name) => properties.Get(name).Text();
        var email = Of(fields.Theirs("contacts", "email", "email"));
        return new()
        {
            Id = Id(record),
            Name = Name(Of("firstname"), Of("lastname")) ?? email ?? Of("company") ?? $"Contact {Id(record)}",
            Email = email,
            Phone = Of(fields.Theirs("contacts", "phone", "phone")) ?? Of("mobilephone"),
            JobTitle = Of(fields.Theirs("contacts", "job_title", "jobtitle")),
            CompanyId = Of("associatedcompanyid"),
            CompanyName = Of("company"),
            OwnerId = Of("hubspot_owner_id"),
            Lifecycle = Lifecycle(record, Of(fields.Theirs("contacts", "lifecycle", "lifecyclestage"))),
            LeadStatus = Of(fields.Theirs("contacts", "lead_status", "hs_lead_status")),
            Web = Web(Of),
            Touches = Wire.Whole(Of("num_contacted_notes")),
            LastTouchedAt = Wire.Moment(Of("notes_last_contacted")),
            CreatedAt = Wire.Moment(Of("createdate") ?? record.Text("createdAt")),
            UpdatedAt = Wire.Moment(Of("lastmodifieddate") ?? record.Text("updatedAt")),
            Custom = fields.Custom("contacts", Of),
        };
    }

    public Company Company(JsonElement record)
    {
        var properties = record.Get("properties");
        string? Of(string name) => properties.Get(name).Text();
        return new()
        {
            Id = Id(record),
            Name = Of(fields.Theirs("companies", "name", "name")) ?? Of("domain") ?? $"Company {Id(record)}",
            Domain = Texts.Host(Of(fields.Theirs("companies", "domain", "domain"))),
            Country = Of("country") is { Length: 2 } code ? code.ToUpperInvariant() : null,
            City = Of("city"),
            Industry = Of(fields.Theirs("companies", "industry", "industry")),
            Size = Of(fields.Theirs("companies", "size", "numberofemployees")),
            AnnualRevenue = Wire.Money(Of(fields.Theirs("companies", "annual_revenue", "annualrevenue"))),
            OwnerId = Of("hubspot_owner_id"),
            Lifecycle = Lifecycle(record, Of("lifecyclestage")),
            CreatedAt = Wire.Moment(Of("createdate") ?? record.Text("createdAt")),
            UpdatedAt = Wire.Moment(Of("hs_lastmodifieddate") ?? record.Text("updatedAt")),
            Custom = fields.Custom("companies", Of),
        };
    }

    public Deal Deal(JsonElement record, IReadOnlyList<Pipeline> pipelines)
    {
        var properties = record.Get("properties");
        string? Of(string name) => properties.Get(name).Text();
        var created = Wire.Moment(Of("createdate") ?? record.Text("createdAt")) ?? DateTimeOffset.UnixEpoch;
        var history = StageHistory(record);
        var stage = StageOf(Of, pipelines);
        var closes = Of(fields.Theirs("deals", "expected_close", "closedate"));
        return new()
        {
            Id = Id(record),
            Name = Of(fields.Theirs("deals", "name", "dealname")) ?? $"Deal {Id(record)}",
            PipelineKey = Of("pipeline"),
            Stage = stage,
            History = history,
            OwnerId = Of("hubspot_owner_id"),
            Value = Wire.Money(Of(fields.Theirs("deals", "value", "amount"))),
            Currency = Of(fields.Theirs("deals", "currency", "deal_currency_code")) ?? currency,
            BaseValue = Wire.Money(Of("amount_in_home_currency")),
            // The stage's own is repeated on every deal; only what differs was set by someone.
            OwnProbability = Wire.Money(Of("hs_deal_stage_probability")) * 100 is { } own && own != stage.Probability ? own : null,
            ExpectedClose = Wire.Day(closes),
            ClosedAt = stage.Kind == StageKind.Open ? null : Wire.Moment(closes),
            LostReason = Of(fields.Theirs("deals", "lost_reason", "closed_lost_reason")),
            Source = "hubspot",
            CreatedAt = created,
            StageEnteredAt = history.Count > 0 ? history[^1].At : created,
            LastActivityAt = Wire.Moment(Of("notes_last_contacted")),
            NextActivityAt = Wire.Moment(Of("notes_next_activity_date")),
            UpdatedAt = Wire.Moment(Of("hs_lastmodifieddate") ?? record.Text("updatedAt")),
            Custom = fields.Custom("deals", Of),
        };
    }

    static Stage Stage(JsonElement stage, int position)
    {
        var about = stage.Get("metadata");
        var chance = Wire.Money(about.Get("probability").Text());
        var closed = Wire.Flag(about.Get("isClosed").Text()) ?? chance is 0 or 1;
        return new()
        {
            Key = Id(stage),
            Label = stage.Text("label") ?? Id(stage),
            Probability = chance * 100,
            Kind = !closed ? StageKind.Open : chance == 1 ? StageKind.Won : StageKind.Lost,
            Position = position,
        };
    }

    /// <summary>A deal may stand in a stage that was removed from its pipeline since: it keeps the stage's key, and what HubSpot says of being closed holds.</summary>
    static Stage StageOf(Func<string, string?> of, IReadOnlyList<Pipeline> pipelines)
    {
        var key = of("dealstage") ?? "unknown";
        var pipeline = pipelines.FirstOrDefault(p => p.Key == of("pipeline"));
        return pipeline?.Stage(key) ?? pipelines.Select(p => p.Stage(key)).FirstOrDefault(s => s is not null) ?? new()
        {
            Key = key,
            Label = $"{key} (removed)",
            Probability = Wire.Money(of("hs_deal_stage_probability")) * 100,
            Kind = Wire.Flag(of("hs_is_closed_won")) == true ? StageKind.Won : Wire.Flag(of("hs_is_closed")) == true ? StageKind.Lost : StageKind.Open,
            Position = int.MaxValue,
        };
    }

    static IReadOnlyList<StageEntered> StageHistory(JsonElement record) =>
        [.. from entry in record.Get("propertiesWithHistory").Get("dealstage").Items()
            let at = Wire.Moment(entry.Text("timestamp"))
            let stage = entry.Text("value")
            where at is not null && stage is not null
            orderby at
            select new StageEntered(stage, at.Value)];

    static Lifecycle? Lifecycle(JsonElement record, string? word)
    {
        if (word is null)
            return null;
        var entered = record.Get("propertiesWithHistory").Get("lifecyclestage").Items()
            .Select(e => (Stage: e.Text("value"), At: Wire.Moment(e.Text("timestamp"))))
            .Concat(HubSpotProperties.Lifecycle.Values.Select(s => (Stage: (string?)s, At: Wire.Moment(record.Get("properties").Get(HubSpotProperties.LifecycleDate(s)).Text()))))
            .Where(e => e is { Stage: not null, At: not null } && _lifecycle.ContainsKey(e.Stage))
            .Select(e => new LifecycleEntered(_lifecycle[e.Stage!], e.At!.Value))
            .OrderBy(e => e.At);
        return new(_lifecycle.TryGetValue(word, out var stage) ? stage : null, word, [.. entered.DistinctBy(e => (e.Stage, e.At))]);
    }

    static WebSignals? Web(Func<string, string?> of)
    {
        var web = new WebSignals
        {
            OriginalSource = of("hs_analytics_source"),
            LatestSource = of("hs_latest_source"),
            PageViews = Wire.Whole(of("hs_analytics_num_page_views")),
            Sessions = Wire.Whole(of("hs_analytics_num_visits")),
            FirstVisitAt = Wire.Moment(of("hs_analytics_first_visit_timestamp") ?? of("hs_analytics_first_timestamp")),
            LastVisitAt = Wire.Moment(of("hs_analytics_last_visit_timestamp") ?? of("hs_analytics_last_timestamp")),
            Conversions = Wire.Whole(of("num_conversion_events")),
        };
        return web == new WebSignals() ? null : web;
    }

    static string? Name(string? first, string? last) => string.Join(' ', new[] { first, last }.Where(n => n is not null)) is { Length: > 0 } name ? name : null;
}

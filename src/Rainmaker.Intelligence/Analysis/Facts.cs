using Rainmaker.Crm;
using Rainmaker.Intelligence.Targets;

namespace Rainmaker.Intelligence.Analysis;

/// <summary>What is counted of one contact.</summary>
public struct ContactFacts
{
    /// <summary>Told only where it matters: behind a deal, or among the most engaged.</summary>
    public string? Id { get; set; }
    public string? Name { get; set; }
    public string? Owner { get; set; }
    public string? Source { get; set; }
    public string? LatestSource { get; set; }
    public string? Status { get; set; }

    /// <summary>The CRM's own word for its lifecycle stage.</summary>
    public string? Lifecycle { get; set; }
    public DateTimeOffset? Created { get; set; }
    public DateTimeOffset? Lead { get; set; }
    public DateTimeOffset? Mql { get; set; }
    public DateTimeOffset? Sql { get; set; }
    public DateTimeOffset? Opportunity { get; set; }
    public DateTimeOffset? Customer { get; set; }
    public int? PageViews { get; set; }
    public int? Sessions { get; set; }
    public int? Conversions { get; set; }
    public int? Touches { get; set; }
    public DateTimeOffset? FirstVisit { get; set; }
    public DateTimeOffset? LastVisit { get; set; }
    public DateTimeOffset? LastTouched { get; set; }
    public bool HasCompany { get; set; }

    /// <summary>The furthest step reached; null for those who are no lead: subscribers, and what the CRM calls other.</summary>
    public readonly FunnelStep? Reached
    {
        get
        {
            var now = Lifecycle switch
            {
                "marketingqualifiedlead" => (int)FunnelStep.Mql,
                "salesqualifiedlead" => (int)FunnelStep.Sql,
                "opportunity" => (int)FunnelStep.Opportunity,
                "customer" or "evangelist" => (int)FunnelStep.Customer,
                "subscriber" or "other" => -1,
                _ => (int)FunnelStep.Lead,
            };
            var once = Customer is not null ? 4 : Opportunity is not null ? 3 : Sql is not null ? 2 : Mql is not null ? 1 : -1;
            return Math.Max(now, once) is >= 0 and var step ? (FunnelStep)step : null;
        }
    }

    /// <summary>When a step was reached: its own date, else that of the next step known, else the contact's first day.</summary>
    public readonly DateTimeOffset? At(FunnelStep step) => step switch
    {
        FunnelStep.Lead => Lead ?? Created,
        FunnelStep.Mql => Mql ?? Sql ?? Opportunity ?? Customer ?? Created,
        FunnelStep.Sql => Sql ?? Opportunity ?? Customer ?? Created,
        FunnelStep.Opportunity => Opportunity ?? Customer ?? Created,
        _ => Customer ?? Created,
    };

    /// <summary>How much there was between them and us: a touch counts five, a conversion three, a session one.</summary>
    public readonly int Engagement => (int)Math.Clamp((5L * (Touches ?? 0)) + (3L * (Conversions ?? 0)) + (Sessions ?? 0), 0, int.MaxValue);

    public static ContactFacts Of(Contact contact) => new()
    {
        Id = contact.Id,
        Name = contact.Name,
        Owner = contact.OwnerId,
        Source = contact.Web?.OriginalSource,
        LatestSource = contact.Web?.LatestSource,
        Status = contact.LeadStatus,
        Lifecycle = contact.Lifecycle is { Stage: { } stage } ? Word(stage) : contact.Lifecycle?.Word ?? (contact.IsLead ? "lead" : null),
        Created = contact.CreatedAt,
        Lead = contact.Lifecycle?.FirstEntered(LifecycleStage.Lead),
        Mql = contact.Lifecycle?.FirstEntered(LifecycleStage.MarketingQualified),
        Sql = contact.Lifecycle?.FirstEntered(LifecycleStage.SalesQualified),
        Opportunity = contact.Lifecycle?.FirstEntered(LifecycleStage.Opportunity),
        Customer = contact.Lifecycle?.FirstEntered(LifecycleStage.Customer),
        PageViews = contact.Web?.PageViews,
        Sessions = contact.Web?.Sessions,
        Conversions = contact.Web?.Conversions,
        Touches = contact.Touches,
        FirstVisit = contact.Web?.FirstVisitAt,
        LastVisit = contact.Web?.LastVisitAt,
        LastTouched = contact.LastTouchedAt,
        HasCompany = contact.CompanyId is not null,
    };

    /// <summary>The word of a step, as <see cref="Lifecycle"/> holds it.</summary>
    public static string Word(FunnelStep step) => Word((LifecycleStage)((int)LifecycleStage.Lead + (int)step));

    static string Word(LifecycleStage stage) => stage switch
    {
        LifecycleStage.MarketingQualified => "marketingqualifiedlead",
        LifecycleStage.SalesQualified => "salesqualifiedlead",
        _ => stage.ToString().ToLowerInvariant(),
    };
}

/// <summary>What is counted of one company.</summary>
public readonly record struct CompanyFacts(string? Owner, string? Industry, DateTimeOffset? Created);

/// <summary>What is counted of one activity.</summary>
/// <param name="Done">When it was done; null while it is planned, open or called off.</param>
public readonly record struct ActivityFacts(ActivityKind Kind, string? Owner, DateTimeOffset? Done);

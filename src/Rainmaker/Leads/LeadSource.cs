using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rainmaker.Crm;

namespace Rainmaker.Leads;

/// <summary>Where leads come from, with the logic that belongs to the place. Tenants add their own to the built-in ones.</summary>
public sealed class LeadSource : ITenantOwned, IVersioned
{
    public required Guid TenantId { get; init; }

    /// <summary>The word on the wire, such as <c>google_ads</c>.</summary>
    public required string Key { get; init; }
    public required string Label { get; set; }
    public bool IsBuiltIn { get; init; }

    /// <summary>Fields that a lead of this source must have, by their names on the wire.</summary>
    public string[] RequiredFields { get; set; } = [];
    public string[] DefaultTags { get; set; } = [];

    /// <summary>Starting priority for as long as the score says nothing stronger.</summary>
    public LeadPriority? DefaultPriority { get; set; }

    /// <summary>Who gets its leads before any rule is asked.</summary>
    public Guid? DefaultOwnerId { get; set; }

    /// <summary>What the place calls our fields: <c>{"full_name": "name"}</c>.</summary>
    public IReadOnlyDictionary<string, string> FieldAliases { get; set; } = new Dictionary<string, string>();
    public uint Version { get; init; }

    /// <summary>The words of seeds 000 and 003 with those that both leave out (K3).</summary>
    public static readonly IReadOnlyDictionary<string, string> BuiltIn = new Dictionary<string, string>
    {
        ["website"] = "Website", ["google_ads"] = "Google Ads", ["facebook"] = "Facebook", ["privy"] = "Privy", ["typeform"] = "Typeform",
        ["referral"] = "Referral", ["email"] = "E-mail", ["api"] = "API", ["bulk_upload"] = "Bulk upload", ["manual"] = "Manual",
        ["hubspot"] = "HubSpot", ["salesforce"] = "Salesforce", ["pipedrive"] = "Pipedrive", ["nutshell"] = "Nutshell", ["demo"] = "Demo",
    };
}

/// <summary>A new tenant knows the built-in sources.</summary>
public sealed class BeginWithSources : ITenantBeginning
{
    public void Begin(SalesDb db) => db.AddRange(LeadSource.BuiltIn.Select(source =>
        new LeadSource { TenantId = db.TenantId, Key = source.Key, Label = source.Value, IsBuiltIn = true }));
}

sealed class LeadSourceTable : IEntityTypeConfiguration<LeadSource>
{
    public void Configure(EntityTypeBuilder<LeadSource> builder)
    {
        builder.ToTable("lead_source");
        builder.HasKey(s => new { s.TenantId, s.Key });
        builder.Property(s => s.FieldAliases).IsJson();
    }
}

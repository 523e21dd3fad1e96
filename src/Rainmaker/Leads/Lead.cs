using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rainmaker.Crm;

namespace Rainmaker.Leads;

/// <summary>A person or company that showed interest, before qualification. E-mail and numbers are sealed as <c>lead.email</c>, <c>lead.phone</c>, <c>lead.whatsapp</c>.</summary>
public sealed class Lead : IAudited, ISoftDeleted
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    public string? ExternalId { get; set; }
    public required string Name { get; set; }
    public string? FirstName { get; set; }
    public string? LastName { get; set; }
    public string? JobTitle { get; set; }
    public string? Company { get; set; }

    /// <summary>The company on record that it was recognised as belonging to.</summary>
    public Guid? CompanyId { get; set; }
    public string? Domain { get; set; }
    public string? Industry { get; set; }
    public string? CompanySize { get; set; }

    /// <summary>ISO 3166 alpha-2, or as typed where no country is called that.</summary>
    public string? Country { get; set; }
    public string? Region { get; set; }
    public string? City { get; set; }
    public string? PostalCode { get; set; }
    public byte[]? EmailSealed { get; set; }
    public byte[]? EmailHash { get; set; }
    public byte[]? PhoneSealed { get; set; }
    public byte[]? PhoneHash { get; set; }

    /// <summary>Whether the number could be read; one kept as typed is never matched on.</summary>
    public bool PhoneVerified { get; set; }
    public byte[]? WhatsappSealed { get; set; }
    public byte[]? WhatsappHash { get; set; }

    /// <summary>Keyed hash of normalised name and company.</summary>
    public byte[]? NameCompanyHash { get; set; }

    /// <summary>Keyed hashes of what likely duplicates share, for comparison inside a job (K16).</summary>
    public byte[][] BlockingKeys { get; set; } = [];

    /// <summary>What was typed where normalising changed it, as a sealed JSON object: it holds addresses.</summary>
    public byte[]? TypedSealed { get; set; }
    public required string Source { get; set; }
    public LeadStatus Status { get; set; }
    public string? SpamReason { get; set; }
    public LeadPriority Priority { get; set; } = LeadPriority.Cold;

    /// <summary>A priority set by hand survives every recomputation.</summary>
    public PriorityOrigin PriorityOrigin { get; set; }
    public ProspectiveType? ProspectiveType { get; set; }
    public string[] Tags { get; set; } = [];
    public string? Notes { get; set; }
    public string? Timeline { get; set; }
    public string? Budget { get; set; }
    public string? DecisionMaker { get; set; }
    public string? Competitor { get; set; }

    /// <summary>What was agreed to, when and where, as JSON.</summary>
    public string? Consent { get; set; }

    /// <summary>Fields of the public form that have no column here, as JSON; capped.</summary>
    public string? Unmapped { get; set; }

    /// <summary>0 to 100; null while nothing was judged, as with spam.</summary>
    public decimal? AiScore { get; set; }
    public string? AiQualificationSummary { get; set; }
    public ScoreDetail? ScoreReasons { get; set; }

    /// <summary>What each step of the capture did and why.</summary>
    public LeadTrace Trace { get; set; } = new();

    /// <summary>Fields a person typed: an anonymous form never overwrites them (K44).</summary>
    public string[] TypedByPerson { get; set; } = [];

    /// <summary>Values that newer ones displaced, oldest first.</summary>
    public OlderValue[] OlderValues { get; set; } = [];
    public TouchDetail? FirstTouch { get; set; }
    public TouchDetail? LastTouch { get; set; }
    public Guid? OwnerId { get; set; }

    /// <summary>What it was converted into.</summary>
    public Guid? DealId { get; set; }
    public DateTimeOffset? ConvertedAt { get; set; }
    public DateTimeOffset? FirstContactedAt { get; set; }
    public DateTimeOffset? LastActivityAt { get; set; }
    public DateTimeOffset? NextActivityAt { get; set; }
    public Guid? CreatedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>The ETag: what people and captures change. Scores come and go without making anybody's form stale.</summary>
    public uint Edition => EditionOf(UpdatedAt);
    public bool IsConverted => Status == LeadStatus.Converted;
    public bool IsSpam => Status == LeadStatus.Spam;

    public static uint EditionOf(DateTimeOffset updatedAt) => (uint)(updatedAt.UtcTicks / TimeSpan.TicksPerMicrosecond);
}

public enum PriorityOrigin { Computed, Manual }

sealed class LeadTable : IEntityTypeConfiguration<Lead>
{
    public void Configure(EntityTypeBuilder<Lead> builder)
    {
        builder.ToTable("lead");
        builder.Ignore(l => l.IsConverted).Ignore(l => l.IsSpam).Ignore(l => l.Edition);
        builder.Property(l => l.UpdatedAt).IsConcurrencyToken();
        builder.Property(l => l.Consent).HasColumnType("jsonb");
        builder.Property(l => l.Unmapped).HasColumnType("jsonb");
        builder.Property(l => l.BlockingKeys).HasColumnType("bytea[]").IsDerived();
        builder.Property(l => l.NameCompanyHash).IsDerived();
        builder.Property(l => l.ScoreReasons).IsJson().IsDerived();
        builder.Property(l => l.AiQualificationSummary).IsDerived();
        builder.Property(l => l.Trace).IsJson().IsDerived();
        builder.Property(l => l.OlderValues).IsJson().IsDerived();
        builder.Property(l => l.FirstTouch).IsJson().IsDerived();
        builder.Property(l => l.LastTouch).IsJson().IsDerived();
    }
}

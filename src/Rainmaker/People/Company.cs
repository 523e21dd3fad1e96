using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rainmaker.People;

/// <summary>An organisation that leads come from and deals are made with.</summary>
public sealed class Company : IAudited, IVersioned, ISoftDeleted
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    public required string Name { get; set; }

    /// <summary>What two spellings of one company share: folded, without the legal form. From <c>CompanyName.Key</c>.</summary>
    public required string NameKey { get; set; }

    /// <summary>Of its website or mail, such as <c>acme.com</c>; never a free-mail service's.</summary>
    public string? Domain { get; set; }
    public string? Industry { get; set; }
    public string? Size { get; set; }

    /// <summary>ISO 3166 alpha-2.</summary>
    public string? Country { get; set; }
    public string? Region { get; set; }
    public string? City { get; set; }
    public Guid? OwnerId { get; set; }
    public string? ExternalId { get; set; }
    public string Source { get; set; } = "manual";

    /// <summary>Where each value came from: <c>{"industry": "lead"}</c>.</summary>
    public IReadOnlyDictionary<string, string> Origins { get; set; } = new Dictionary<string, string>();
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }
    public uint Version { get; init; }
}

sealed class CompanyTable : IEntityTypeConfiguration<Company>
{
    public void Configure(EntityTypeBuilder<Company> builder)
    {
        builder.ToTable("company");
        builder.Property(c => c.Origins).IsJson();
    }
}

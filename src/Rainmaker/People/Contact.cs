using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rainmaker.People;

/// <summary>A person one deals with. E-mail and numbers are sealed as <c>contact.email</c>, <c>contact.phone</c>, <c>contact.whatsapp</c> (<see cref="Address"/>).</summary>
public sealed class Contact : IAudited, IVersioned, ISoftDeleted
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    public Guid? CompanyId { get; set; }
    public required string Name { get; set; }
    public string? FirstName { get; set; }
    public string? LastName { get; set; }
    public string? JobTitle { get; set; }
    public byte[]? EmailSealed { get; set; }
    public byte[]? EmailHash { get; set; }
    public byte[]? PhoneSealed { get; set; }
    public byte[]? PhoneHash { get; set; }
    public byte[]? WhatsappSealed { get; set; }
    public byte[]? WhatsappHash { get; set; }

    /// <summary>ISO 3166 alpha-2.</summary>
    public string? Country { get; set; }
    public Guid? OwnerId { get; set; }

    /// <summary>The lead this person came as.</summary>
    public Guid? LeadId { get; set; }
    public string? ExternalId { get; set; }
    public string Source { get; set; } = "manual";
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }
    public uint Version { get; init; }
}

sealed class ContactTable : IEntityTypeConfiguration<Contact>
{
    public void Configure(EntityTypeBuilder<Contact> builder) => builder.ToTable("contact");
}

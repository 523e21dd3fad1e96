using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rainmaker.Teams;

/// <summary>A public capture form. Its key stands in the page that embeds it, so it names the tenant and is no secret.</summary>
public sealed class Form : IAudited
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }

    /// <summary>Unique in the tenant and, being random, in the installation.</summary>
    public required string Key { get; init; }
    public required string Name { get; set; }

    /// <summary>Key of the source that leads of this form get unless they name another.</summary>
    public string Source { get; set; } = "website";

    /// <summary>Sites that may post from a script, as <c>https://example.com</c>; empty means any.</summary>
    public string[] AllowedOrigins { get; set; } = [];

    /// <summary>Where a posted HTML form may ask to be sent afterwards.</summary>
    public string[] RedirectUrls { get; set; } = [];

    /// <summary>Always answers ok, and never tells whether the person is known.</summary>
    public bool IsSilent { get; set; }
    public bool IsActive { get; set; } = true;
    public required DateTimeOffset CreatedAt { get; init; }
}

sealed class FormTable : IEntityTypeConfiguration<Form>
{
    public void Configure(EntityTypeBuilder<Form> builder) => builder.ToTable("form");
}

using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rainmaker.Platform.Identity;

/// <summary>Lets a program in, with a role. The token itself is shown once; only its SHA-256 is kept.</summary>
public sealed class ApiToken : IAudited
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }

    /// <summary>What it is for: <c>website form</c>.</summary>
    public required string Name { get; set; }
    public required Role Role { get; init; }

    /// <summary>Acts as this user, with their sight; null acts for the tenant as nobody in particular.</summary>
    public Guid? UserId { get; init; }
    public required byte[] Hash { get; init; }
    public Guid? CreatedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Null never expires.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
    public DateTimeOffset? RevokedAt { get; set; }
    public DateTimeOffset? LastUsedAt { get; set; }
}

sealed class ApiTokenTable : IEntityTypeConfiguration<ApiToken>
{
    public void Configure(EntityTypeBuilder<ApiToken> builder)
    {
        builder.ToTable("api_token");
        builder.Property(t => t.Hash).IsSecret();
    }
}

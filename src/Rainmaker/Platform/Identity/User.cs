using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rainmaker.Platform.Identity;

/// <summary>A person of the tenant. Most sign in; owners that came with an import do not, until an administrator lets them.</summary>
public sealed class User : IAudited, IVersioned
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    public required string Name { get; set; }
    public required Role Role { get; set; }
    public Guid? TeamId { get; set; }

    /// <summary>A user who left keeps their name on what they did; they neither sign in nor take leads.</summary>
    public bool IsActive { get; set; } = true;
    public bool CanSignIn { get; set; } = true;

    /// <summary>Whether the assignment of leads considers this person.</summary>
    public bool TakesLeads { get; set; }

    /// <summary>Leads a day that may be assigned to them, 0 to 10,000.</summary>
    public int CapacityPerDay { get; set; } = 20;

    /// <summary>Small letters: <c>german</c>, <c>enterprise</c>.</summary>
    public string[] Skills { get; set; } = [];
    public Guid[] TerritoryIds { get; set; } = [];

    public string? Email { get; set; }

    /// <summary>What sign-in looks for; unique in the tenant.</summary>
    public string? NormalizedEmail { get; set; }
    public string? PasswordHash { get; set; }

    /// <summary>Changes with password, role and the like; older sessions end.</summary>
    public string? SecurityStamp { get; set; }

    /// <summary>After too many wrong passwords nobody signs in as this user until then; open sessions go on.</summary>
    public DateTimeOffset? LockoutEnd { get; set; }
    public int AccessFailedCount { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? LastSignedInAt { get; set; }
    public uint Version { get; private set; }

    /// <summary>Addresses that differ only in case are one person's.</summary>
    public static string? Normalize(string? email) => string.IsNullOrWhiteSpace(email) ? null : email.Trim().ToUpperInvariant();
}

sealed class UserTable : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> builder)
    {
        builder.ToTable("app_user");
        builder.HasKey(u => new { u.TenantId, u.Id });
        builder.HasMany<ApiToken>().WithOne().HasForeignKey(t => new { t.TenantId, t.UserId }).OnDelete(DeleteBehavior.ClientNoAction);
        builder.Property(u => u.PasswordHash).IsSecret();
        builder.Property(u => u.SecurityStamp).IsSecret();
        builder.Property(u => u.NormalizedEmail).IsDerived();
    }
}

public static class IdentitySets
{
    extension(SalesDb db)
    {
        public DbSet<User> Users => db.Set<User>();
        public DbSet<ApiToken> ApiTokens => db.Set<ApiToken>();
    }
}

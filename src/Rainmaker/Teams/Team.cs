using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rainmaker.Teams;

/// <summary>People who sell together; their manager sees what they own.</summary>
public sealed class Team : IAudited
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }

    /// <summary>Unique in the tenant.</summary>
    public required string Name { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
}

sealed class TeamTable : IEntityTypeConfiguration<Team>
{
    public void Configure(EntityTypeBuilder<Team> builder)
    {
        builder.ToTable("team");
        builder.HasKey(t => new { t.TenantId, t.Id });
        // A team and its people may be saved together: this tells the order.
        builder.HasMany<User>().WithOne().HasForeignKey(u => new { u.TenantId, u.TeamId }).OnDelete(DeleteBehavior.ClientNoAction);
    }
}

public static class TeamSets
{
    extension(SalesDb db)
    {
        public DbSet<Team> Teams => db.Set<Team>();
        public DbSet<Territory> Territories => db.Set<Territory>();
        public DbSet<Absence> Absences => db.Set<Absence>();
        public DbSet<Form> Forms => db.Set<Form>();
    }
}

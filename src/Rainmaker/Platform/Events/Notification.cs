using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rainmaker.Platform.Events;

/// <summary>Something one user should hear of; at most once per event.</summary>
public sealed class Notification : IEntity
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    public required Guid UserId { get; init; }
    public required Guid EventId { get; init; }

    /// <summary>The event's kind, such as <c>lead.assigned</c>.</summary>
    public required string Kind { get; init; }
    public required string Title { get; init; }
    public string? EntityType { get; init; }
    public Guid? EntityId { get; init; }
    public required DateTimeOffset At { get; init; }
    public DateTimeOffset? ReadAt { get; set; }
}

sealed class NotificationTable : IEntityTypeConfiguration<Notification>
{
    public void Configure(EntityTypeBuilder<Notification> builder) => builder.ToTable("notification");
}

public static class NotificationSets
{
    extension(SalesDb db)
    {
        public DbSet<Notification> Notifications => db.Set<Notification>();
    }
}

using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rainmaker.Crm;

namespace Rainmaker.Activities;

/// <summary>Something done or planned with someone. It belongs to one record, on whose timeline it stands.</summary>
public sealed class Activity : IAudited, ISoftDeleted
{
    public required Guid TenantId { get; init; }

    /// <summary>Made from <see cref="At"/> as it was first: it says in which month's partition the row lies, and never changes.</summary>
    public required Guid Id { get; init; }
    public required EntityType EntityType { get; init; }
    public required Guid EntityId { get; init; }
    public required ActivityKind Kind { get; set; }
    public required string Description { get; set; }
    public bool Completed { get; set; } = true;
    public DateTimeOffset? ScheduledAt { get; set; }
    public DateTimeOffset? CompletedAt { get; set; }

    /// <summary>When it happened, or is planned for: its place on the timeline.</summary>
    public required DateTimeOffset At { get; set; }
    public Guid? CreatedBy { get; init; }

    /// <summary>A JSON object: the length of a call, the subject of a mail.</summary>
    public string Metadata { get; set; } = "{}";
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>The ETag. Not <c>xmin</c>: a write to a partitioned table cannot answer a system column.</summary>
    public uint Version => (uint)(UpdatedAt.UtcTicks / TimeSpan.TicksPerMicrosecond);

    /// <summary>A line that Rainmaker itself writes on a timeline, such as that a lead came in.</summary>
    public static Activity Happened(SalesDb db, EntityType type, Guid entity, ActivityKind kind, string description, DateTimeOffset? at = null, string metadata = "{}") => new()
    {
        TenantId = db.TenantId, Id = Ids.At(at ?? db.Now), EntityType = type, EntityId = entity, Kind = kind, Description = description,
        At = at ?? db.Now, CompletedAt = at ?? db.Now, CreatedBy = db.Actor.Person, Metadata = metadata, CreatedAt = db.Now, UpdatedAt = db.Now,
    };
}

/// <summary>What an activity may belong to. A deal is an opportunity here, as on the wire.</summary>
public enum EntityType { Lead, Opportunity, Customer, Company, Contact }

sealed class ActivityTable : IEntityTypeConfiguration<Activity>
{
    public void Configure(EntityTypeBuilder<Activity> builder)
    {
        builder.ToTable("activity");
        builder.Ignore(a => a.Version);
        builder.Property(a => a.UpdatedAt).IsConcurrencyToken();
        builder.Property(a => a.Metadata).HasColumnType("jsonb");
    }
}

public static class ActivitySets
{
    extension(SalesDb db)
    {
        public DbSet<Activity> Activities => db.Set<Activity>();
    }
}

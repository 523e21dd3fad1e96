using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rainmaker.Platform.Events;

/// <summary>Something that happened in Rainmaker: append-only, written in the transaction of the change it tells of.</summary>
public sealed class Event : IEntity
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }

    /// <summary>Such as <c>lead.created</c>.</summary>
    public required string Kind { get; init; }
    public required string EntityType { get; init; }
    public required Guid EntityId { get; init; }

    /// <summary>Who owned the record then; decides who may hear of it.</summary>
    public Guid? OwnerId { get; init; }
    public Guid? ActorId { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>A small JSON object with what the subscribers need; never personal data.</summary>
    public required string Data { get; init; }

    public T Read<T>() => Json.Read<T>(Data);
}

sealed class EventTable : IEntityTypeConfiguration<Event>
{
    public void Configure(EntityTypeBuilder<Event> builder)
    {
        builder.ToTable("event");
        builder.Property(e => e.Data).HasColumnType("jsonb");
    }
}

/// <summary>One subscriber's copy of an event: due until it is done, dead after too many tries, replayable.</summary>
public sealed class Delivery : IEntity
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    public required Guid EventId { get; init; }
    public required string Subscriber { get; init; }
    public DeliveryState State { get; set; }
    public int Attempts { get; set; }
    public required DateTimeOffset NextTryAt { get; set; }
    public DateTimeOffset? LeasedUntil { get; set; }
    public Guid? Lease { get; set; }
    public string? LastError { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? DoneAt { get; set; }
}

public enum DeliveryState { Due, Done, Dead }

sealed class DeliveryTable : IEntityTypeConfiguration<Delivery>
{
    public void Configure(EntityTypeBuilder<Delivery> builder) => builder.ToTable("delivery");
}

/// <summary>
/// Something that must happen because something else did: a notification, a webhook, a delivery to a CRM. At least once: handling an event
/// twice must change nothing the second time. What it writes commits together with the mark that it is done.
/// </summary>
public interface ISubscriber
{
    /// <summary>Stable: it stands in the delivery rows.</summary>
    string Name { get; }

    bool Wants(string kind);

    /// <summary>For who looks closer than at the kind.</summary>
    bool Wants(Event told) => Wants(told.Kind);

    /// <summary>Calls somebody outside: a worker of its own takes its deliveries from <see cref="Errands"/>, since a call must not hold a transaction.</summary>
    bool IsOutward => false;

    Task Handle(SalesDb db, IReadOnlyList<Event> events, CancellationToken stop);
}

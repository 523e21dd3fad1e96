namespace Rainmaker.Platform.Data;

/// <summary>Lives in one tenant and nowhere else. Its key is (tenant_id, id).</summary>
public interface ITenantOwned
{
    Guid TenantId { get; }
}

/// <summary>Has an id of its own beside the tenant's.</summary>
public interface IEntity : ITenantOwned
{
    Guid Id { get; }
}

/// <summary>Two people may change it at once: the version is PostgreSQL's <c>xmin</c>, the ETag on the wire.</summary>
public interface IVersioned
{
    uint Version { get; }
}

/// <summary>Deleted rows stay for a while; queries do not see them.</summary>
public interface ISoftDeleted
{
    DateTimeOffset? DeletedAt { get; }
}

/// <summary>Every change of it leaves a row in the audit.</summary>
public interface IAudited : IEntity;

/// <summary>Ids are UUIDv7: ordered by time, so that indexes grow at one end and partitions follow from the id alone.</summary>
public static class Ids
{
    public static Guid New(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow());

    public static Guid At(DateTimeOffset at) => Guid.CreateVersion7(at);
}

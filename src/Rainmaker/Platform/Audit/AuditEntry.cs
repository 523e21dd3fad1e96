using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rainmaker.Platform.Audit;

/// <summary>Who did what to which record, before and after. Written in the transaction of the change; its digest is chained right after.</summary>
public sealed class AuditEntry : IEntity
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    public required DateTimeOffset At { get; init; }
    public Guid? ActorId { get; init; }
    public required ActorKind ActorKind { get; init; }
    public required string Action { get; init; }
    public required string ResourceType { get; init; }
    public Guid? ResourceId { get; init; }
    public required AuditOutcome Outcome { get; init; }

    /// <summary>JSON: before, after, metadata. Kept to the letter, since the digest covers it.</summary>
    public required string Detail { get; init; }
    public required byte[] Digest { get; init; }

    public static AuditEntry Of(Actor actor, DateTimeOffset at, string action, string resourceType, Guid? resourceId, AuditOutcome outcome, string detail)
    {
        // PostgreSQL keeps microseconds: the digest must not cover more than can be read back.
        at = new DateTimeOffset(at.UtcTicks - (at.UtcTicks % 10), TimeSpan.Zero);
        var id = Ids.At(at);
        return new AuditEntry
        {
            TenantId = actor.Tenant, Id = id, At = at, ActorId = actor.Person, ActorKind = actor.Kind, Action = action, ResourceType = resourceType,
            ResourceId = resourceId, Outcome = outcome, Detail = detail,
            Digest = DigestOf(actor.Tenant, id, at, actor.Person, actor.Kind, action, resourceType, resourceId, outcome, detail),
        };
    }

    /// <summary>What the digest should be; differs from <see cref="Digest"/> where the row was tampered with.</summary>
    public byte[] Recomputed() => DigestOf(TenantId, Id, At, ActorId, ActorKind, Action, ResourceType, ResourceId, Outcome, Detail);

    static byte[] DigestOf(Guid tenant, Guid id, DateTimeOffset at, Guid? actor, ActorKind kind, string action, string type, Guid? resource, AuditOutcome outcome, string detail) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{tenant}|{id}|{at.UtcTicks / 10}|{actor}|{kind}|{action}|{type}|{resource}|{outcome}|{detail}"));
}

public enum AuditOutcome { Success, Denied, Failed }

/// <summary>One link: the chain value is the digest of the one before and the row's own digest.</summary>
public sealed class AuditSeal : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required long Position { get; init; }
    public required Guid AuditId { get; init; }
    public required byte[] Chain { get; init; }

    public static byte[] Next(byte[] before, byte[] digest)
    {
        Span<byte> both = stackalloc byte[64];
        before.CopyTo(both);
        digest.CopyTo(both[32..]);
        return SHA256.HashData(both);
    }

    /// <summary>What the first link of a tenant follows.</summary>
    public static byte[] Beginning(Guid tenant) => SHA256.HashData(tenant.ToByteArray());
}

sealed class AuditTable : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("audit");
        builder.Property(a => a.Detail).HasColumnType("json");
    }
}

sealed class AuditSealTable : IEntityTypeConfiguration<AuditSeal>
{
    public void Configure(EntityTypeBuilder<AuditSeal> builder)
    {
        builder.ToTable("audit_seal");
        builder.HasKey(s => new { s.TenantId, s.Position });
    }
}

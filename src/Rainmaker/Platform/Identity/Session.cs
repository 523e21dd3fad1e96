using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rainmaker.Platform.Identity;

/// <summary>One sign-in of one browser. Ends by sign-out, by its time, or when the user's security stamp changes.</summary>
public sealed class Session : IEntity
{
    /// <summary>From sign-in, however much it is used.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    public required Guid UserId { get; init; }
    public required byte[] Hash { get; init; }
    public required string Stamp { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Opens a session for a user, in this transaction, and tells what the cookie shall carry. A new secret each time, so that a cookie planted before is worth nothing.</summary>
    public static string Begin(SalesDb db, User user)
    {
        var cookie = $"{db.TenantId:N}{Secret.New()}";
        db.Add(new Session
        {
            TenantId = db.TenantId, Id = Ids.At(db.Now), UserId = user.Id, Hash = Secret.Hash(cookie), Stamp = user.SecurityStamp ??= Secret.New(),
            CreatedAt = db.Now, ExpiresAt = db.Now + Lifetime,
        });
        user.LastSignedInAt = db.Now;
        return cookie;
    }

    /// <summary>The tenant that a cookie names, where it is one of ours by its shape.</summary>
    public static Guid? TenantOf(string cookie) =>
        cookie.Length == 32 + Secret.Length && Guid.TryParseExact(cookie.AsSpan(0, 32), "N", out var tenant) ? tenant : null;
}

sealed class SessionTable : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> builder)
    {
        builder.ToTable("session");
        builder.HasOne<User>().WithMany().HasForeignKey(s => new { s.TenantId, s.UserId }).OnDelete(DeleteBehavior.ClientNoAction);
    }
}

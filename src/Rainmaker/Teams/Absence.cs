using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rainmaker.Teams;

/// <summary>Days on which somebody is away and gets no leads, both ends included, where the tenant works.</summary>
public sealed class Absence : IAudited
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    public required Guid UserId { get; init; }
    public required DateOnly FromDay { get; init; }
    public required DateOnly ToDay { get; init; }
    public string? Reason { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    public bool Covers(DateOnly day) => FromDay <= day && day <= ToDay;
}

sealed class AbsenceTable : IEntityTypeConfiguration<Absence>
{
    public void Configure(EntityTypeBuilder<Absence> builder)
    {
        builder.ToTable("absence");
        builder.HasOne<User>().WithMany().HasForeignKey(a => new { a.TenantId, a.UserId }).OnDelete(DeleteBehavior.ClientNoAction);
    }
}

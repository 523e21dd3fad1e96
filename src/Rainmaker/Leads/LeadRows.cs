using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rainmaker.Intelligence.Assignment;
using Rainmaker.Intelligence.Matching;
using Rainmaker.Intelligence.Scoring;
using Rainmaker.Leads.Matches;
using Rainmaker.People;

namespace Rainmaker.Leads;

/// <summary>Two leads (or companies, or contacts) that are likely one; waits for somebody to say so. Never merged in silence.</summary>
public sealed class LeadMatch : IAudited
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }

    /// <summary>What the two ids name.</summary>
    public RecordKind Kind { get; init; }
    public required Guid LeadId { get; init; }
    public required Guid OtherLeadId { get; init; }

    /// <summary>Percent that the two are one, 0 to 100.</summary>
    public required decimal Weight { get; init; }
    public required IReadOnlyList<MatchEvidence> Evidence { get; init; }
    public MatchState State { get; set; }

    /// <summary>The other lead is outside the sight of whoever brought this one: for those who see both.</summary>
    public bool IsHidden { get; init; }
    public Guid? SettledBy { get; set; }
    public DateTimeOffset? SettledAt { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
}

public enum MatchState { Open, Merged, Separate, Later }

/// <summary>Who got a lead, by which rule, and who was passed over and why.</summary>
public sealed class LeadAssignment : IEntity
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    public required Guid LeadId { get; init; }
    public Guid? UserId { get; init; }

    /// <summary>"existing owner", a rule's name, "round robin", "given", "by hand", "nobody".</summary>
    public required string Rule { get; init; }
    public string? Reason { get; init; }
    public IReadOnlyList<Considered> Trace { get; init; } = [];
    public Guid? AssignedBy { get; init; }
    public required DateTimeOffset At { get; init; }
}

/// <summary>How the person came to us, each time.</summary>
public sealed class LeadTouch : IEntity
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    public required Guid LeadId { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Source { get; init; }
    public string? Medium { get; init; }
    public string? Campaign { get; init; }
    public string? Term { get; init; }
    public string? Content { get; init; }
    public string? ClickId { get; init; }
    public string? Referrer { get; init; }
    public string? LandingPage { get; init; }
    public Guid? FormId { get; init; }
}

/// <summary>Something the lead did, or that was learnt about it: input of the score card.</summary>
public sealed class LeadSignal : IEntity
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    public required Guid LeadId { get; init; }
    public required SignalKind Kind { get; init; }
    public string? Value { get; init; }

    /// <summary>Who says so: "form", "api", "person".</summary>
    public required string Origin { get; init; }
    public required DateTimeOffset At { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}

sealed class LeadMatchTable : IEntityTypeConfiguration<LeadMatch>
{
    public void Configure(EntityTypeBuilder<LeadMatch> builder)
    {
        builder.ToTable("lead_match");
        builder.Property(m => m.Evidence).IsJson();
    }
}

sealed class LeadAssignmentTable : IEntityTypeConfiguration<LeadAssignment>
{
    public void Configure(EntityTypeBuilder<LeadAssignment> builder)
    {
        builder.ToTable("lead_assignment");
        builder.Property(a => a.Trace).IsJson();
    }
}

sealed class LeadTouchTable : IEntityTypeConfiguration<LeadTouch>
{
    public void Configure(EntityTypeBuilder<LeadTouch> builder) => builder.ToTable("lead_touch");
}

sealed class LeadSignalTable : IEntityTypeConfiguration<LeadSignal>
{
    public void Configure(EntityTypeBuilder<LeadSignal> builder) => builder.ToTable("lead_signal");
}

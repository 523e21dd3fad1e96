using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rainmaker.Intelligence.Health;

namespace Rainmaker.Deals;

/// <summary>Money that may come; `opportunity` on the wire of /api/opportunities. Open until its stage is of kind won or lost.</summary>
public sealed class Deal : IAudited, IVersioned, ISoftDeleted, IStandingDeal
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    public string? ExternalId { get; set; }
    public required string Name { get; set; }

    /// <summary>The company as typed; <see cref="CompanyId"/> where it is a record.</summary>
    public string? Company { get; set; }
    public Guid? CompanyId { get; set; }

    /// <summary>The main person; the others are <see cref="DealContact"/>s.</summary>
    public Guid? ContactId { get; set; }

    /// <summary>The lead it was converted from; at most one deal of a lead.</summary>
    public Guid? LeadId { get; set; }
    public required Guid PipelineId { get; set; }
    public required Guid StageId { get; set; }

    /// <summary>The kind of its stage, kept beside it for the counting.</summary>
    public required StageKind Status { get; set; }

    /// <summary>Percent, 0 to 100.</summary>
    public required decimal Probability { get; set; }
    public ProbabilityOrigin ProbabilityOrigin { get; set; }

    /// <summary>In <see cref="Currency"/>; null while nobody has put a figure to it.</summary>
    public decimal? Value { get; set; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; set; }

    /// <summary>The value in the tenant's base currency at <see cref="Rate"/>: what sums and thresholds use.</summary>
    public decimal? BaseValue { get; set; }
    public decimal Rate { get; set; } = 1;
    public string Source { get; set; } = "manual";
    public string? Product { get; set; }
    public DateOnly? ExpectedCloseDate { get; set; }

    /// <summary>How often the expected date was moved to a later one.</summary>
    public int CloseDatePushes { get; set; }

    /// <summary>The day it was settled; null while open, and where an import did not know it.</summary>
    public DateOnly? ClosedOn { get; set; }
    public string? LostReason { get; set; }
    public Guid? OwnerId { get; set; }

    /// <summary>0 to 100; null until judged and once closed.</summary>
    public decimal? HealthScore { get; set; }

    /// <summary>What <see cref="HealthScore"/> is made of.</summary>
    public HealthReason[]? HealthReasons { get; set; }

    /// <summary>The severity of its gravest open insight; kept by the risk job.</summary>
    public RiskLevel? RiskLevel { get; set; }
    public string? Notes { get; set; }
    public string[] Tags { get; set; } = [];

    /// <summary>Columns of an import that Rainmaker has no field for, as a JSON object.</summary>
    public string? Unmapped { get; set; }
    public required DateTimeOffset StageEnteredAt { get; set; }

    /// <summary>The last time a person changed stage, value or expected date.</summary>
    public required DateTimeOffset LastChangeAt { get; set; }

    /// <summary>The latest activity that is done; planned ones do not count.</summary>
    public DateTimeOffset? LastActivityAt { get; set; }

    /// <summary>The earliest planned activity that is not done yet.</summary>
    public DateTimeOffset? NextActivityAt { get; set; }
    public Guid? CreatedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }
    public uint Version { get; init; }

    public bool IsOpen => Status == StageKind.Open;

    /// <summary>Tells one state that people see from the next: the ETag. Judging a deal's health again does not change it, as the row's own version would.</summary>
    public uint Edition => (uint)(UpdatedAt.UtcTicks / TimeSpan.TicksPerMicrosecond);

    /// <summary>Comes to lie in a stage; how long it lay in the one before is for the history.</summary>
    internal void Enter(KnownStage stage, decimal probability, ProbabilityOrigin origin, DateTimeOffset now)
    {
        (PipelineId, StageId, Status) = (stage.PipelineId, stage.Id, stage.Kind);
        (Probability, ProbabilityOrigin) = (probability, origin);
        StageEnteredAt = now;
        Touch(now);
    }

    /// <summary>A person changed stage, value or date.</summary>
    internal void Touch(DateTimeOffset now) => (LastChangeAt, UpdatedAt) = (now, now);

    /// <summary>Takes a new value; its worth in base currency follows at once, so that sums never lag.</summary>
    internal void Revalue(decimal? value, string currency, decimal rate)
    {
        (Value, Currency, Rate) = (value, currency, rate);
        BaseValue = value is { } amount ? Math.Round(amount * rate, 2, MidpointRounding.AwayFromZero) : null;
    }

    /// <summary>A later date than before is a push; an earlier one or the first is not.</summary>
    internal void ExpectToClose(DateOnly? on)
    {
        if (on > ExpectedCloseDate)
            CloseDatePushes++;
        ExpectedCloseDate = on;
    }

    /// <summary>As the judging parts know it.</summary>
    internal Crm.Deal Terms(KnownStage stage, IReadOnlyList<string>? contacts = null) => new()
    {
        Id = Id.ToString(), Name = Name, Stage = stage.Terms, CompanyId = CompanyId?.ToString(), CompanyName = Company, ContactIds = contacts ?? [],
        OwnerId = OwnerId?.ToString(), Value = Value, Currency = Currency, BaseValue = BaseValue, OwnProbability = Probability, ExpectedClose = ExpectedCloseDate,
        Source = Source, CreatedAt = CreatedAt, StageEnteredAt = StageEnteredAt, ChangedAt = LastChangeAt, LastActivityAt = LastActivityAt, NextActivityAt = NextActivityAt,
    };
}

/// <summary>Whether the probability follows the stage or was set on the deal by a person.</summary>
public enum ProbabilityOrigin { Stage, Manual }

public enum RiskLevel { Info, Warning, Critical }

sealed class DealTable : IEntityTypeConfiguration<Deal>
{
    public void Configure(EntityTypeBuilder<Deal> builder)
    {
        builder.ToTable("deal");
        builder.Property(d => d.Currency).HasColumnType("character(3)");
        builder.Property(d => d.HealthScore).IsDerived();
        builder.Property(d => d.HealthReasons).IsJson().IsDerived();
        builder.Property(d => d.RiskLevel).IsDerived();
        builder.Property(d => d.Unmapped).HasColumnType("jsonb");
        builder.Ignore(d => d.IsOpen).Ignore(d => d.Edition);
    }
}

using Rainmaker.Intelligence.Analysis;
using Rainmaker.Intelligence.Health;

namespace Rainmaker.Deals;

/// <summary>A deal on the wire: seed 003's opportunity with its words, and what it has beyond.</summary>
public sealed record DealView
{
    public required Guid Id { get; init; }

    /// <summary>The lead it was converted from.</summary>
    public Guid? LeadId { get; init; }
    public required string DealName { get; init; }
    public DateOnly? ExpectedCloseDate { get; init; }

    /// <summary>discovery, proposal_sent, negotiation, won, lost; a stage that 003 has no word for answers its own key.</summary>
    public required string DealStage { get; init; }

    /// <summary>In <see cref="Currency"/>.</summary>
    public decimal? ValueEstimate { get; init; }
    public Guid? AssignedTo { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required LifeStage LifeStage { get; init; }

    /// <summary>Percent, 0 to 100.</summary>
    public required decimal Probability { get; init; }
    public required ProbabilityOrigin ProbabilityOrigin { get; init; }
    public required string Source { get; init; }
    public string? ExternalId { get; init; }

    /// <summary>0 to 100; null for closed deals.</summary>
    public decimal? HealthScore { get; init; }
    public IReadOnlyList<HealthReason>? HealthReasons { get; init; }

    /// <summary>The severity of the gravest open insight.</summary>
    public RiskLevel? RiskLevel { get; init; }
    public IReadOnlyList<string> Documents { get; init; } = [];

    /// <summary>Where its activities are.</summary>
    public required string ActivityLog { get; init; }
    public required StageKind Status { get; init; }
    public required string Pipeline { get; init; }
    public required string StageLabel { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>The value in the tenant's base currency, which the header Rainmaker-Currency names.</summary>
    public decimal? BaseValue { get; init; }
    public string? Company { get; init; }
    public Guid? CompanyId { get; init; }
    public Guid? ContactId { get; init; }
    public string? Product { get; init; }
    public string? Notes { get; init; }
    public required IReadOnlyList<string> Tags { get; init; }
    public required int CloseDatePushes { get; init; }
    public DateOnly? ClosedOn { get; init; }
    public string? LostReason { get; init; }
    public required DateTimeOffset StageEnteredAt { get; init; }
    public required DateTimeOffset LastChangeAt { get; init; }
    public DateTimeOffset? LastActivityAt { get; init; }
    public DateTimeOffset? NextActivityAt { get; init; }

    internal uint Edition { get; init; }

    public static DealView Of(Deal deal, PipelineBook book)
    {
        var stage = book.Stage(deal.StageId);
        return new()
        {
            Id = deal.Id, LeadId = deal.LeadId, DealName = deal.Name, ExpectedCloseDate = deal.ExpectedCloseDate, DealStage = stage.Word,
            ValueEstimate = Plain(deal.Value), AssignedTo = deal.OwnerId, CreatedAt = deal.CreatedAt, UpdatedAt = deal.UpdatedAt,
            LifeStage = Figures.LifeStageOf(stage.Terms), Probability = Plain(deal.Probability)!.Value, ProbabilityOrigin = deal.ProbabilityOrigin,
            Source = deal.Source, ExternalId = deal.ExternalId, HealthScore = Plain(deal.HealthScore), HealthReasons = deal.HealthReasons, RiskLevel = deal.RiskLevel,
            ActivityLog = $"/api/opportunities/{deal.Id}/activities", Status = deal.Status, Pipeline = book.Pipeline(deal.PipelineId).Key, StageLabel = stage.Label,
            Currency = deal.Currency, BaseValue = Plain(deal.BaseValue), Company = deal.Company, CompanyId = deal.CompanyId, ContactId = deal.ContactId,
            Product = deal.Product, Notes = deal.Notes, Tags = deal.Tags, CloseDatePushes = deal.CloseDatePushes, ClosedOn = deal.ClosedOn, LostReason = deal.LostReason,
            StageEnteredAt = deal.StageEnteredAt, LastChangeAt = deal.LastChangeAt, LastActivityAt = deal.LastActivityAt, NextActivityAt = deal.NextActivityAt,
            Edition = deal.Edition,
        };
    }

    // The column's scale is no part of the figure: 75, not 75.00.
    static decimal? Plain(decimal? stored) => stored / 1.0000000000000000000000000000m;
}

namespace Rainmaker.Crm;

/// <summary>Money that may come. Open until its stage is of kind won or lost.</summary>
public sealed record Deal
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required Stage Stage { get; init; }
    public string? CompanyId { get; init; }
    public string? CompanyName { get; init; }
    public IReadOnlyList<string> ContactIds { get; init; } = [];
    public string? OwnerId { get; init; }

    /// <summary>In <see cref="Currency"/>; null while nobody has put a figure to it.</summary>
    public decimal? Value { get; init; }

    /// <summary>ISO 4217.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>The value in the tenant's base currency: what sums and thresholds use.</summary>
    public decimal? BaseValue { get; init; }

    /// <summary>Percent, 0 to 100, where it was set on the deal; otherwise the stage's holds.</summary>
    public decimal? OwnProbability { get; init; }
    public DateOnly? ExpectedClose { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>The CRM or the way it came in: salesforce, hubspot, manual.</summary>
    public string Source { get; init; } = "manual";
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset StageEnteredAt { get; init; }

    /// <summary>The last time a person changed stage, value or expected close date.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>The latest activity that is done; planned ones do not count.</summary>
    public DateTimeOffset? LastActivityAt { get; init; }

    /// <summary>The latest activity that is planned and not done; while it lies ahead, the deal is not stalled.</summary>
    public DateTimeOffset? NextActivityAt { get; init; }

    /// <summary>Percent, 0 to 100: its own, else its stage's, else 50.</summary>
    public decimal Probability => OwnProbability ?? Stage.Probability ?? 50m;
    public bool IsOpen => Stage.Kind == StageKind.Open;
}

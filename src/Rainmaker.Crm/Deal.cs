namespace Rainmaker.Crm;

/// <summary>Money that may come. Open until its stage is of kind won or lost.</summary>
public sealed record Deal
{
    public required string Id { get; init; }
    public required string Name { get; init; }

    /// <summary>Key of its pipeline; null where the CRM has only one.</summary>
    public string? PipelineKey { get; init; }
    public required Stage Stage { get; init; }

    /// <summary>The stages it went through, oldest first; empty where the CRM does not tell.</summary>
    public IReadOnlyList<StageEntered> History { get; init; } = [];
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
    public string? LostReason { get; init; }

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

    /// <summary>The last change of any kind, also by a machine.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>Fields of the account's own, by our name for them; see the field map of a source.</summary>
    public IReadOnlyDictionary<string, string> Custom { get; init; } = NoFields.Yet;

    /// <summary>Percent, 0 to 100: its own, else its stage's, else 50.</summary>
    public decimal Probability => OwnProbability ?? Stage.Probability ?? 50m;
    public bool IsOpen => Stage.Kind == StageKind.Open;
}

/// <summary>A deal came into a stage.</summary>
/// <param name="Stage">Key of the stage; it may have been removed from the pipeline since.</param>
public sealed record StageEntered(string Stage, DateTimeOffset At);

namespace Rainmaker.Crm;

/// <summary>What a stage means for the deals in it.</summary>
public enum StageKind { Open, Won, Lost }

/// <summary>One step of a pipeline. Stages are data, never an enumeration in code.</summary>
public sealed record Stage
{
    /// <summary>Stable name, snake_case, unique within its pipeline.</summary>
    public required string Key { get; init; }

    /// <summary>What people read.</summary>
    public required string Label { get; init; }

    /// <summary>Percent, 0 to 100: the chance that a deal here is won. Null where the CRM gives none; 50 is then assumed.</summary>
    public decimal? Probability { get; init; }
    public StageKind Kind { get; init; } = StageKind.Open;

    /// <summary>Place in the pipeline, counted from 0.</summary>
    public int Position { get; init; }

    /// <summary>Full days without activity or human change after which a deal here is stalled; null means the tenant's setting.</summary>
    public int? StalledAfterDays { get; init; }

    /// <summary>Full days in this stage after which it is long; null means the tenant's setting.</summary>
    public int? LongAfterDays { get; init; }

    /// <summary>For lost stages such as "disqualified" that should not push the win rate down.</summary>
    public bool LeftOutOfWinRate { get; init; }

    /// <summary>What a deal must have before it may enter.</summary>
    public IReadOnlyList<EntryRequirement> Requires { get; init; } = [];
}

/// <summary>Something a deal must have before it enters a stage.</summary>
/// <param name="What">The thing asked for.</param>
/// <param name="Kind">With <see cref="Required.Activity"/>: the kind that must have been done at least once.</param>
public sealed record EntryRequirement(Required What, ActivityKind? Kind = null);

/// <summary>What a stage may ask of a deal.</summary>
public enum Required { Value, ExpectedClose, Contact, Company, Activity }

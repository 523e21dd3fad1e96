namespace Rainmaker.Intelligence.Forecasting;

/// <summary>A deal as the forecast learns from it and looks at it. Days are the tenant's.</summary>
public sealed record PastDeal
{
    public required DateOnly Opened { get; init; }

    /// <summary>Null while it is open.</summary>
    public DateOnly? Closed { get; init; }

    /// <summary>Means something only when it is closed.</summary>
    public bool Won { get; init; }

    /// <summary>In base currency; null where nobody said.</summary>
    public double? Value { get; init; }

    public string? Owner { get; init; }

    public string? Team { get; init; }

    /// <summary>What deals of one value have in common: a product, a pipeline.</summary>
    public string? Group { get; init; }

    /// <summary>The open stages it entered, in order of time.</summary>
    public IReadOnlyList<(DateOnly On, string Stage)> Stages { get; init; } = [];

    /// <summary>The days on which its expected close was put off.</summary>
    public IReadOnlyList<DateOnly> Pushes { get; init; } = [];

    public bool WasOpen(DateOnly on) => Opened < on && !(Closed < on);

    public string? StageOn(DateOnly day)
    {
        string? stage = null;
        foreach (var (on, entered) in Stages)
            if (on < day)
                stage = entered;
        return stage;
    }

    public string PushesBefore(DateOnly day) => Pushes.Count(p => p < day) switch { 0 => "never", 1 => "once", _ => "often" };
}

using Rainmaker.Intelligence.Assignment;
using Rainmaker.Intelligence.Matching;
using Rainmaker.Intelligence.Scoring;

namespace Rainmaker.Leads;

/// <summary>Why a lead is as it is, step by step. It holds no address and no number: those are sealed elsewhere; nor whom it
/// resembles: that stands in <see cref="LeadMatch"/>, which shows only what its reader may see.</summary>
public sealed record LeadTrace
{
    /// <summary>What was put right on the way in. For addresses only that it happened.</summary>
    public IReadOnlyList<Normalised> Normalised { get; init; } = [];

    /// <summary>Fields whose value is a guess; anything stated replaces it.</summary>
    public IReadOnlyList<string> Derived { get; init; } = [];

    /// <summary>What was not given but known already, with where from.</summary>
    public IReadOnlyList<Normalised> Enriched { get; init; } = [];

    /// <summary>Signs of spam, also those too weak to count.</summary>
    public IReadOnlyList<SpamSign> Spam { get; init; } = [];

    /// <summary>How the source was recognised.</summary>
    public string? Attribution { get; init; }

    /// <summary>What the source's own settings did.</summary>
    public string? Source { get; init; }
    public AssignmentTrace? Assignment { get; init; }

    /// <summary>Later captures of the same person, newest last; the last twenty.</summary>
    public IReadOnlyList<UpdateTrace> Updates { get; init; } = [];
}

/// <param name="Why">One sentence; who else was considered stands with the assignment itself.</param>
public sealed record AssignmentTrace(AssignedBy By, string? Rule, string Why, IReadOnlyList<SkippedRule> Skipped);

/// <param name="Changed">Field and why its value was taken.</param>
/// <param name="Kept">Field and why the new value was not taken.</param>
public sealed record UpdateTrace(DateTimeOffset At, string Source, IReadOnlyList<FieldNote> Changed, IReadOnlyList<FieldNote> Kept);

public sealed record FieldNote(string Field, string Why);

/// <summary>A value that stood there before. Addresses are in <paramref name="Sealed"/>, anything else in <paramref name="Value"/>.</summary>
public sealed record OlderValue(string Field, string? Value, byte[]? Sealed, DateTimeOffset Until, string ReplacedBy);

/// <summary>The score card's lines as last judged.</summary>
public sealed record ScoreDetail(DateTimeOffset At, IReadOnlyList<ScoreReason> Reasons, IReadOnlyList<MissingSignal> Missing);

/// <summary>How the person came to us, once.</summary>
public sealed record TouchDetail(DateTimeOffset At, string Source, string? Medium = null, string? Campaign = null, string? Term = null, string? Content = null, string? Referrer = null, string? LandingPage = null);

namespace Rainmaker.Intelligence.Scoring.Learned;

/// <summary>
/// What became of earlier ones with the same key (a source, a company, an owner), the older counting less. Fed in the order of time and asked in between,
/// it never knows more than was known then.
/// </summary>
public sealed class TrackRecord
{
    /// <summary>After so many days an outcome counts half.</summary>
    public const double HalfLifeDays = 180;

    /// <summary>Outcomes of everybody that every key begins with: one or two of its own do not make 0 or 100 %.</summary>
    const double Shared = 2;

    const string Everybody = "";

    readonly Dictionary<string, Tally> _tallies;

    public TrackRecord() : this(new Dictionary<string, Tally>())
    {
    }

    public TrackRecord(IReadOnlyDictionary<string, Tally> tallies) => _tallies = new(tallies, StringComparer.OrdinalIgnoreCase);

    /// <param name="Won">Decayed up to <paramref name="At"/>.</param>
    /// <param name="Settled">The same, won or not.</param>
    public readonly record struct Tally(double Won, double Settled, DateTimeOffset At, DateTimeOffset? LastWon);

    /// <summary>All that is known, to be kept; by key.</summary>
    public IReadOnlyDictionary<string, Tally> Tallies => _tallies;

    public void Settle(string? key, DateTimeOffset at, bool won)
    {
        Add(Everybody, at, won);
        if (!string.IsNullOrEmpty(key))
            Add(key, at, won);
    }

    /// <summary>As seen at a moment after the last outcome told.</summary>
    public Past Of(string? key, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(key) || !_tallies.TryGetValue(key, out var own))
            return new(double.NaN, 0, double.NaN);
        var all = _tallies[Everybody];
        var fade = Fade(own.At, now);
        var percent = 100 * ((own.Won * fade) + (Shared * all.Won / all.Settled)) / ((own.Settled * fade) + Shared);
        return new(percent, own.Settled * fade, own.LastWon is { } last ? Math.Max(0, (now - last).TotalDays) : double.NaN);
    }

    void Add(string key, DateTimeOffset at, bool won)
    {
        var before = _tallies.GetValueOrDefault(key);
        var fade = before.Settled > 0 ? Fade(before.At, at) : 0;
        _tallies[key] = new((before.Won * fade) + (won ? 1 : 0), (before.Settled * fade) + 1, at, won ? at : before.LastWon);
    }

    static double Fade(DateTimeOffset from, DateTimeOffset to) => Math.Pow(0.5, Math.Max(0, (to - from).TotalDays) / HalfLifeDays);
}

/// <param name="Percent">Share that came out well, 0 to 100; NaN where there was none.</param>
/// <param name="Settled">How many there were, decayed.</param>
/// <param name="DaysSinceWon">Since the last that came out well; NaN where none did.</param>
public readonly record struct Past(double Percent, double Settled, double DaysSinceWon);

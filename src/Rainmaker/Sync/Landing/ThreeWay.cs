namespace Rainmaker.Sync.Landing;

/// <summary>
/// Brings two sides of one record together, field by field, against what they last agreed on. Who alone changed a field is heard; where both did,
/// the side wins that the record comes from. docs/decisions/0014 says why.
/// </summary>
/// <param name="theirsWins">The record came from the CRM.</param>
public sealed class ThreeWay(bool theirsWins)
{
    readonly List<Conflict> _conflicts = [];

    /// <summary>Both sides changed it, each to something else.</summary>
    public sealed record Conflict(string Field, string? Kept, string? Lost);

    public IReadOnlyList<Conflict> Conflicts => _conflicts;

    /// <summary>Somebody changed a field here, and it stays.</summary>
    public bool OursGoesOut { get; private set; }

    /// <summary>What stands here afterwards.</summary>
    /// <param name="agreed">What both said last.</param>
    /// <param name="told">What they say now.</param>
    /// <param name="ours">What stands here.</param>
    public T Take<T>(string field, T agreed, T told, T ours)
    {
        var same = EqualityComparer<T>.Default;
        if (same.Equals(told, ours))
            return ours;
        if (same.Equals(ours, agreed))
            return told;
        if (same.Equals(told, agreed))
        {
            OursGoesOut = true;
            return ours;
        }
        _conflicts.Add(theirsWins ? new(field, $"{told}", $"{ours}") : new(field, $"{ours}", $"{told}"));
        OursGoesOut |= !theirsWins;
        return theirsWins ? told : ours;
    }
}

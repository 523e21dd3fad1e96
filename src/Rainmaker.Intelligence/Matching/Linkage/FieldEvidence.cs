namespace Rainmaker.Intelligence.Matching.Linkage;

/// <summary>How closely the two values of a field agree.</summary>
public enum Agreement { Missing, Different, Alike, Similar, VerySimilar, Same }

/// <summary>What one field says about a pair.</summary>
/// <param name="Field">As the user calls it.</param>
/// <param name="Other">The field of the second record it was held against, where the two stand in each other's place.</param>
/// <param name="Weight">In bits: each doubles the odds that the two are one; below 0 it halves them.</param>
public sealed record FieldEvidence(string Field, string? Other, FieldKind Kind, Agreement Agreement, double Weight)
{
    /// <summary>In a person's words. It never quotes a value: who reads it may not be allowed to see an address.</summary>
    public string Text => Agreement switch
    {
        Agreement.Missing => "is missing on one side",
        Agreement.Same => (Weight >= 9 ? "is the same, and rare" : "is the same") + Exchanged,
        Agreement.VerySimilar => "is nearly the same" + Exchanged,
        Agreement.Similar => "is similar" + Exchanged,
        Agreement.Alike => "is somewhat alike" + Exchanged,
        _ => "is different",
    };

    /// <summary>Of a pair of records, in the order of the fields.</summary>
    internal static IReadOnlyList<FieldEvidence> Of(RecordTable table, IPairScore score, PairComparer comparer, int a, int b)
    {
        var parts = score.Parts(comparer, a, b);
        var comparison = comparer.Compare(a, b);
        var fields = table.Fields;
        var evidence = new FieldEvidence[fields.Count];
        for (var f = 0; f < fields.Count; f++)
        {
            var other = comparer.Partner[f] == f ? null : fields[comparer.Partner[f]].Name;
            evidence[f] = new(fields[f].Name, other, fields[f].Kind, (Agreement)PairComparer.Level(comparison, f), Math.Round(parts[f] / Math.Log(2), 1));
        }
        return evidence;
    }

    string Exchanged => Other is null ? "" : $" (stands in place of {Other})";
}

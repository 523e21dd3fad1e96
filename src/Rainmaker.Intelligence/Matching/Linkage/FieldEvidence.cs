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

    string Exchanged => Other is null ? "" : $" (stands in place of {Other})";
}

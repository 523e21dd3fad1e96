namespace Rainmaker.Intelligence.Matching;

/// <summary>Who put a value on a record; a person's word outranks a form's, a form's a guess.</summary>
public enum ValueOrigin { Derived, Captured, Imported, Person }

/// <summary>A field as the record has it.</summary>
public sealed record KnownField(string Field, string? Value, ValueOrigin Origin);

/// <summary>A field as it came in now.</summary>
public sealed record OfferedField(string Field, string? Value, ValueOrigin Origin);

/// <param name="Old">What stood there, to be kept and shown; null where the field was empty.</param>
public sealed record FieldChange(string Field, string? Old, string New, ValueOrigin Origin, string Why);

/// <summary>A value that came in and was not taken.</summary>
public sealed record FieldKept(string Field, string Known, string Offered, string Why);

/// <summary>What an incoming lead changes on a known one. <see cref="ChangesAnything"/> tells "updated" from "exists".</summary>
public sealed record MergeDecision(IReadOnlyList<FieldChange> Changes, IReadOnlyList<FieldKept> Kept)
{
    public bool ChangesAnything => Changes.Count > 0;
}

/// <summary>
/// What a certain match may change: empty fields are filled; a differing value is stored as the newest with the old one kept; a value a person typed stays;
/// a guess never replaces a stated value. Offering the same again changes nothing.
/// </summary>
public static class MergeFields
{
    public static MergeDecision Decide(IReadOnlyList<KnownField> known, IReadOnlyList<OfferedField> offered)
    {
        List<FieldChange>? changes = null;
        List<FieldKept>? kept = null;
        foreach (var offer in offered)
        {
            if (string.IsNullOrWhiteSpace(offer.Value))
                continue;
            KnownField? has = null;
            foreach (var field in known)
            {
                if (field.Field == offer.Field)
                    has = field;
            }
            if (string.IsNullOrWhiteSpace(has?.Value))
                (changes ??= []).Add(new(offer.Field, null, offer.Value, offer.Origin, "it was empty"));
            else if (Same(has.Value, offer.Value))
                continue;
            else if (has.Origin == ValueOrigin.Person && offer.Origin != ValueOrigin.Person)
                (kept ??= []).Add(new(offer.Field, has.Value, offer.Value, "a person typed the value that stands"));
            else if (offer.Origin == ValueOrigin.Derived && has.Origin != ValueOrigin.Derived)
                (kept ??= []).Add(new(offer.Field, has.Value, offer.Value, "the new value is only derived, the one that stands was stated"));
            else
                (changes ??= []).Add(new(offer.Field, has.Value, offer.Value, offer.Origin, "the newer value counts, the older one is kept beside it"));
        }
        return new(changes ?? (IReadOnlyList<FieldChange>)[], kept ?? (IReadOnlyList<FieldKept>)[]);
    }

    static bool Same(string a, string b) => string.Equals(a.Trim(), b.Trim(), StringComparison.OrdinalIgnoreCase);
}

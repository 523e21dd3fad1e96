using Rainmaker.Intelligence.Matching.Linkage;

namespace Rainmaker.Intelligence.Matching;

/// <summary>A known lead that shares something with an incoming one. The product finds them by keyed hashes; here they are judged.</summary>
public sealed record MatchCandidate
{
    public required Guid LeadId { get; init; }
    public bool SameEmail { get; init; }

    /// <summary>Phone or whatsapp agree and both could be read; numbers kept as typed never agree.</summary>
    public bool SamePhone { get; init; }

    /// <summary>The normalised name and the normalised company agree.</summary>
    public bool SameNameAndCompany { get; init; }
    public string? Name { get; init; }

    /// <summary>Asked only where the two are held against each other: addresses stay sealed until then.</summary>
    public required Func<PersonTraits> Traits { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>How one field of the two compares.</summary>
/// <param name="Field">"first_name", "e-mail", "company" ...</param>
/// <param name="Verdict">What the comparison says.</param>
/// <param name="Weight">Bits: each doubles the odds that the two are one, below 0 it halves them.</param>
/// <param name="Text">In a person's words. It never quotes a value: reviewers may not see addresses.</param>
public sealed record MatchEvidence(string Field, Verdict Verdict, int Weight, string Text)
{
    /// <summary>What is known on both sides, in the order of the fields.</summary>
    public static IReadOnlyList<MatchEvidence> Of(IReadOnlyList<FieldEvidence> fields) =>
    [
        .. fields.Where(field => field.Agreement != Agreement.Missing).Select(field => new MatchEvidence(field.Field.Replace(' ', '_'), field.Agreement switch
        {
            Agreement.Same => Verdict.Same,
            Agreement.Different => Verdict.Different,
            _ => Verdict.Similar,
        }, (int)Math.Round(field.Weight), $"The {field.Field} {field.Text}.")),
    ];
}

/// <summary>Same, nearly the same, different, or not known on one side.</summary>
public enum Verdict { Same, Similar, Different, Unknown }

/// <summary>How sure it is that two leads are one.</summary>
public enum MatchKind { None, Likely, Certain }

/// <param name="Weight">Percent that the two are one.</param>
public sealed record MatchedLead(Guid LeadId, decimal Weight, IReadOnlyList<MatchEvidence> Evidence);

/// <summary>What the incoming lead is to those known.</summary>
/// <param name="Kind">Certain: it updates <paramref name="Certain"/>. Likely: a new lead, linked for review. None: a new lead.</param>
/// <param name="Certain">The lead to update; the oldest of several.</param>
/// <param name="Likely">Strongest first; also filled beside a certain one.</param>
public sealed record MatchDecision(MatchKind Kind, MatchedLead? Certain, IReadOnlyList<MatchedLead> Likely);

/// <summary>
/// Decides whether an incoming lead is one already known. Certain is the same e-mail address, or the same readable phone number with a name that does not speak against it. How likely
/// any other is, and why, say the comparisons and weights of <see cref="LinkRecords"/>. Every candidate is compared with the incoming lead alone, so matches never chain.
/// </summary>
public static class MatchLead
{
    /// <summary>Likeness from which two names are nearly the same, 0 to 1.</summary>
    const double SimilarName = 0.9;

    static readonly MatchDecision _none = new(MatchKind.None, null, []);

    /// <param name="traits">Of the incoming lead.</param>
    /// <param name="weights">The tenant's own, or the usual ones.</param>
    public static MatchDecision Decide(NormalisedLead lead, PersonTraits traits, IReadOnlyList<MatchCandidate> candidates, LinkageWeights weights)
    {
        if (candidates.Count == 0)
            return _none;
        var (certain, judged) = (Certain(lead, candidates), weights.Judge(traits.Values, [.. candidates.Select(candidate => candidate.Traits().Values)]));
        MatchedLead? same = null;
        var likely = new List<MatchedLead>();
        for (var i = 0; i < candidates.Count; i++)
        {
            var candidate = candidates[i];
            var match = new MatchedLead(candidate.LeadId, Math.Round((decimal)(100 * judged[i].Probability), 1), MatchEvidence.Of(judged[i].Evidence));
            if (candidate.LeadId == certain?.LeadId)
                same = match;
            // One number under two names, or one name twice in one company, is for a person to look at, whatever the weights say of it.
            else if (judged[i].Probability >= LinkageSettings.Default.Threshold || candidate.SameEmail || candidate.SamePhone || candidate.SameNameAndCompany)
                likely.Add(match);
        }
        likely.Sort(static (a, b) => b.Weight != a.Weight ? b.Weight.CompareTo(a.Weight) : a.LeadId.CompareTo(b.LeadId));
        return new(same is not null ? MatchKind.Certain : likely.Count > 0 ? MatchKind.Likely : MatchKind.None, same, likely);
    }

    /// <summary>The candidate that it certainly is: of several the one with the same address, of these the oldest.</summary>
    public static MatchCandidate? Certain(NormalisedLead lead, IReadOnlyList<MatchCandidate> candidates) => candidates
        .Where(candidate => candidate.SameEmail || (candidate.SamePhone && Compatible(lead.Name, candidate.Name) is Verdict.Same or Verdict.Similar))
        .OrderByDescending(candidate => candidate.SameEmail).ThenBy(candidate => candidate.CreatedAt).ThenBy(candidate => candidate.LeadId).FirstOrDefault();

    /// <summary>Whether two names can be one person's: equal, one an initial of the other ("A. Lovelace"), only a first name given, or nearly spelled alike.</summary>
    internal static Verdict Compatible(PersonName name, string? known)
    {
        if (name.Full is null || name.Derived || known is null)
            return Verdict.Unknown;
        var (mine, theirs) = (Words.Split(name.Full), Words.Split(known));
        if (mine.Count == 0 || theirs.Count == 0)
            return Verdict.Unknown;
        if (mine.SequenceEqual(theirs, StringComparer.Ordinal))
            return Verdict.Same;
        // Order aside: forms disagree on which name comes first.
        if (mine.Count == theirs.Count && mine.Order(StringComparer.Ordinal).SequenceEqual(theirs.Order(StringComparer.Ordinal), StringComparer.Ordinal))
            return Verdict.Same;
        if (mine.Count == 1 || theirs.Count == 1)
        {
            var (one, all) = mine.Count == 1 ? (mine[0], theirs) : (theirs[0], mine);
            return one.Length > 1 && all.Contains(one) ? Verdict.Similar : mine.Count == theirs.Count && Likeness.Of(one, all[0]) >= SimilarName ? Verdict.Similar : Verdict.Different;
        }
        var lastAlike = Likeness.Of(mine[^1], theirs[^1]) >= SimilarName;
        var firstAlike = Likeness.Of(mine[0], theirs[0]) >= SimilarName
            || ((mine[0].Length == 1 || theirs[0].Length == 1) && mine[0][0] == theirs[0][0]);
        return lastAlike && firstAlike ? Verdict.Similar : Verdict.Different;
    }
}

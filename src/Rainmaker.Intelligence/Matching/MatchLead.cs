namespace Rainmaker.Intelligence.Matching;

/// <summary>A known lead that shares something with an incoming one. The product finds them by keyed hashes; here they are judged.</summary>
public sealed record MatchCandidate
{
    public required Guid LeadId { get; init; }
    public bool SameEmail { get; init; }

    /// <summary>Phone or whatsapp agree and both could be read; numbers kept as typed never agree.</summary>
    public bool SamePhone { get; init; }
    public string? Name { get; init; }
    public string? Company { get; init; }
    public string? Domain { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>How one field of the two compares.</summary>
/// <param name="Field">"email", "phone", "name", "company", "domain".</param>
/// <param name="Verdict">What the comparison says.</param>
/// <param name="Weight">Points it adds or takes; their sum, kept within 0 to 100, is the match's weight.</param>
/// <param name="Text">In a person's words. It never quotes an address or a number: reviewers may not see those.</param>
public sealed record MatchEvidence(string Field, Verdict Verdict, int Weight, string Text);

/// <summary>Same, nearly the same, different, or not known on one side.</summary>
public enum Verdict { Same, Similar, Different, Unknown }

/// <summary>How sure it is that two leads are one.</summary>
public enum MatchKind { None, Likely, Certain }

/// <param name="Weight">0 to 100.</param>
public sealed record MatchedLead(Guid LeadId, int Weight, IReadOnlyList<MatchEvidence> Evidence);

/// <summary>What the incoming lead is to those known.</summary>
/// <param name="Kind">Certain: it updates <paramref name="Certain"/>. Likely: a new lead, linked for review. None: a new lead.</param>
/// <param name="Certain">The lead to update; the oldest of several.</param>
/// <param name="Likely">Strongest first; also filled beside a certain one.</param>
public sealed record MatchDecision(MatchKind Kind, MatchedLead? Certain, IReadOnlyList<MatchedLead> Likely);

/// <summary>Thresholds of the match decision.</summary>
/// <param name="SimilarName">Likeness from which two names are nearly the same, 0 to 1.</param>
/// <param name="LikelyFrom">Weight from which a candidate is worth a review, 0 to 100.</param>
public sealed record MatchSettings(double SimilarName = 0.9, int LikelyFrom = 40)
{
    public static MatchSettings Default { get; } = new();
}

/// <summary>
/// Decides whether an incoming lead is one already known. Certain is the same e-mail address, or the same readable phone number with a name that does not speak against it.
/// Every candidate is compared with the incoming lead alone, so matches never chain.
/// </summary>
public static class MatchLead
{
    static readonly MatchDecision _none = new(MatchKind.None, null, []);

    public static MatchDecision Decide(NormalisedLead lead, IReadOnlyList<MatchCandidate> candidates, MatchSettings settings)
    {
        if (candidates.Count == 0)
            return _none;
        (MatchCandidate Candidate, MatchedLead Match)? certain = null;
        var likely = new List<MatchedLead>();
        foreach (var candidate in candidates.OrderBy(c => c.CreatedAt).ThenBy(c => c.LeadId))
        {
            var name = Compatible(lead.Name, candidate.Name, settings);
            var match = Weigh(lead, candidate, name);
            var isCertain = candidate.SameEmail || (candidate.SamePhone && name is Verdict.Same or Verdict.Similar);
            if (isCertain && (certain is null || (candidate.SameEmail && !certain.Value.Candidate.SameEmail)))
            {
                if (certain is { } weaker)
                    likely.Add(weaker.Match);
                certain = (candidate, match);
            }
            else if (match.Weight >= settings.LikelyFrom || isCertain)
            {
                likely.Add(match);
            }
        }
        likely.Sort(static (a, b) => b.Weight != a.Weight ? b.Weight.CompareTo(a.Weight) : a.LeadId.CompareTo(b.LeadId));
        return new(certain is not null ? MatchKind.Certain : likely.Count > 0 ? MatchKind.Likely : MatchKind.None, certain?.Match, likely);
    }

    static MatchedLead Weigh(NormalisedLead lead, MatchCandidate candidate, Verdict name)
    {
        var evidence = new List<MatchEvidence>(5);
        if (candidate.SameEmail)
            evidence.Add(new("email", Verdict.Same, 100, "The e-mail addresses are the same."));
        else if (lead.Email.Address is not null)
            evidence.Add(new("email", Verdict.Different, 0, "The e-mail addresses differ, or one is missing."));
        if (candidate.SamePhone)
            evidence.Add(new("phone", Verdict.Same, 50, "The phone numbers are the same."));
        if (name != Verdict.Unknown)
        {
            evidence.Add(name switch
            {
                Verdict.Same => new("name", name, 30, $"Both are called {candidate.Name}."),
                Verdict.Similar => new("name", name, 20, $"{lead.Name.Full} and {candidate.Name} are nearly the same name."),
                _ => new("name", name, -10, $"{lead.Name.Full} and {candidate.Name} are different names."),
            });
        }
        if (lead.CompanyKey is { } key && CompanyName.Key(candidate.Company) is { } known)
        {
            evidence.Add(key == known
                ? new("company", Verdict.Same, 20, $"Both are at {candidate.Company}.")
                : new("company", Verdict.Different, -10, $"{lead.Company} and {candidate.Company} are different companies."));
        }
        if (lead.Domain is { } domain && candidate.Domain is { } theirs && domain == theirs)
            evidence.Add(new("domain", Verdict.Same, 10, $"Both are at {domain}."));
        return new(candidate.LeadId, Math.Clamp(evidence.Sum(e => e.Weight), 0, 100), evidence);
    }

    /// <summary>Whether two names can be one person's: equal, one an initial of the other ("A. Lovelace"), only a first name given, or nearly spelled alike.</summary>
    internal static Verdict Compatible(PersonName name, string? known, MatchSettings settings)
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
            return one.Length > 1 && all.Contains(one) ? Verdict.Similar : mine.Count == theirs.Count && Likeness.Of(one, all[0]) >= settings.SimilarName ? Verdict.Similar : Verdict.Different;
        }
        var lastAlike = Likeness.Of(mine[^1], theirs[^1]) >= settings.SimilarName;
        var firstAlike = Likeness.Of(mine[0], theirs[0]) >= settings.SimilarName
            || ((mine[0].Length == 1 || theirs[0].Length == 1) && mine[0][0] == theirs[0][0]);
        return lastAlike && firstAlike ? Verdict.Similar : Verdict.Different;
    }
}

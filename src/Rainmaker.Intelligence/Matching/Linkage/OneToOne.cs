namespace Rainmaker.Intelligence.Matching.Linkage;

/// <summary>Linking two files in which every entity stands once: the surest pairs first, and each record in one pair at most.</summary>
static class OneToOne
{
    public static List<LinkedPair> Of(IEnumerable<LinkedPair> pairs)
    {
        var taken = new HashSet<int>();
        var kept = new List<LinkedPair>();
        foreach (var pair in pairs.OrderByDescending(pair => pair.LogOdds).ThenBy(pair => pair.A).ThenBy(pair => pair.B))
        {
            if (taken.Contains(pair.A) || taken.Contains(pair.B))
                continue;
            taken.Add(pair.A);
            taken.Add(pair.B);
            kept.Add(pair);
        }
        return kept;
    }
}

namespace Rainmaker.Intelligence.Matching;

/// <summary>How alike two names are.</summary>
public static class Likeness
{
    /// <summary>
    /// Jaro-Winkler, 0 to 1 (Winkler 1990: Jaro's measure plus 0.1 for each of up to four equal leading letters, times what is missing to 1).
    /// Symmetric; 1 means equal.
    /// </summary>
    public static double Of(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        if (a.SequenceEqual(b))
            return 1;
        if (a.IsEmpty || b.IsEmpty)
            return 0;
        // Jaro's matching is greedy: starting from the shorter keeps it the same both ways.
        if (a.Length > b.Length || (a.Length == b.Length && a.SequenceCompareTo(b) > 0))
            return Of(b, a);
        var reach = Math.Max(b.Length / 2 - 1, 0);
        Span<bool> takenA = a.Length <= 256 ? stackalloc bool[a.Length] : new bool[a.Length];
        Span<bool> takenB = b.Length <= 256 ? stackalloc bool[b.Length] : new bool[b.Length];
        var common = 0;
        for (var i = 0; i < a.Length; i++)
        {
            for (var j = Math.Max(0, i - reach); j < Math.Min(b.Length, i + reach + 1); j++)
            {
                if (takenB[j] || a[i] != b[j])
                    continue;
                takenA[i] = takenB[j] = true;
                common++;
                break;
            }
        }
        if (common == 0)
            return 0;
        var (swapped, k) = (0, 0);
        for (var i = 0; i < a.Length; i++)
        {
            if (!takenA[i])
                continue;
            while (!takenB[k])
                k++;
            swapped += a[i] == b[k++] ? 0 : 1;
        }
        var jaro = ((double)common / a.Length + (double)common / b.Length + (common - swapped / 2) / (double)common) / 3;
        var lead = 0;
        while (lead < Math.Min(4, a.Length) && a[lead] == b[lead])
            lead++;
        return jaro + lead * 0.1 * (1 - jaro);
    }
}

using System.Numerics;

namespace Rainmaker.Intelligence.Matching.Linkage;

/// <summary>How many slips of a finger lie between two texts.</summary>
static class Edits
{
    /// <summary>
    /// Optimal string alignment (Damerau 1964, Levenshtein 1966): insertions, deletions, replacements and swaps of two neighbours count one each. Never more than
    /// <paramref name="most"/> + 1: what is farther apart is not counted out.
    /// </summary>
    public static int Between(ReadOnlySpan<char> a, ReadOnlySpan<char> b, int most)
    {
        if (a.Length > b.Length)
            return Between(b, a, most);
        var front = a.CommonPrefixLength(b);
        a = a[front..];
        b = b[front..];
        var back = 0;
        while (back < a.Length && a[a.Length - 1 - back] == b[b.Length - 1 - back])
            back++;
        a = a[..(a.Length - back)];
        b = b[..(b.Length - back)];
        if (b.Length - a.Length > most)
            return most + 1;
        if (a.Length == 0)
            return b.Length;
        if (b.Length > 250)
        {
            a = a[..Math.Min(a.Length, 250)];
            b = b[..250];
        }
        var width = b.Length + 1;
        Span<int> rows = stackalloc int[3 * width];
        var before = rows[..width];
        var above = rows.Slice(width, width);
        var row = rows[(2 * width)..];
        for (var j = 0; j <= b.Length; j++)
            above[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            var least = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var edits = Math.Min(Math.Min(row[j - 1], above[j]) + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    edits = Math.Min(edits, before[j - 2] + 1);
                row[j] = edits;
                least = Math.Min(least, edits);
            }
            if (least > most)
                return most + 1;
            var spare = before;
            before = above;
            above = row;
            row = spare;
        }
        return Math.Min(above[b.Length], most + 1);
    }

    /// <summary>1 minus the edits for each sign of the longer text, 0 to 1; 0 where more than half of it would change.</summary>
    /// <param name="apart">Signs known to stand in one of them only: an edit accounts for two at most.</param>
    public static double Alike(ReadOnlySpan<char> a, ReadOnlySpan<char> b, int apart = 0)
    {
        var longer = Math.Max(a.Length, b.Length);
        var most = longer / 2;
        if (longer == 0 || apart > 2 * most || longer - Math.Min(a.Length, b.Length) > most)
            return 0;
        var edits = Between(a, b, most);
        return edits > most ? 0 : 1 - (double)edits / longer;
    }

    /// <summary>Which letters and digits occur, one bit each: texts that share few are not alike, and that is cheap to see.</summary>
    public static ulong Letters(ReadOnlySpan<char> text)
    {
        var bits = 0ul;
        foreach (var c in text)
            bits |= 1ul << (c is >= 'a' and <= 'z' ? c - 'a' : c is >= '0' and <= '9' ? 26 + c - '0' : 36 + c % 28);
        return bits;
    }

    /// <summary>How many different signs stand in only one of the two.</summary>
    public static int Apart(ulong a, ulong b) => BitOperations.PopCount(a ^ b);
}

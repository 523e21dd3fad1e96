namespace Rainmaker.Intelligence.Scoring.Learned;

/// <summary>One part of the sum while it is learned: a column, or two of them together, as bins.</summary>
/// <param name="Columns">One index, or two.</param>
/// <param name="Codes">Bin of each row.</param>
/// <param name="Bins">How many bins there are, at most 256.</param>
/// <param name="Ordered">Whether neighbouring bins (from bin 1 on) are neighbours in the world.</param>
/// <param name="Prior">Curvature that speaks for no effect.</param>
sealed record Term(int[] Columns, byte[] Codes, int Bins, bool Ordered, float Prior)
{
    public int[] Counts()
    {
        var counts = new int[Bins];
        foreach (var code in Codes)
            counts[code]++;
        return counts;
    }
}

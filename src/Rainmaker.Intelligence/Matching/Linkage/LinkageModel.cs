namespace Rainmaker.Intelligence.Matching.Linkage;

/// <summary>
/// What agreement and disagreement say: for each slot of a comparison and each level, how often it occurs among pairs of one entity (m) and among others (u).
/// The weight of a pair is the sum of ln(m/u) and of the prior (Fellegi and Sunter 1969, "A Theory for Record Linkage"). Where two fields agree together
/// by chance (a postcode and its town), u of one is conditional on the level of the other: a tree of dependences (Chow and Liu 1968).
/// </summary>
sealed class LinkageModel
{
    readonly float[] _weights;

    /// <param name="m">[slot][level], sums to 1 over the levels that are not missing.</param>
    /// <param name="u">[slot][parent's level][level].</param>
    /// <param name="parents">For each slot the slot whose level conditions its u, or -1.</param>
    /// <param name="prior">Share of pairs of one entity among all pairs.</param>
    public LinkageModel(double[][] m, double[][][] u, int[] parents, double prior)
    {
        (M, U, Parents, Prior) = (m, u, parents, prior);
        _weights = new float[m.Length * 64];
        for (var slot = 0; slot < m.Length; slot++)
        {
            for (var parent = 0; parent < PairComparer.Levels; parent++)
            {
                for (var level = 1; level < PairComparer.Levels; level++)
                    _weights[slot * 64 + parent * 8 + level] = (float)Math.Log(m[slot][level] / u[slot][parent][level]);
            }
        }
    }

    public double[][] M { get; }
    public double[][][] U { get; }
    public int[] Parents { get; }
    public double Prior { get; }
    public int Slots => M.Length;

    /// <summary>ln(m/u) of one slot.</summary>
    public float Weight(ulong comparison, int slot)
    {
        var parent = Parents[slot] < 0 ? 0 : PairComparer.Level(comparison, Parents[slot]);
        return _weights[slot * 64 + parent * 8 + PairComparer.Level(comparison, slot)];
    }

    /// <summary>ln of the odds that the two are one, before the rarity of what agrees is taken into account.</summary>
    public double LogOdds(ulong comparison)
    {
        var sum = Math.Log(Prior / (1 - Prior));
        for (var slot = 0; slot < M.Length; slot++)
            sum += Weight(comparison, slot);
        return sum;
    }
}

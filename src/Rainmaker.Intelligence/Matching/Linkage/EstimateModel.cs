namespace Rainmaker.Intelligence.Matching.Linkage;

/// <summary>How often each comparison occurs.</summary>
/// <param name="Blocked">Among the pairs of blocking.</param>
/// <param name="Scale">Pairs of blocking that each counted one stands for (blocking may be sampled).</param>
/// <param name="Random">Among pairs drawn from all.</param>
/// <param name="Agreeing">By slot, among pairs drawn from those that agree on it.</param>
sealed record ComparisonCounts(Dictionary<ulong, long> Blocked, double Scale, Dictionary<ulong, long> Random, Dictionary<ulong, long>[] Agreeing);

/// <summary>
/// Finds m, u and the prior without labels. u comes from pairs drawn at random, m and the prior by expectation and maximisation (Dempster, Laird, Rubin 1977; for
/// linkage Winkler 1988) over the pairs that blocking brings together. Responsibilities are those among ALL pairs: blocked pairs are taken as the only ones that can match,
/// and are not a population of their own, so that agreeing on the blocking key does not inflate m (Splink reaches the same by leaving the key's fields out of a run).
/// Against degeneration: u is held, m has a prior, weights never fall while agreement grows, and the matches cannot outnumber what the files can hold.
/// </summary>
static class EstimateModel
{
    const int Rounds = 40;

    // Of a hundred pairs of one entity, how many stand at each level before anything is known; counts as this many pairs.
    internal static double[] Start { get; } = [0, 0.05, 0.03, 0.05, 0.12, 0.75];
    internal static double[] StartOrder { get; } = [0, 0.95, 0.05, 0, 0, 0];
    const double Pseudo = 10;

    // Two entities behind one door share address and telephone and little else; a whole name that differs is what tells them apart, so it takes many pairs to say that
    // names of one entity differ often.
    const double PseudoOfNames = 60;

    // Where few records stand twice, namesakes and colleagues outnumber them, and what they have in common would pass for identity. But of one entity, what identifies it
    // does not differ more often than once in three.
    const double MostDifferent = 1 / 3d;

    public static LinkageModel Run(RecordTable table, ComparisonCounts counts)
    {
        var fields = table.Fields.Count;
        var slots = fields + 2;
        var all = table.IsLink ? (double)table.FirstFile * (table.Count - table.FirstFile) : (double)table.Count * (table.Count - 1) / 2;
        var most = table.IsLink ? Math.Min(table.FirstFile, table.Count - table.FirstFile) : 3d * table.Count;
        var candidates = counts.Blocked.OrderBy(pair => pair.Key).Select(pair => (Comparison: pair.Key, Count: pair.Value * counts.Scale)).ToArray();
        var m = Enumerable.Range(0, slots).Select(slot => (slot < fields ? Start : StartOrder).ToArray()).ToArray();
        var prior = Math.Min(most, 0.1 * table.Count) / all;
        var chance = new Chance(table, counts);
        var model = new LinkageModel(m, Rising(m, chance.Of(m, prior)), chance.Parents, prior);
        // Before anything is taken for a match: else a name and the mailbox made of it, which always come together, would count twice and never be seen as chance.
        if (table.Fields.Any(field => field.Kind == FieldKind.Email))
        {
            chance.Learn(model);
            model = new(m, Rising(m, chance.Of(m, prior)), chance.Parents, prior);
        }
        for (var round = 0; round < Rounds; round++)
        {
            var sums = Enumerable.Range(0, slots).Select(_ => new double[PairComparer.Levels]).ToArray();
            var matches = 0d;
            foreach (var (comparison, count) in candidates)
            {
                var expected = count * Probability(model.LogOdds(comparison));
                matches += expected;
                for (var slot = 0; slot < slots; slot++)
                    sums[slot][PairComparer.Level(comparison, slot)] += expected;
            }
            prior = Math.Clamp(matches, 1, most) / all;
            m = [.. sums.Select((sum, slot) => Share(sum, slot < fields ? Start : StartOrder, slot < fields && IsWholeName(table.Fields[slot].Kind) ? PseudoOfNames : Pseudo, slot < fields && Tells(table.Fields[slot].Kind) ? MostDifferent : 1))];
            if (round is 2 or 5 or 9 or 14 or 19 or 24)
                chance.Learn(model);
            model = new(m, Rising(m, chance.Of(m, prior)), chance.Parents, prior);
        }
        return model;
    }

    public static double Probability(double logOdds) => 1 / (1 + Math.Exp(-logOdds));

    static bool IsWholeName(FieldKind kind) => kind is FieldKind.Name or FieldKind.Company;

    // What tells one person or company from another; not where they live or what they do.
    static bool Tells(FieldKind kind) => kind is FieldKind.FirstName or FieldKind.LastName or FieldKind.Name or FieldKind.Company or FieldKind.Email or FieldKind.Phone or FieldKind.Date;

    static double[] Share(double[] sum, double[] start, double pseudo, double mostDifferent)
    {
        var total = 0d;
        for (var level = 1; level < PairComparer.Levels; level++)
            total += sum[level] + pseudo * start[level];
        double[] share = [.. sum.Select((value, level) => level == 0 ? 0 : Math.Max((value + pseudo * start[level]) / total, 1e-6))];
        if (share[PairComparer.Different] <= mostDifferent)
            return share;
        var rest = (1 - mostDifferent) / (1 - share[PairComparer.Different]);
        return [.. share.Select((value, level) => level == PairComparer.Different ? mostDifferent : value * rest)];
    }

    // A closer agreement never weighs less than a looser one: where it would, the levels are too rare to be told apart and share one weight (pool adjacent violators,
    // Ayer et al. 1955).
    internal static double[][][] Rising(double[][] m, double[][][] u)
    {
        Span<(double M, double U, int From)> pools = stackalloc (double, double, int)[PairComparer.Levels];
        for (var slot = 0; slot < m.Length - 2; slot++)
        {
            foreach (var given in u[slot])
            {
                var count = 0;
                for (var level = 1; level < PairComparer.Levels; level++)
                {
                    pools[count++] = (m[slot][level], given[level], level);
                    while (count > 1 && pools[count - 1].M * pools[count - 2].U < pools[count - 2].M * pools[count - 1].U)
                    {
                        count--;
                        pools[count - 1] = (pools[count - 1].M + pools[count].M, pools[count - 1].U + pools[count].U, pools[count - 1].From);
                    }
                }
                for (var pool = 0; pool < count; pool++)
                {
                    for (var level = pools[pool].From; level < (pool + 1 < count ? pools[pool + 1].From : PairComparer.Levels); level++)
                        given[level] = m[slot][level] * pools[pool].U / pools[pool].M;
                }
            }
        }
        return u;
    }
}

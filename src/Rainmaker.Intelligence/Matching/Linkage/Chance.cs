namespace Rainmaker.Intelligence.Matching.Linkage;

/// <summary>How often two records that are not one agree all the same.</summary>
static class Chance
{
    // So many pairs a conditional share must rest on before it outweighs the unconditional one.
    const double Belief = 20;

    /// <summary>u by slot, parent's level and level. Full agreement is taken from the frequencies of values, which know it far better than a sample, less what true pairs contribute.</summary>
    public static double[][][] Of(RecordTable table, KeyValuePair<ulong, long>[] drawn, double[] weights, int[] parents, double[][] m, double prior)
    {
        var slots = parents.Length;
        var u = new double[slots][][];
        for (var slot = 0; slot < slots; slot++)
        {
            var counts = new double[PairComparer.Levels, PairComparer.Levels];
            for (var i = 0; i < drawn.Length; i++)
                counts[parents[slot] < 0 ? 0 : PairComparer.Level(drawn[i].Key, parents[slot]), PairComparer.Level(drawn[i].Key, slot)] += weights[i];
            var marginal = Marginal(counts);
            if (slot < table.Fields.Count)
                SetAgreement(marginal, Math.Max((Agreement(table, slot) - prior * m[slot][PairComparer.Same]) / (1 - prior), Floor(table, slot)));
            u[slot] = [.. Enumerable.Range(0, PairComparer.Levels).Select(parent => Given(counts, parent, marginal))];
        }
        return u;
    }

    /// <summary>
    /// The strongest tree of dependences among the slots: edges by mutual information, only where it is beyond doubt (Chow and Liu 1968). -1 where a slot stands alone.
    /// </summary>
    public static int[] Tree(KeyValuePair<ulong, long>[] drawn, double[] weights, int slots)
    {
        var edges = new List<(double Gain, int A, int B)>();
        for (var a = 0; a < slots; a++)
        {
            for (var b = a + 1; b < slots; b++)
            {
                if (Dependence(drawn, weights, a, b) is var gain and > 60)
                    edges.Add((gain, a, b));
            }
        }
        edges.Sort((x, y) => x.Gain != y.Gain ? y.Gain.CompareTo(x.Gain) : (x.A, x.B).CompareTo((y.A, y.B)));
        var parents = Enumerable.Repeat(-1, slots).ToArray();
        var group = Enumerable.Range(0, slots).ToArray();
        var near = Enumerable.Range(0, slots).Select(_ => new List<int>()).ToArray();
        foreach (var (_, a, b) in edges)
        {
            if (group[a] == group[b])
                continue;
            var (keep, join) = (group[a], group[b]);
            for (var i = 0; i < slots; i++)
                group[i] = group[i] == join ? keep : group[i];
            near[a].Add(b);
            near[b].Add(a);
        }
        var seen = new bool[slots];
        for (var root = 0; root < slots; root++)
            Hang(root, -1);
        return parents;

        void Hang(int slot, int parent)
        {
            if (seen[slot])
                return;
            (seen[slot], parents[slot]) = (true, parent);
            foreach (var next in near[slot])
                Hang(next, slot);
        }
    }

    // Twice the log-likelihood ratio (G) over levels where both are known: agreeing and nearly agreeing against the rest.
    static double Dependence(KeyValuePair<ulong, long>[] drawn, double[] weights, int a, int b)
    {
        Span<double> counts = stackalloc double[4];
        for (var i = 0; i < drawn.Length; i++)
        {
            var (x, y) = (PairComparer.Level(drawn[i].Key, a), PairComparer.Level(drawn[i].Key, b));
            if (x != 0 && y != 0)
                counts[(x >= PairComparer.Similar ? 2 : 0) + (y >= PairComparer.Similar ? 1 : 0)] += weights[i];
        }
        var (total, gain) = (counts[0] + counts[1] + counts[2] + counts[3], 0d);
        for (var cell = 0; cell < 4; cell++)
        {
            var expected = (counts[cell & 2] + counts[(cell & 2) + 1]) * (counts[cell & 1] + counts[(cell & 1) + 2]) / Math.Max(total, 1);
            if (counts[cell] > 0 && expected > 0)
                gain += 2 * counts[cell] * Math.Log(counts[cell] / expected);
        }
        // Only fields that agree together; that one tends to differ where the other agrees helps nobody.
        return total > 0 && counts[3] > 5 && counts[3] * total > (counts[2] + counts[3]) * (counts[1] + counts[3]) ? gain : 0;
    }

    static double[] Marginal(double[,] counts)
    {
        var sums = new double[PairComparer.Levels];
        var total = 0d;
        for (var level = 1; level < PairComparer.Levels; level++)
        {
            for (var parent = 0; parent < PairComparer.Levels; parent++)
                sums[level] += counts[parent, level];
            total += sums[level] += 0.5;
        }
        for (var level = 1; level < PairComparer.Levels; level++)
            sums[level] /= total;
        return sums;
    }

    static void SetAgreement(double[] marginal, double same)
    {
        same = Math.Min(same, 0.95);
        var rest = (1 - same) / (1 - marginal[PairComparer.Same]);
        for (var level = 1; level < PairComparer.Same; level++)
            marginal[level] *= rest;
        marginal[PairComparer.Same] = same;
    }

    static double[] Given(double[,] counts, int parent, double[] marginal)
    {
        var total = 0d;
        for (var level = 1; level < PairComparer.Levels; level++)
            total += counts[parent, level];
        return [.. marginal.Select((share, level) => level == 0 ? 0 : (counts[parent, level] + Belief * share) / (total + Belief))];
    }

    static double Agreement(RecordTable table, int field)
    {
        var pairs = 0d;
        if (!table.IsLink)
        {
            foreach (var count in table.Frequency[field])
                pairs += (double)count * (count - 1);
            return pairs / Math.Max((double)table.Filled[field] * (table.Filled[field] - 1), 1);
        }
        var (left, ids) = (new int[table.Values[field].Count], table.Ids[field]);
        var filled = 0;
        for (var record = 0; record < table.FirstFile; record++)
        {
            if (ids[record] < 0)
                continue;
            left[ids[record]]++;
            filled++;
        }
        for (var record = table.FirstFile; record < table.Count; record++)
            pairs += ids[record] < 0 ? 0 : left[ids[record]];
        return pairs / Math.Max((double)filled * (table.Filled[field] - filled), 1);
    }

    // No value is so rare that two others could not share it.
    static double Floor(RecordTable table, int field) => 0.5 / Math.Max(table.Frequency[field].Count(count => count > 0), 2) / 4;
}

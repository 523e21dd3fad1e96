namespace Rainmaker.Intelligence.Scoring.Learned;

/// <summary>
/// Which two columns say more together than the sum of what each says: the residuals of the held-out rows are summed by cells of both columns, all pairs
/// in one pass (FAST: Lou, Caruana, Gehrke, Hooker 2013, "Accurate Intelligible Models with Pairwise Interactions"). Other than there, a pair is judged
/// by rows that its cells were not estimated from.
/// </summary>
static class Pairs
{
    /// <summary>The best first; none where none earns its keep.</summary>
    public static IReadOnlyList<(Term Term, byte[][] Sides)> Find(IReadOnlyList<Bins> bins, IReadOnlyList<Term> mains, double[] heldOut, float[] truth, int[] folds, bool mainsFound, Learning learning)
    {
        var (gradient, curvature) = (new float[truth.Length], new float[truth.Length]);
        for (var row = 0; row < truth.Length; row++)
        {
            var chance = 1 / (1 + Math.Exp(-heldOut[row]));
            (gradient[row], curvature[row]) = ((float)(truth[row] - chance), (float)(chance * (1 - chance)));
        }
        var sides = mains.Select((term, i) => Side.Of(bins[i], term, learning.PairSide)).ToArray();
        // Where no column says anything by itself, the best of many pairs would pass by luck.
        var least = learning.PairGain + (mainsFound ? 0 : Math.Log(Math.Max(1, sides.Length * (sides.Length - 1) / 2)));
        var found = new List<(double Gain, int A, int B)>();
        for (var a = 0; a < sides.Length; a++)
        {
            for (var b = a + 1; b < sides.Length; b++)
            {
                if (sides[a].Size < 2 || sides[b].Size < 2)
                    continue;
                var gain = HeldOutGain(sides[a], sides[b], gradient, curvature, folds, learning);
                if (gain >= least)
                    found.Add((gain, a, b));
            }
        }
        return [.. found.OrderByDescending(p => p.Gain).ThenBy(p => p.A).ThenBy(p => p.B).Take(learning.MostPairs)
            .Select(p => (new Term([p.A, p.B], Cells(sides[p.A], sides[p.B]), sides[p.A].Size * sides[p.B].Size, Ordered: false, learning.PairPrior), new[] { sides[p.A].Map, sides[p.B].Map }))];
    }

    /// <summary>Log-likelihood that half a Newton step for each cell, taken from the other folds, gains on a fold; summed over all folds.</summary>
    static double HeldOutGain(Side a, Side b, float[] gradient, float[] curvature, int[] folds, Learning learning)
    {
        var (cells, members) = (a.Size * b.Size, folds.Max() + 1);
        var (sums, all) = (new (float Gradient, float Curvature)[members * cells], new (float Gradient, float Curvature)[cells]);
        for (var row = 0; row < folds.Length; row++)
        {
            ref var sum = ref sums[(folds[row] * cells) + (a.Codes[row] * b.Size) + b.Codes[row]];
            sum.Gradient += gradient[row];
            sum.Curvature += curvature[row];
        }
        for (var i = 0; i < sums.Length; i++)
            all[i % cells] = (all[i % cells].Gradient + sums[i].Gradient, all[i % cells].Curvature + sums[i].Curvature);
        var gain = 0.0;
        for (var i = 0; i < sums.Length; i++)
        {
            var (others, own) = (all[i % cells], sums[i]);
            var step = 0.5 * (others.Gradient - own.Gradient) / (others.Curvature - own.Curvature + learning.PairPrior);
            gain += (step * own.Gradient) - (step * step * own.Curvature / 2);
        }
        return gain;
    }

    static byte[] Cells(Side a, Side b)
    {
        var cells = new byte[a.Codes.Length];
        for (var row = 0; row < cells.Length; row++)
            cells[row] = (byte)((a.Codes[row] * b.Size) + b.Codes[row]);
        return cells;
    }

    /// <summary>A column in few, about equally filled bins.</summary>
    /// <param name="Map">From the column's own bin.</param>
    sealed record Side(byte[] Map, byte[] Codes, int Size)
    {
        public static Side Of(Bins bins, Term term, int most)
        {
            var counts = term.Counts();
            var (map, size) = bins.Ordered ? Neighbours(counts, most) : Commonest(counts, most);
            return new(map, Array.ConvertAll(term.Codes, code => map[code]), size);
        }

        static (byte[], int) Commonest(int[] counts, int most)
        {
            // A bin that no row is in has a place too, or shares it with the rarest: a later row may be in it.
            var (map, used) = (new byte[counts.Length], 0);
            foreach (var bin in Enumerable.Range(0, counts.Length).OrderByDescending(b => counts[b]).ThenBy(b => b))
            {
                map[bin] = (byte)Math.Min(used, most - 1);
                used += counts[bin] > 0 ? 1 : 0;
            }
            return (map, map.Max() + 1);
        }

        static (byte[], int) Neighbours(int[] counts, int most)
        {
            var (map, last, held) = (new byte[counts.Length], 1, 0.0);
            var share = counts[1..].Sum() / (double)(most - last);
            for (var bin = 1; bin < counts.Length; bin++)
            {
                if (held > 0 && (held >= share || held + (counts[bin] / 2.0) > share) && counts[bin] > 0 && last < most - 1)
                    (last, held) = (last + 1, 0);
                (map[bin], held) = ((byte)last, held + counts[bin]);
            }
            return (map, last + 1);
        }
    }
}

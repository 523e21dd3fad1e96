namespace Rainmaker.Intelligence.Scoring.Learned;

/// <summary>
/// Bags that learn in step, so that one number of rounds, the best for all held-out rows together, ends them all: it is the only thing those rows
/// choose, and what is said of them stays honest. Each row is held out once in every drawing (Breiman 1996, out-of-bag; here the bags are folds).
/// </summary>
sealed class Ensemble
{
    readonly float[] _truth;
    readonly Learning _learning;
    readonly int _drawings;

    public Ensemble(float[] truth, ulong[] digests, int positives, int seed, Learning learning)
    {
        (_truth, _learning) = (truth, learning);
        var members = Math.Min(learning.Folds, Math.Min(positives, truth.Length - positives));
        _drawings = Math.Clamp(learning.RowsWorthDrawing / truth.Length, learning.Drawings.Least, learning.Drawings.Most);
        Folds = Draw(truth, digests, members, seed, 0);
        for (var d = 0; d < _drawings; d++)
        {
            var folds = d == 0 ? Folds : Draw(truth, digests, members, seed, d);
            for (var f = 0; f < members; f++)
                Bags.Add(new(truth, [.. Enumerable.Range(0, truth.Length).Where(row => folds[row] == f)]));
        }
    }

    public List<Bag> Bags { get; } = [];

    /// <summary>Of each row, in the first drawing.</summary>
    public int[] Folds { get; }

    /// <summary>Steps of the terms from <paramref name="first"/> on, up to the round that serves the held-out rows best.</summary>
    /// <returns>That round; 0 where none is better than nothing.</returns>
    public int Learn(IReadOnlyList<Term> terms, int first, CancellationToken stop)
    {
        Bags.ForEach(bag => bag.Grow(terms));
        var (best, at) = (Bags.Sum(b => b.HeldOutLoss()), 0);
        var kept = Bags.ConvertAll(Copy);
        for (var round = 1; round <= _learning.MostRounds && round - at <= _learning.Patience; round++)
        {
            stop.ThrowIfCancellationRequested();
            var loss = 0.0;
            foreach (var bag in Bags)
            {
                // Curvature moves slowly; the gradient is new in every round.
                bag.Round(terms, first, fresh: round <= 2 || round % 4 == 0, _learning);
                loss += bag.HeldOutLoss();
            }
            if (loss < best)
                (best, at, kept) = (loss, round, Bags.ConvertAll(Copy));
        }
        for (var b = 0; b < Bags.Count; b++)
            Bags[b].Restore(terms, kept[b]);
        return at;
    }

    /// <summary>What members that never saw the row say of it, and what they would say without any facts.</summary>
    public (double[] LogOdds, double[] Bases) HeldOut()
    {
        var (logOdds, bases) = (new double[_truth.Length], new double[_truth.Length]);
        foreach (var bag in Bags)
        {
            foreach (var row in bag.HeldOut)
            {
                logOdds[row] += bag.LogOdds(row) / _drawings;
                bases[row] += (double)bag.Base / _drawings;
            }
        }
        return (logOdds, bases);
    }

    static List<float[]> Copy(Bag bag) => bag.Shapes.ConvertAll(s => s.ToArray());

    /// <summary>
    /// A fold for each row by what is in it, never by its place, with outcomes spread evenly. Up to four rows of the same facts go together: a repeated
    /// entry must not be learned by heart. More of them are no repetition but a common case.
    /// </summary>
    static int[] Draw(float[] truth, ulong[] digests, int members, int seed, int drawing)
    {
        var (rows, keys, copy) = (truth.Length, new ulong[truth.Length], 0);
        for (var row = 0; row < rows; row++)
        {
            copy = row > 0 && digests[row] == digests[row - 1] ? copy + 1 : 0;
            keys[row] = FactColumn.Mixed(digests[row] ^ FactColumn.Mixed(((ulong)(uint)seed << 32) + ((ulong)(copy / 4) << 8) + (ulong)drawing + 1));
        }
        var order = Enumerable.Range(0, rows).ToArray();
        Array.Sort(order, (a, b) => truth[a].CompareTo(truth[b]) is var byTruth and not 0 ? byTruth : keys[a].CompareTo(keys[b]));
        var (folds, next, drawn) = (new int[rows], 0, new Dictionary<ulong, int>(rows));
        foreach (var row in order)
        {
            if (!drawn.TryGetValue(keys[row], out folds[row]))
                drawn[keys[row]] = folds[row] = next++ % members;
        }
        return folds;
    }
}

namespace Rainmaker.Intelligence.Matching.Linkage;

/// <summary>
/// What people decided corrects what was estimated: logistic regression on the estimated log-odds, the levels, the likeness and the rarity of each field, with the ridge
/// drawn towards the estimate (weight 1 on the log-odds, 0 on all else), so that few answers change little and many change much. Newton's method (Hoerl and Kennard 1970;
/// le Cessie and van Houwelingen 1992).
/// </summary>
sealed class LearnedScore : IPairScore
{
    const double Ridge = 1;
    const int MostSteps = 12;

    readonly EstimatedScore _estimate;
    readonly double[] _weights;

    public LearnedScore(EstimatedScore estimate, double[] weights) => (_estimate, _weights) = (estimate, weights);

    public LinkageWeights Kept() => LinkageWeights.Of(_estimate, _weights);

    const int PerSlot = PairComparer.Levels + 1;

    static int Width(EstimatedScore estimate) => 2 + estimate.Model.Slots * PerSlot;

    /// <param name="pairs">Pairs with known answers.</param>
    public static LearnedScore Fit(EstimatedScore estimate, PairComparer comparer, IReadOnlyList<(int A, int B, bool Same)> pairs)
    {
        var width = Width(estimate);
        var rows = new List<(int At, float Value)[]>(pairs.Count);
        var buffer = new List<(int At, float Value)>();
        foreach (var (a, b, _) in pairs)
        {
            Fill(estimate, comparer, a, b, buffer);
            rows.Add([.. buffer]);
        }
        var centre = new double[width];
        centre[1] = 1;
        var weights = centre.ToArray();
        for (var step = 0; step < MostSteps; step++)
        {
            var (gradient, curvature) = (new double[width], new double[width, width]);
            for (var j = 0; j < width; j++)
            {
                gradient[j] = -Ridge * (weights[j] - centre[j]);
                curvature[j, j] = Ridge;
            }
            for (var i = 0; i < rows.Count; i++)
            {
                var row = rows[i];
                var chance = EstimateModel.Probability(Dot(row, weights));
                var (error, spread) = ((pairs[i].Same ? 1 : 0) - chance, Math.Max(chance * (1 - chance), 1e-9));
                foreach (var (j, x) in row)
                {
                    gradient[j] += error * x;
                    foreach (var (k, y) in row)
                        curvature[j, k] += spread * x * y;
                }
            }
            var move = Solve(curvature, gradient);
            var size = move.Max(Math.Abs);
            // A step that is too long for the curve it was drawn on is shortened.
            var part = Math.Min(1, 2 / Math.Max(size, 1e-12));
            for (var j = 0; j < width; j++)
                weights[j] += part * move[j];
            if (size < 1e-5)
                break;
        }
        return new(estimate, weights);
    }

    public float Of(PairComparer comparer, int a, int b)
    {
        var buffer = new List<(int At, float Value)>(40);
        Fill(_estimate, comparer, a, b, buffer);
        return (float)Dot([.. buffer], _weights);
    }

    public float[] Parts(PairComparer comparer, int a, int b)
    {
        var parts = _estimate.Parts(comparer, a, b);
        var buffer = new List<(int At, float Value)>(40);
        Fill(_estimate, comparer, a, b, buffer);
        for (var slot = 0; slot < parts.Length; slot++)
            parts[slot] *= (float)_weights[1];
        foreach (var (at, value) in buffer)
        {
            if (at >= 2)
                parts[(at - 2) / PerSlot] += (float)(value * _weights[at]);
        }
        return parts;
    }

    static void Fill(EstimatedScore estimate, PairComparer comparer, int a, int b, List<(int At, float Value)> row)
    {
        var (table, rarity) = (estimate.Table, estimate.Rarity);
        row.Clear();
        row.Add((0, 1));
        var comparison = comparer.Compare(a, b);
        row.Add((1, (float)Math.Clamp(estimate.Model.LogOdds(comparison) + rarity.Of(estimate.Model, comparison, a), -15, 15)));
        for (var slot = 0; slot < estimate.Model.Slots; slot++)
        {
            var (level, at) = (PairComparer.Level(comparison, slot), 2 + slot * PerSlot);
            row.Add((at + level, 1));
            if (slot >= table.Fields.Count || level == PairComparer.Missing)
                continue;
            row.Add((at + PairComparer.Levels, comparer.Likeness[slot] / 255f + (level == PairComparer.Same ? rarity.Of(slot, table.Ids[slot][a]) / 4 : 0)));
        }
    }

    static double Dot((int At, float Value)[] row, double[] weights)
    {
        var sum = 0d;
        foreach (var (at, value) in row)
            sum += weights[at] * value;
        return sum;
    }

    // Gauss with the largest pivot; the ridge keeps the matrix regular.
    static double[] Solve(double[,] matrix, double[] right)
    {
        var n = right.Length;
        for (var column = 0; column < n; column++)
        {
            var pivot = column;
            for (var row = column + 1; row < n; row++)
                pivot = Math.Abs(matrix[row, column]) > Math.Abs(matrix[pivot, column]) ? row : pivot;
            for (var k = column; k < n && pivot != column; k++)
                (matrix[column, k], matrix[pivot, k]) = (matrix[pivot, k], matrix[column, k]);
            (right[column], right[pivot]) = (right[pivot], right[column]);
            for (var row = column + 1; row < n; row++)
            {
                var factor = matrix[row, column] / matrix[column, column];
                if (factor == 0)
                    continue;
                for (var k = column; k < n; k++)
                    matrix[row, k] -= factor * matrix[column, k];
                right[row] -= factor * right[column];
            }
        }
        for (var row = n - 1; row >= 0; row--)
        {
            for (var k = row + 1; k < n; k++)
                right[row] -= matrix[row, k] * right[k];
            right[row] /= matrix[row, row];
        }
        return right;
    }
}

/// <summary>Each pair judged by the model of a fold that has not seen its answer.</summary>
sealed class CrossValidatedScore(IPairScore[] folds, Func<int, int, int> foldOf) : IPairScore
{
    public LinkageWeights? Kept() => null;

    public float Of(PairComparer comparer, int a, int b) => folds[foldOf(a, b)].Of(comparer, a, b);

    public float[] Parts(PairComparer comparer, int a, int b) => folds[foldOf(a, b)].Parts(comparer, a, b);
}

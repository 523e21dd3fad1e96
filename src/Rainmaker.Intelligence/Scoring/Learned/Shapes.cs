namespace Rainmaker.Intelligence.Scoring.Learned;

/// <summary>One part of a learned sum.</summary>
/// <param name="Columns">Index of its column, or of its two.</param>
/// <param name="Sides">For two columns: the coarser bin of each bin, first and second; else empty.</param>
/// <param name="Width">For two columns: how many coarser bins the second has.</param>
/// <param name="LogOdds">What each bin (or cell) adds; 0 is what the average row gets.</param>
/// <param name="Weight">Mean of the absolute values over the rows learned from: how much the part matters.</param>
public sealed record Shape(int[] Columns, byte[][] Sides, int Width, float[] LogOdds, double Weight);

/// <summary>Finishes what the bags learned.</summary>
static class Shapes
{
    /// <summary>
    /// Mean over the bags, calibrated, and made readable: a pair keeps only what neither column says alone (purified as in Lengerich, Tan, Chang, Hooker,
    /// Caruana 2020), and every shape is 0 on average, as is a bin that nothing was learned in.
    /// </summary>
    public static IReadOnlyList<Shape> Averaged(IReadOnlyList<Bag> bags, IReadOnlyList<Term> terms, IReadOnlyList<byte[][]> sides, Calibration calibration, out double average)
    {
        average = calibration.Offset + (calibration.Slope * bags.Average(b => (double)b.Base));
        var learned = bags[0].Shapes.Count;
        var (values, counts) = (new double[learned][], new int[learned][]);
        for (var t = 0; t < learned; t++)
        {
            (values[t], counts[t]) = (new double[terms[t].Bins], terms[t].Counts());
            foreach (var bag in bags)
                for (var b = 0; b < values[t].Length; b++)
                    values[t][b] += calibration.Slope * bag.Shapes[t][b] / bags.Count;
        }
        for (var t = 0; t < learned; t++)
            if (terms[t].Columns is [var a, var b])
                Purify(values[t], counts[t], values[a], sides[t][0], values[b], sides[t][1]);

        var shapes = new List<Shape>();
        for (var t = 0; t < learned; t++)
        {
            average += Centre(values[t], counts[t], terms[t].Ordered);
            var weight = values[t].Zip(counts[t], (value, count) => Math.Abs(value) * count).Sum() / terms[t].Codes.Length;
            if (weight > 0)
                shapes.Add(new(terms[t].Columns, sides[t], sides[t] is [_, var second] ? second.Max() + 1 : 0, Array.ConvertAll(values[t], v => (float)v), weight));
        }
        return shapes;
    }

    static void Purify(double[] cells, int[] counts, double[] first, byte[] firstSide, double[] second, byte[] secondSide)
    {
        var width = secondSide.Max() + 1;
        for (var pass = 0; pass < 20; pass++)
        {
            Give(cells, counts, first, firstSide, cell => cell / width);
            Give(cells, counts, second, secondSide, cell => cell % width);
        }
        for (var cell = 0; cell < cells.Length; cell++)
            if (counts[cell] == 0)
                cells[cell] = 0;
    }

    static void Give(double[] cells, int[] counts, double[] main, byte[] side, Func<int, int> of)
    {
        var (sums, rows) = (new double[side.Max() + 1], new double[side.Max() + 1]);
        for (var cell = 0; cell < cells.Length; cell++)
            (sums[of(cell)], rows[of(cell)]) = (sums[of(cell)] + (cells[cell] * counts[cell]), rows[of(cell)] + counts[cell]);
        for (var s = 0; s < sums.Length; s++)
            sums[s] /= Math.Max(1, rows[s]);
        for (var cell = 0; cell < cells.Length; cell++)
            cells[cell] -= sums[of(cell)];
        for (var bin = 0; bin < main.Length; bin++)
            main[bin] += sums[side[bin]];
    }

    static double Centre(double[] values, int[] counts, bool ordered)
    {
        var mean = values.Zip(counts, (value, count) => value * count).Sum() / counts.Sum();
        for (var b = 0; b < values.Length; b++)
            values[b] = counts[b] == 0 && (b == 0 || !ordered) ? 0 : values[b] - mean;
        return mean;
    }
}

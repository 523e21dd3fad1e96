using System.Text.Json.Serialization;

namespace Rainmaker.Intelligence.Scoring.Learned;

/// <summary>
/// A learned sum: log-odds = the average's + what each column (and each pair) adds. Plain values; JSON carries it whole. Columns are found by name, in any
/// order; one that is not there counts as not known, a word never seen as "something else".
/// </summary>
/// <param name="Average">Log-odds of a row about which everything is average.</param>
/// <param name="Bins">How each column is cut.</param>
/// <param name="Shapes">The parts, all of them 0 on average.</param>
/// <param name="HasEvidence">False: nothing was found beyond chance, and every row gets the base rate.</param>
/// <param name="Rows">Outcomes learned from.</param>
/// <param name="Positives">Those of them that came out well.</param>
public sealed record LearnedModel(double Average, IReadOnlyList<Bins> Bins, IReadOnlyList<Shape> Shapes, bool HasEvidence, int Rows, int Positives)
{
    /// <summary>Judged by rows that those who judge had not seen; null without evidence.</summary>
    public Honest? Honest { get; init; }

    /// <summary>Share of positives, 0 to 1.</summary>
    [JsonIgnore]
    public double BaseRate => (Positives + 0.5) / (Rows + 1);

    /// <summary>Columns by how much they matter, strongest first: the mean absolute log-odds they add, a pair's by halves.</summary>
    [JsonIgnore]
    public IReadOnlyList<(string Name, double Weight)> Weights =>
        [.. Shapes.SelectMany(s => s.Columns.Select(c => (Bins[c].Name, Weight: s.Weight / s.Columns.Length)))
            .GroupBy(w => w.Name, (name, all) => (name, all.Sum(w => w.Weight))).OrderByDescending(w => w.Item2).ThenBy(w => w.name, StringComparer.Ordinal)];

    /// <summary>Chance of each row, 0 to 1.</summary>
    public double[] Score(FactTable facts)
    {
        var (chances, codes) = (new double[facts.Rows], Encode(facts));
        // A block of rows stays in the nearest cache while all parts are added.
        const int Block = 2048;
        for (var from = 0; from < chances.Length; from += Block)
        {
            var block = chances.AsSpan(from, Math.Min(Block, chances.Length - from));
            block.Fill(Average);
            foreach (var shape in Shapes)
                Add(shape, codes, from, block);
            foreach (ref var chance in block)
                chance = 1 / (1 + Math.Exp(-chance));
        }
        return chances;
    }

    internal byte[][] Encode(FactTable facts)
    {
        var used = new bool[Bins.Count];
        foreach (var column in Shapes.SelectMany(s => s.Columns))
            used[column] = true;
        var byName = facts.Columns.GroupBy(c => c.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        return [.. Bins.Select((bins, i) => !used[i] ? [] : byName.TryGetValue(bins.Name, out var column) ? bins.Encode(column) : new byte[facts.Rows])];
    }

    internal static int Cell(Shape shape, byte[][] codes, int row) => shape.Columns is [var a, var b]
        ? (shape.Sides[0][codes[a][row]] * shape.Width) + shape.Sides[1][codes[b][row]]
        : codes[shape.Columns[0]][row];

    static void Add(Shape shape, byte[][] codes, int from, Span<double> block)
    {
        var values = shape.LogOdds;
        if (shape.Columns is [var only])
        {
            var code = codes[only].AsSpan(from, block.Length);
            for (var i = 0; i < block.Length; i++)
                block[i] += values[code[i]];
            return;
        }
        var a = codes[shape.Columns[0]].AsSpan(from, block.Length);
        var b = codes[shape.Columns[1]].AsSpan(from, block.Length);
        var (first, second) = (shape.Sides[0], shape.Sides[1]);
        for (var i = 0; i < block.Length; i++)
            block[i] += values[(first[a[i]] * shape.Width) + second[b[i]]];
    }

    internal static LearnedModel OfBaseRate(int rows, int positives) =>
        new(Math.Log((positives + 0.5) / (rows - positives + 0.5)), [], [], false, rows, positives);
}

/// <summary>How good a model is, by rows it was not shown. Each figure null where it has no meaning.</summary>
/// <param name="Auc">0.5 is chance, 1 is perfect.</param>
/// <param name="AveragePrecision">Area under precision and recall; chance is the base rate.</param>
/// <param name="Brier">Mean squared error; 0 is perfect.</param>
public sealed record Honest(double? Auc, double? AveragePrecision, double Brier, IReadOnlyList<CalibrationPoint> Calibration)
{
    public static Honest Of(double[] chances, bool[] outcomes) =>
        new(Accuracy.Auc(chances, outcomes), Accuracy.AveragePrecision(chances, outcomes), Accuracy.Brier(chances, outcomes), Accuracy.Calibration(chances, outcomes));

    internal static Honest Of(double[] chances, float[] truth) => Of(chances, Array.ConvertAll(truth, t => t > 0));
}

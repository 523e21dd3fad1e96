namespace Rainmaker.Intelligence.Scoring.Learned;

/// <summary>
/// Learns from what happened: an explainable boosting machine (generalised additive model with pairs: Lou, Caruana, Gehrke 2012; Lou et al. 2013; Nori,
/// Jenkins, Koch, Caruana 2019, "InterpretML"). The log-odds are a sum of one shape for each column and of a few for two columns, learned by cyclic
/// gradient boosting on binned values, averaged over bags, stopped and calibrated by rows the bags did not see. Where those rows are not told apart
/// better than chance would, the model is the base rate and says so.
/// </summary>
public static class TrainModel
{
    /// <param name="facts">Known before the outcome. The order of rows does not matter, to the last bit; repeated rows are held out together.</param>
    /// <param name="outcomes">What came, for each row.</param>
    /// <param name="seed">Other drawings of the bags; the same seed gives the same model.</param>
    /// <param name="stop">Ends learning with <see cref="OperationCanceledException"/>.</param>
    public static LearnedModel Train(FactTable facts, IReadOnlyList<bool> outcomes, int seed = 0, CancellationToken stop = default) =>
        Train(facts, outcomes, Learning.Default, seed, stop);

    internal static LearnedModel Train(FactTable facts, IReadOnlyList<bool> outcomes, Learning learning, int seed = 0, CancellationToken stop = default)
    {
        if (outcomes.Count != facts.Rows)
            throw new ArgumentException($"{outcomes.Count} outcomes for {facts.Rows} rows.", nameof(outcomes));
        var positives = outcomes.Count(o => o);
        var baseRate = LearnedModel.OfBaseRate(facts.Rows, positives);
        if (Math.Min(positives, facts.Rows - positives) < learning.FewestOutcomes)
            return baseRate;

        var (rows, digests) = Canonical(facts, outcomes);
        facts = facts.Take(rows);
        var truth = Array.ConvertAll(rows, row => outcomes[row] ? 1f : 0f);
        var bins = facts.Columns.Select(c => Bins.Of(c, learning.RowsABin)).ToArray();
        var terms = bins.Select((b, i) => new Term([i], b.Encode(facts.Columns[i]), b.Count, b.Ordered, learning.Prior)).ToList();

        var ensemble = new Ensemble(truth, digests, positives, seed, learning);
        var learned = ensemble.Learn(terms, 0, stop);
        var (heldOut, bases) = ensemble.HeldOut();
        var sides = new List<byte[][]>(terms.Select(_ => Array.Empty<byte[]>()));
        foreach (var (term, maps) in Pairs.Find(bins, terms, heldOut, truth, ensemble.Folds, mainsFound: learned > 0, learning))
        {
            terms.Add(term);
            sides.Add(maps);
        }
        if (terms.Count > bins.Length)
        {
            learned += ensemble.Learn(terms, bins.Length, stop);
            heldOut = ensemble.HeldOut().LogOdds;
        }
        if (learned == 0 || !Evidence(heldOut, bases, truth, learning))
            return baseRate;
        var calibration = Calibration.Fit(heldOut, truth);
        var shapes = Shapes.Averaged(ensemble.Bags, terms, sides, calibration, out var average);
        return new LearnedModel(average, bins, shapes, true, facts.Rows, positives)
        {
            Honest = Honest.Of(Array.ConvertAll(heldOut, calibration.Chance), truth),
        };
    }

    /// <summary>Whether the held-out rows became likelier by more than chance explains, and are in a better order than chance would put them.</summary>
    static bool Evidence(double[] heldOut, double[] bases, float[] truth, Learning learning)
    {
        double sum = 0, squares = 0;
        for (var row = 0; row < truth.Length; row++)
        {
            var gain = Bag.Loss(bases[row], truth[row]) - Bag.Loss(heldOut[row], truth[row]);
            (sum, squares) = (sum + gain, squares + (gain * gain));
        }
        var outcomes = Array.ConvertAll(truth, t => t > 0);
        return sum / Math.Sqrt(squares - (sum * sum / truth.Length) + 1e-12) >= learning.EvidenceFrom && Accuracy.AboveChance(heldOut, outcomes) >= learning.EvidenceFrom;
    }

    /// <summary>The rows in the order of their content: sums of floating numbers then do not depend on how the file was sorted.</summary>
    static (int[] Rows, ulong[] Digests) Canonical(FactTable facts, IReadOnlyList<bool> outcomes)
    {
        var (rows, digests) = (new int[facts.Rows], new ulong[facts.Rows]);
        for (var row = 0; row < rows.Length; row++)
            (rows[row], digests[row]) = (row, facts.Digest(row));
        Array.Sort(rows, (a, b) => digests[a].CompareTo(digests[b]) is var order and not 0 ? order : outcomes[a].CompareTo(outcomes[b]));
        return (rows, Array.ConvertAll(rows, row => digests[row]));
    }
}

namespace Rainmaker.Intelligence.Matching.Linkage;

/// <summary>
/// To agree on a rare value says more than to agree on a common one: the weight of full agreement is raised or lowered by ln(mean share / share of the value)
/// (term-frequency adjustment: Newcombe 1959, Winkler 1989).
/// </summary>
sealed class Rarity
{
    readonly float[][] _adjustments;
    readonly RecordTable _table;

    public Rarity(RecordTable table)
    {
        _table = table;
        _adjustments = [.. Enumerable.Range(0, table.Fields.Count).Select(Adjustments)];
    }

    /// <summary>What a field's full agreement on this value weighs more (or, below 0, less) than agreement on any.</summary>
    public float Of(int field, int value) => _adjustments[field][value];

    /// <summary>Sum over all fields of a pair that agree fully. Nothing is added where the field on which this one depends agrees too: the second agreement is no second surprise.</summary>
    public double Of(LinkageModel model, ulong comparison, int a)
    {
        var sum = 0d;
        for (var field = 0; field < _adjustments.Length; field++)
            sum += Counts(model, comparison, field) && _table.Ids[field][a] is var value and >= 0 ? _adjustments[field][value] : 0;
        return sum;
    }

    public static bool Counts(LinkageModel model, ulong comparison, int field) =>
        PairComparer.Level(comparison, field) == PairComparer.Same
        && (model.Parents[field] < 0 || PairComparer.Level(comparison, model.Parents[field]) < PairComparer.VerySimilar);

    float[] Adjustments(int field)
    {
        var (frequency, filled) = (_table.Frequency[field], Math.Max(_table.Filled[field], 1));
        var mean = 0d;
        foreach (var count in frequency)
            mean += (double)count * count / filled;
        return [.. frequency.Select(count => (float)Math.Clamp(Math.Log(mean / Math.Max(count, 1)), -4, 4))];
    }
}

namespace Rainmaker.Intelligence.Matching.Linkage;

/// <summary>What full agreement on a value weighs more or less than on any (<see cref="ValueShares.Adjustment(double, double)"/>): by the frequencies in the table, or by those that a search left.</summary>
sealed class Rarity(RecordTable table, IReadOnlyList<ValueShares>? known = null)
{
    readonly float[][] _adjustments = [.. Enumerable.Range(0, table.Fields.Count).Select(field => Adjustments(table, field, known?[field]))];

    /// <summary>What a field's full agreement on this value weighs more (or, below 0, less) than agreement on any.</summary>
    public float Of(int field, int value) => _adjustments[field][value];

    /// <summary>Sum over all fields of a pair that agree fully. Nothing is added where the field on which this one depends agrees too: the second agreement is no second surprise.</summary>
    public double Of(LinkageModel model, ulong comparison, int a)
    {
        var sum = 0d;
        for (var field = 0; field < _adjustments.Length; field++)
            sum += Counts(model, comparison, field) && table.Ids[field][a] is var value and >= 0 ? _adjustments[field][value] : 0;
        return sum;
    }

    public static bool Counts(LinkageModel model, ulong comparison, int field) =>
        PairComparer.Level(comparison, field) == PairComparer.Same
        && (model.Parents[field] < 0 || PairComparer.Level(comparison, model.Parents[field]) < PairComparer.VerySimilar);

    static float[] Adjustments(RecordTable table, int field, ValueShares? known)
    {
        if (known is not null)
            return [.. Enumerable.Range(0, table.Values[field].Count).Select(value => known.Adjustment(table.Values[field].Text(value)))];
        var mean = ValueShares.MeanOf(table.Frequency[field], table.Filled[field]);
        return [.. table.Frequency[field].Select(count => ValueShares.Adjustment(mean, count))];
    }
}

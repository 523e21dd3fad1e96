namespace Rainmaker.Intelligence.Matching.Linkage;

/// <summary>A pair of records, judged by itself.</summary>
/// <param name="Probability">That the two are one, 0 to 1.</param>
public sealed record JudgedPair(double Probability, IReadOnlyList<FieldEvidence> Evidence);

/// <summary>
/// What a search estimated, apart from the records it was estimated from: single pairs are compared and weighed by it as the search does it, with the same comparisons,
/// weights and words. It can be kept as JSON and holds no address and no number.
/// </summary>
public sealed record LinkageWeights
{
    LinkageModel? _model;

    public required IReadOnlyList<LinkField> Fields { get; init; }

    /// <summary>By slot and level: how often it occurs among pairs of one entity. See <see cref="LinkageModel"/>.</summary>
    public required double[][] M { get; init; }

    /// <summary>By slot, level of the slot on which it depends, and level: how often it occurs among other pairs.</summary>
    public required double[][][] U { get; init; }
    public required int[] Parents { get; init; }

    /// <summary>Share of pairs of one entity among all pairs.</summary>
    public required double Prior { get; init; }
    public required IReadOnlyList<ValueShares> Values { get; init; }

    /// <summary>What the answers of reviewers corrected; null where there were too few.</summary>
    public double[]? Corrections { get; init; }

    internal static LinkageWeights Of(EstimatedScore estimate, double[]? corrections = null)
    {
        var (table, model) = (estimate.Table, estimate.Model);
        return new()
        {
            Fields = table.Fields, M = model.M, U = model.U, Parents = model.Parents, Prior = model.Prior, Corrections = corrections,
            Values = [.. Enumerable.Range(0, table.Fields.Count).Select(field => ValueShares.Of(table, field))],
        };
    }

    /// <summary>How one record stands to some others.</summary>
    /// <param name="values">In the order of <see cref="Fields"/>, as typed; null where there is none.</param>
    public IReadOnlyList<JudgedPair> Judge(string?[] values, IReadOnlyList<string?[]> others)
    {
        if (others.Count == 0)
            return [];
        var table = RecordTable.Read(new(Fields, [.. Enumerable.Range(0, Fields.Count).Select(field => others.Select(other => other[field]).Prepend(values[field]).ToArray())]), Values);
        var estimate = new EstimatedScore(table, _model ??= new(M, U, Parents, Prior), new(table, Values));
        IPairScore score = Corrections is { } corrections ? new LearnedScore(estimate, corrections) : estimate;
        var comparer = new PairComparer(table);
        var mine = Array.IndexOf(table.RowOf, 0);
        return [.. others.Select((_, i) =>
        {
            var theirs = Array.IndexOf(table.RowOf, i + 1);
            var (a, b) = (Math.Min(mine, theirs), Math.Max(mine, theirs));
            return new JudgedPair(EstimateModel.Probability(score.Of(comparer, a, b)), FieldEvidence.Of(table, score, comparer, a, b));
        })];
    }
}

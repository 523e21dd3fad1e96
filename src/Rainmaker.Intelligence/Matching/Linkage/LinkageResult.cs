namespace Rainmaker.Intelligence.Matching.Linkage;

/// <summary>What was found: pairs taken for one, and clusters. Rows are those of the input.</summary>
public sealed class LinkageResult
{
    readonly LinkageWork _work;
    readonly IPairScore _score;
    readonly PairComparer _comparer;

    internal LinkageResult(LinkageWork work, IPairScore score, PairComparer comparer, List<LinkedPair> pairs, int[]? clusters)
    {
        (_work, _score, _comparer) = (work, score, comparer);
        Pairs = pairs;
        Clusters = clusters;
    }

    internal List<LinkedPair> Pairs { get; }
    internal int[]? Clusters { get; }

    /// <summary>Pairs of rows taken for one, with their probability.</summary>
    public IEnumerable<(int Row, int Other, double Probability)> Links => Pairs.Select(pair => (_work.Table.RowOf[pair.A], _work.Table.RowOf[pair.B], pair.Probability));

    public int Count => Pairs.Count;
}

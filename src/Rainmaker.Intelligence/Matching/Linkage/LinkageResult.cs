namespace Rainmaker.Intelligence.Matching.Linkage;

/// <summary>What was found: pairs taken for one, and clusters. Rows are those of the input.</summary>
public sealed class LinkageResult
{
    readonly LinkageWork _work;
    readonly IPairScore _score;
    readonly PairComparer _comparer;
    readonly List<LinkedPair> _pairs;
    readonly int[]? _clusters;

    internal LinkageResult(LinkageWork work, IPairScore score, PairComparer comparer, List<LinkedPair> pairs, int[]? clusters) =>
        (_work, _score, _comparer, _pairs, _clusters) = (work, score, comparer, pairs, clusters);

    internal RecordTable Table => _work.Table;
    internal IReadOnlyList<LinkedPair> Pairs => _pairs;

    /// <summary>How many pairs were taken for one.</summary>
    public int Count => _pairs.Count;

    /// <summary>Pairs of rows taken for one, with the probability; where two files were linked, the first file's row first. Of duplicates in one file: every two rows of a cluster.</summary>
    public IEnumerable<LinkedRows> Links => _pairs.Select(pair => new LinkedRows(Row(pair.A), Row(pair.B), pair.Probability, pair));

    /// <summary>For each row the number of its cluster, from 1, in order of the rows; 0 where it stands alone. Linked files have a cluster for each pair.</summary>
    public int[] Clusters()
    {
        var table = _work.Table;
        var first = new int[table.Count];
        for (var record = 0; record < first.Length; record++)
            first[table.RowOf[record]] = table.RowOf[_clusters?[record] ?? record];
        if (_clusters is null)
        {
            foreach (var pair in _pairs)
                first[Row(pair.B)] = Row(pair.A);
        }
        var sizes = new int[first.Length];
        foreach (var root in first)
            sizes[root]++;
        var numbers = new int[first.Length];
        var next = 0;
        for (var row = 0; row < first.Length; row++)
        {
            if (sizes[first[row]] > 1 && numbers[first[row]] == 0)
                numbers[first[row]] = ++next;
        }
        return [.. first.Select(root => sizes[root] > 1 ? numbers[root] : 0)];
    }

    /// <summary>What each field says, in the order of the fields.</summary>
    public IReadOnlyList<FieldEvidence> Evidence(LinkedRows link) => FieldEvidence.Of(_work.Table, _score, _comparer, link.Pair.A, link.Pair.B);

    /// <summary>By what it was decided, for judging single pairs later; null where each fifth was judged by what the others taught.</summary>
    public LinkageWeights? Weights => _score.Kept();

    int Row(int record) => _work.Table.RowOf[record];
}

/// <summary>Two rows taken for one.</summary>
public readonly record struct LinkedRows
{
    internal LinkedRows(int row, int other, double probability, LinkedPair pair) => (Row, Other, Probability, Pair) = (row, other, probability, pair);

    public int Row { get; }
    public int Other { get; }

    /// <summary>0 to 1; of two that only others connect, that of the surest way.</summary>
    public double Probability { get; }

    internal LinkedPair Pair { get; }
}

namespace Rainmaker.Intelligence.Matching.Linkage;

/// <summary>
/// Records of one entity, from pairs. Two groups become one only while the mean of all log-odds between them, the pairs that speak against it included, is above the
/// threshold (average linkage, Sokal and Michener 1958): one bad pair cannot join two groups whose other members are strangers to each other.
/// </summary>
static class Clusters
{
    // Beyond this a pair is as sure as a pair can be: it must not buy a dozen others.
    const float Surest = 9;

    // Groups hanging together by pairs are looked at whole up to this size; a larger one is first cut at its weakest pairs.
    const int Largest = 300;

    /// <param name="pairs">Pairs above the threshold.</param>
    /// <param name="logOdds">Of any two records.</param>
    /// <returns>For each record the smallest record of its cluster.</returns>
    public static int[] Of(int records, IReadOnlyList<LinkedPair> pairs, float threshold, Func<int, int, float> logOdds)
    {
        var parent = Enumerable.Range(0, records).ToArray();
        var sizes = Enumerable.Repeat(1, records).ToArray();
        foreach (var pair in pairs.OrderByDescending(pair => pair.LogOdds).ThenBy(pair => pair.A).ThenBy(pair => pair.B))
        {
            var (a, b) = (Root(parent, pair.A), Root(parent, pair.B));
            if (a == b || sizes[a] + sizes[b] > Largest)
                continue;
            (a, b) = (Math.Min(a, b), Math.Max(a, b));
            parent[b] = a;
            sizes[a] += sizes[b];
        }
        var members = new Dictionary<int, List<int>>();
        for (var record = 0; record < records; record++)
        {
            var root = Root(parent, record);
            if (sizes[root] < 3)
                continue;
            if (!members.TryGetValue(root, out var group))
                members[root] = group = [];
            group.Add(record);
        }
        for (var record = 0; record < records; record++)
            parent[record] = Root(parent, record);
        foreach (var group in members.Values)
            Divide(group, threshold, logOdds, parent);
        return parent;
    }

    static int Root(int[] parent, int record)
    {
        while (parent[record] != record)
            record = parent[record] = parent[parent[record]];
        return record;
    }

    static void Divide(List<int> group, float threshold, Func<int, int, float> logOdds, int[] clusterOf)
    {
        var n = group.Count;
        var sums = new float[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var j = i + 1; j < n; j++)
                sums[i, j] = sums[j, i] = Math.Clamp(logOdds(group[i], group[j]), -Surest, Surest);
        }
        var (size, into) = (Enumerable.Repeat(1, n).ToArray(), Enumerable.Range(0, n).ToArray());
        while (true)
        {
            var (best, x, y) = (threshold, -1, -1);
            for (var i = 0; i < n; i++)
            {
                for (var j = i + 1; j < n && size[i] > 0; j++)
                {
                    if (size[j] > 0 && sums[i, j] / (size[i] * size[j]) > best)
                        (best, x, y) = (sums[i, j] / (size[i] * size[j]), i, j);
                }
            }
            if (x < 0)
                break;
            for (var k = 0; k < n; k++)
            {
                sums[x, k] += sums[y, k];
                sums[k, x] = sums[x, k];
                into[k] = into[k] == y ? x : into[k];
            }
            size[x] += size[y];
            size[y] = 0;
        }
        for (var i = 0; i < n; i++)
            clusterOf[group[i]] = group[into[i]];
    }
}

/// <summary>Two records and how sure it is that they are one.</summary>
/// <param name="A">The smaller record.</param>
/// <param name="LogOdds">Natural logarithm of the odds.</param>
readonly record struct LinkedPair(int A, int B, float LogOdds)
{
    /// <summary>0 to 1.</summary>
    public double Probability => EstimateModel.Probability(LogOdds);
}

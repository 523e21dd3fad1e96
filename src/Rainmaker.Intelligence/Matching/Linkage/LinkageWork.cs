using System.Collections.Concurrent;

namespace Rainmaker.Intelligence.Matching.Linkage;

/// <summary>The steps of a run over one set of records; pairs stand in arrays of numbers, never as objects.</summary>
sealed class LinkageWork
{
    // What is less likely than this is not worth keeping for the clusters to look at.
    const float Hopeless = -3;

    readonly LinkageSettings _settings;
    readonly Blocking _blocking;
    readonly ConcurrentBag<PairComparer> _idle = [];

    public LinkageWork(LinkageInput input, LinkageSettings settings)
    {
        _settings = settings;
        Table = RecordTable.Read(input);
        _blocking = new(Table);
    }

    public RecordTable Table { get; }
    public Blocking Blocking => _blocking;

    public EstimatedScore Estimate()
    {
        var rate = Math.Min(1, _settings.Sample * 2d / Math.Max(_blocking.Upper, 1));
        var limit = rate >= 1 ? ulong.MaxValue : (ulong)(rate * ulong.MaxValue);
        var blocked = Count(Enumerable.Range(0, _blocking.Units), (unit, pairs) =>
        {
            _blocking.Fill(unit, pairs);
            pairs.RemoveAll(pair => Hash.Mix(((ulong)pair.A << 32) | (uint)pair.B) > limit);
        });
        var random = Count(Enumerable.Range(0, RandomPairs.Parts), (part, pairs) => RandomPairs.Fill(Table, _settings.Sample, part, pairs));
        var agreeing = Enumerable.Range(0, Strata.Count(Table)).Select(slot => Count([slot], (_, pairs) => Strata.Fill(Table, slot, pairs))).ToArray();
        return new(Table, EstimateModel.Run(Table, new(blocked, 1 / rate, random, agreeing)), new(Table));
    }

    /// <summary>Every pair of blocking that is not hopeless, in the order of its records.</summary>
    public List<LinkedPair> Score(IPairScore score, float above = Hopeless)
    {
        var found = new List<LinkedPair>[_blocking.Units];
        Parallel.For(0, _blocking.Units, unit =>
        {
            var (comparer, pairs, kept) = (Rent(), new List<(int A, int B)>(), new List<LinkedPair>());
            _blocking.Fill(unit, pairs);
            foreach (var (a, b) in pairs)
            {
                var logOdds = score.Of(comparer, a, b);
                if (logOdds > above)
                    kept.Add(new(a, b, logOdds));
            }
            found[unit] = kept;
            _idle.Add(comparer);
        });
        var all = new List<LinkedPair>(found.Sum(part => part.Count));
        foreach (var part in found)
            all.AddRange(part);
        all.Sort(static (x, y) => x.A != y.A ? x.A.CompareTo(y.A) : x.B.CompareTo(y.B));
        return all;
    }

    public LinkageResult Decide(IPairScore score)
    {
        var pairs = Score(score);
        var threshold = _settings.LogOdds;
        var comparer = Rent();
        if (Table.IsLink)
            return new(this, score, comparer, OneToOne.Of(pairs.Where(pair => pair.LogOdds > threshold)), null);
        var clusters = Clusters.Of(Table.Count, pairs.FindAll(pair => pair.LogOdds > threshold), threshold, (a, b) => score.Of(comparer, Math.Min(a, b), Math.Max(a, b)));
        return new(this, score, comparer, Within(clusters, pairs), clusters);
    }

    // Every two records of a cluster; those that only a third record connects carry the probability of the way over it.
    List<LinkedPair> Within(int[] clusters, List<LinkedPair> pairs)
    {
        var known = new Dictionary<(int, int), float>();
        foreach (var pair in pairs)
        {
            if (clusters[pair.A] == clusters[pair.B])
                known[(pair.A, pair.B)] = pair.LogOdds;
        }
        var within = new List<LinkedPair>();
        foreach (var members in Enumerable.Range(0, Table.Count).GroupBy(record => clusters[record]).Select(group => group.ToArray()).Where(group => group.Length > 1))
        {
            for (var i = 0; i < members.Length; i++)
            {
                for (var j = i + 1; j < members.Length; j++)
                    within.Add(new(members[i], members[j], Math.Max(Of(members[i], members[j]), Way(members, i, j))));
            }
        }
        within.Sort(static (x, y) => x.A != y.A ? x.A.CompareTo(y.A) : x.B.CompareTo(y.B));
        return within;

        float Of(int a, int b) => known.GetValueOrDefault(a < b ? (a, b) : (b, a), float.NegativeInfinity);

        float Way(int[] members, int i, int j)
        {
            var best = 0d;
            foreach (var third in members)
            {
                if (third != members[i] && third != members[j])
                    best = Math.Max(best, EstimateModel.Probability(Of(members[i], third)) * EstimateModel.Probability(Of(third, members[j])));
            }
            return best > 0 ? (float)Math.Log(best / (1 - Math.Min(best, 1 - 1e-7))) : float.NegativeInfinity;
        }
    }

    Dictionary<ulong, long> Count(IEnumerable<int> parts, Action<int, List<(int A, int B)>> fill)
    {
        var sums = new Dictionary<ulong, long>();
        Parallel.ForEach(parts, part =>
        {
            var (comparer, pairs, counts) = (Rent(), new List<(int A, int B)>(), new Dictionary<ulong, long>());
            fill(part, pairs);
            foreach (var (a, b) in pairs)
            {
                var comparison = comparer.Compare(a, b);
                counts[comparison] = counts.GetValueOrDefault(comparison) + 1;
            }
            _idle.Add(comparer);
            lock (sums)
            {
                foreach (var (comparison, count) in counts)
                    sums[comparison] = sums.GetValueOrDefault(comparison) + count;
            }
        });
        return sums;
    }

    PairComparer Rent() => _idle.TryTake(out var comparer) ? comparer : new(Table);
}

/// <summary>Pairs drawn at random, the same in every run; all pairs where there are few.</summary>
static class RandomPairs
{
    public const int Parts = 16;

    public static void Fill(RecordTable table, int sample, int part, List<(int A, int B)> pairs)
    {
        var (n, left) = (table.Count, table.FirstFile);
        var all = table.IsLink ? (long)left * (n - left) : (long)n * (n - 1) / 2;
        if (all <= sample)
        {
            for (var a = part; a < (table.IsLink ? left : n); a += Parts)
            {
                for (var b = table.IsLink ? left : a + 1; b < n; b++)
                    pairs.Add((a, b));
            }
            return;
        }
        for (var i = part; i < sample; i += Parts)
        {
            var random = Hash.Mix((ulong)i);
            var (x, y) = ((uint)random, (uint)(random >> 32));
            var (a, b) = table.IsLink ? ((int)(x % (uint)left), left + (int)(y % (uint)(n - left))) : ((int)(x % (uint)n), (int)(y % (uint)n));
            if (a != b)
                pairs.Add((Math.Min(a, b), Math.Max(a, b)));
        }
    }
}

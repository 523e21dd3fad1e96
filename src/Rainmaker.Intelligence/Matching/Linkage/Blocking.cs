namespace Rainmaker.Intelligence.Matching.Linkage;

/// <summary>
/// Which pairs are compared at all: records that share a key, in one of several passes. A key is one field's where that is rare enough by itself, else the keys of two
/// fields together, so that a pair is found when any two of its fields agree roughly. A block that is too large is split by further fields and never skipped.
/// A pair that meets in several passes is given out once, in the first.
/// </summary>
sealed class Blocking
{
    readonly RecordTable _table;
    readonly List<BlockingKeySet> _sets;
    readonly int _most;
    readonly uint[] _effective;
    readonly Pass[] _passes;

    sealed record Pass(int[] Sets, bool OrderFree, double Estimate)
    {
        public int[] Order { get; set; } = [];
        public int[] Starts { get; set; } = [];
    }

    /// <summary>A piece of work: some blocks of one pass.</summary>
    readonly record struct Unit(int Pass, int From, int To);

    readonly List<Unit> _units = [];

    public Blocking(RecordTable table)
    {
        _table = table;
        _sets = BlockingKeySet.Of(table);
        // Small files are compared generously; in large ones the work for each record stays bounded, so that the cost grows with the file.
        _most = (int)Math.Clamp(6_000_000L / Math.Max(table.Count, 1), 40, 800);
        _passes = [.. Choose()];
        _effective = new uint[(long)table.Count * _passes.Length];
        Parallel.For(0, _passes.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, Sort);
        Cut();
    }

    public int Units => _units.Count;
    public int Passes => _passes.Length;

    /// <summary>Pairs in all blocks, those that meet more than once counted as often.</summary>
    public long Upper { get; private set; }

    /// <summary>What the passes are made of, for people.</summary>
    public IEnumerable<string> Describe() => _passes.Select(pass =>
        string.Join(" + ", pass.Sets.Select(set => $"{_table.Fields[_sets[set].Field].Name} ({_sets[set].Name})")));

    /// <summary>The pairs of one unit that have not met in an earlier pass; the smaller record first.</summary>
    public void Fill(int unit, List<(int A, int B)> pairs)
    {
        pairs.Clear();
        var (pass, from, to) = _units[unit];
        var (order, starts) = (_passes[pass].Order, _passes[pass].Starts);
        for (var block = from; block < to; block++)
        {
            for (var i = starts[block]; i < starts[block + 1]; i++)
            {
                for (var j = i + 1; j < starts[block + 1]; j++)
                {
                    var (a, b) = (Math.Min(order[i], order[j]), Math.Max(order[i], order[j]));
                    if ((!_table.IsLink || (a < _table.FirstFile && b >= _table.FirstFile)) && !MetBefore(pass, a, b))
                        pairs.Add((a, b));
                }
            }
        }
    }

    bool MetBefore(int pass, int a, int b)
    {
        var mine = _effective.AsSpan((int)((long)a * _passes.Length), pass);
        var theirs = _effective.AsSpan((int)((long)b * _passes.Length), pass);
        for (var i = 0; i < mine.Length; i++)
        {
            if (mine[i] != 0 && mine[i] == theirs[i])
                return true;
        }
        return false;
    }

    IEnumerable<Pass> Choose()
    {
        var all = (double)_table.Count * _table.Count / 2;
        var cost = _sets.Select(Pairs).ToArray();
        var enough = Math.Max(4d, Math.Min(60, 400_000d / _table.Count));
        var alone = Enumerable.Range(0, _sets.Count).Where(i => cost[i] > 0 && cost[i] / _table.Count <= enough).ToHashSet();
        var passes = alone.Select(i => new Pass([i], false, cost[i])).ToList();
        for (var i = 0; i < _sets.Count; i++)
        {
            for (var j = i + 1; j < _sets.Count; j++)
            {
                // Together with another, a key that stands alone finds nothing new.
                if (alone.Contains(i) || alone.Contains(j) || _sets[i].Field == _sets[j].Field || !_sets[i].Forgiving || !_sets[j].Forgiving)
                    continue;
                var orderFree = _table.Values[_sets[i].Field] == _table.Values[_sets[j].Field] && _table.Fields[_sets[i].Field].Kind != _table.Fields[_sets[j].Field].Kind;
                passes.Add(new([i, j], orderFree, cost[i] * cost[j] / all));
            }
        }
        // The rarest keys first, until each record has company enough; in a small file that is hundreds, in a large one a dozen.
        var (spent, budget) = (0d, Math.Max(12d * _table.Count, 1_500_000));
        foreach (var pass in passes.OrderBy(pass => pass.Estimate).ThenBy(pass => pass.Sets[0]).ThenBy(pass => pass.Sets[^1]))
        {
            if (spent > budget)
                yield break;
            spent += Math.Min(pass.Estimate, (double)_table.Count * _most / 2);
            yield return pass;
        }
    }

    // Pairs that one key set alone would bring together.
    double Pairs(BlockingKeySet set)
    {
        var counts = new Dictionary<uint, long>();
        for (var value = 0; value < set.Keys.Length; value++)
        {
            if (set.Keys[value] != 0 && _table.Frequency[set.Field][value] is var count and > 0)
                counts[set.Keys[value]] = counts.GetValueOrDefault(set.Keys[value]) + count;
        }
        return counts.Values.Sum(count => (double)count * (count - 1) / 2);
    }

    uint Key(int set, int record) => _table.Ids[_sets[set].Field][record] is var value and >= 0 ? _sets[set].Keys[value] : 0;

    void Sort(int number)
    {
        var pass = _passes[number];
        var keys = new ulong[_table.Count];
        var order = new int[_table.Count];
        var filled = 0;
        for (var record = 0; record < _table.Count; record++)
        {
            var (first, second) = ((ulong)Key(pass.Sets[0], record), (ulong)Key(pass.Sets[^1], record));
            if (first == 0 || second == 0)
                continue;
            if (pass.OrderFree && first > second)
                (first, second) = (second, first);
            keys[filled] = pass.Sets.Length == 1 ? first : (first << 32) | second;
            order[filled++] = record;
        }
        Array.Sort(keys, order, 0, filled);
        var starts = new List<int>();
        var further = Further(pass);
        for (var from = 0; from < filled;)
        {
            var to = from + 1;
            while (to < filled && keys[to] == keys[from])
                to++;
            Split(number, Hash.Mix(keys[from]), keys, order, from, to, further, starts);
            from = to;
        }
        starts.Add(starts.Count == 0 ? 0 : filled);
        (pass.Order, pass.Starts) = (order, [.. starts]);
    }

    // The other fields, rarest first.
    int[] Further(Pass pass)
    {
        var used = pass.Sets.Select(set => _sets[set].Field).ToHashSet();
        return [.. Enumerable.Range(0, _sets.Count).Where(set => _sets[set].Forgiving && !used.Contains(_sets[set].Field)).OrderBy(set => Pairs(_sets[set])).ThenBy(set => set)];
    }

    void Split(int pass, ulong key, ulong[] keys, int[] order, int from, int to, ReadOnlySpan<int> further, List<int> starts)
    {
        if (to - from <= _most)
        {
            starts.Add(from);
            for (var i = from; i < to; i++)
                _effective[(long)order[i] * _passes.Length + pass] = (uint)(key >> 32) | 1;
            return;
        }
        if (further.IsEmpty)
        {
            // Nothing left to tell them apart by: in the order of their content, those that are equal beside each other.
            Array.Sort(order, from, to - from);
            for (var piece = from; piece < to; piece += _most)
                Split(pass, Hash.Mix(key ^ (ulong)piece), keys, order, piece, Math.Min(piece + _most, to), further, starts);
            return;
        }
        for (var i = from; i < to; i++)
            keys[i] = Key(further[0], order[i]);
        Array.Sort(keys, order, from, to - from);
        for (var start = from; start < to;)
        {
            var end = start + 1;
            while (end < to && keys[end] == keys[start])
                end++;
            Split(pass, Hash.Mix(key ^ keys[start]), keys, order, start, end, further[1..], starts);
            start = end;
        }
    }

    void Cut()
    {
        for (var pass = 0; pass < _passes.Length; pass++)
        {
            var starts = _passes[pass].Starts;
            var (from, pairs) = (0, 0L);
            for (var block = 0; block + 1 < starts.Length; block++)
            {
                long size = starts[block + 1] - starts[block];
                pairs += size * (size - 1) / 2;
                if (pairs < 200_000 && block + 2 < starts.Length)
                    continue;
                _units.Add(new(pass, from, block + 1));
                Upper += pairs;
                (from, pairs) = (block + 1, 0);
            }
        }
    }
}

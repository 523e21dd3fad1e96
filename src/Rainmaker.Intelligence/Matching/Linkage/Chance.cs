namespace Rainmaker.Intelligence.Matching.Linkage;

/// <summary>
/// How often two records that are not one agree all the same (u). Fields that tend to agree together by chance hang on each other in trees (after Chow and Liu 1968, by
/// lift instead of information, because it is agreement that is overrated); an e-mail address hangs on the whole name, of which it is usually made.
/// </summary>
sealed class Chance
{
    // So many pairs a conditional share must rest on before it outweighs the unconditional one.
    const double Belief = 20;

    // Agreement must make another agreement so much more frequent (e to this power) to be taken for dependence, and be seen in so many pairs.
    const double LeastLift = 0.7;
    const double LeastSeen = 8;
    const double MostMatches = 0.25;

    readonly RecordTable _table;
    readonly int _slots;
    readonly KeyValuePair<ulong, long>[] _drawn;
    readonly KeyValuePair<ulong, long>[][] _agreeing;
    readonly double[] _agreement;
    readonly Dictionary<int, (double[] Alone, double[] OfOneName)> _made = [];
    double[] _weights;
    LinkageModel? _model;

    public Chance(RecordTable table, ComparisonCounts counts)
    {
        _table = table;
        _slots = table.Fields.Count + 2;
        _drawn = [.. counts.Random.OrderBy(pair => pair.Key)];
        _agreeing = [.. counts.Agreeing.Select(stratum => stratum.OrderBy(pair => pair.Key).ToArray())];
        _weights = [.. _drawn.Select(pair => (double)pair.Value)];
        _agreement = [.. Enumerable.Range(0, table.Fields.Count).Select(field => Strata.Agreement(table, field)), 0, 0, Strata.Agreement(table, table.Fields.Count + 2)];
        Parents = [.. Enumerable.Repeat(-1, _slots)];
    }

    /// <summary>For each slot the slot on whose level its u depends, or -1.</summary>
    public int[] Parents { get; private set; }

    /// <summary>With a first model of what is a match: what was drawn holds a few pairs of one entity, and these are no chance agreement.</summary>
    public void Learn(LinkageModel model)
    {
        _model = model;
        _weights = [.. _drawn.Select(pair => pair.Value * (1 - EstimateModel.Probability(model.LogOdds(pair.Key))))];
        Parents = Tree(model);
        for (var slot = 0; slot < _table.Fields.Count; slot++)
        {
            if (_table.Fields[slot].Kind == FieldKind.Email)
                _made[slot] = (NearMisses(slot), Share([.. All(_slots, slot)]));
        }
    }

    /// <summary>u by slot, parent's level and level. Full agreement is taken from the frequencies of values, which know it far better than a sample, less what true pairs contribute.</summary>
    public double[][][] Of(double[][] m, double prior)
    {
        var u = new double[_slots][][];
        for (var slot = 0; slot < _slots; slot++)
        {
            var counts = new double[PairComparer.Levels, PairComparer.Levels];
            for (var i = 0; i < _drawn.Length; i++)
                counts[Parents[slot] < 0 ? 0 : PairComparer.Level(_drawn[i].Key, Parents[slot]), PairComparer.Level(_drawn[i].Key, slot)] += _weights[i];
            var marginal = Marginal(counts);
            if (slot < _table.Fields.Count)
                SetAgreement(marginal, Math.Max(_agreement[slot] - (_table.IsLink ? 0 : prior * m[slot][PairComparer.Same]), Floor(slot)));
            var made = _made.GetValueOrDefault(slot);
            u[slot] = new double[PairComparer.Levels][];
            var along = marginal;
            for (var parent = PairComparer.Levels - 1; parent >= 0; parent--)
            {
                // What is known of full agreement also holds for nearly full agreement, until that has been seen often enough.
                if (parent == PairComparer.Same && Parents[slot] >= 0)
                    along = Shrunk(Stratum(Parents[slot], slot), marginal);
                var before = parent >= PairComparer.VerySimilar ? along : marginal;
                u[slot][parent] = AtLeast(Shrunk([.. Enumerable.Range(0, PairComparer.Levels).Select(level => counts[parent, level])], before), parent >= PairComparer.VerySimilar && Parents[slot] >= 0 ? made.OfOneName : made.Alone);
            }
        }
        return u;
    }

    // Levels of a slot among pairs that agree on the parent and are not one, as far as can be told. For a mailbox that its name explains, its own word must not count.
    double[] Stratum(int parent, int slot, bool itself = true)
    {
        var levels = new double[PairComparer.Levels];
        foreach (var (comparison, count) in _agreeing[parent])
        {
            var odds = _model is null ? double.NegativeInfinity : _model.LogOdds(comparison) - (parent == _slots || !itself ? _model.Weight(comparison, slot) : 0);
            levels[PairComparer.Level(comparison, slot)] += count * (1 - EstimateModel.Probability(odds));
        }
        return levels;
    }

    // An address is made of names and a company: two that are nearly the same may be two namesakes or two colleagues, and so say no more than what makes them alike. How
    // often that comes of chance is taken from whichever field explains it best.
    double[] NearMisses(int slot)
    {
        var most = new double[PairComparer.Levels];
        for (var field = 0; field < _table.Fields.Count; field++)
        {
            if (field == slot || _agreeing[field].Length == 0)
                continue;
            var share = Share(Stratum(field, slot, itself: false));
            for (var level = 0; level < most.Length; level++)
                most[level] = Math.Max(most[level], share[level]);
        }
        return most;
    }

    // Of one name all pairs count, also those of one entity: where nearly all of them are, too few are left to tell chance from.
    double[] All(int parent, int slot)
    {
        var levels = new double[PairComparer.Levels];
        foreach (var (comparison, count) in _agreeing[parent])
            levels[PairComparer.Level(comparison, slot)] += count;
        return levels;
    }

    static double[] Share(double[] counts)
    {
        var known = counts.Skip(PairComparer.Different).Sum();
        return [.. counts.Select(count => count / (known + Belief))];
    }

    // Only what lies between the same and different; what that takes is taken from different.
    static double[] AtLeast(double[] shares, double[]? least)
    {
        if (least is null)
            return shares;
        var raised = shares.ToArray();
        for (var level = PairComparer.Alike; level < PairComparer.Same; level++)
            raised[level] = Math.Max(raised[level], least[level]);
        var rest = 1 - raised[PairComparer.Alike] - raised[PairComparer.Similar] - raised[PairComparer.VerySimilar] - raised[PairComparer.Same];
        raised[PairComparer.Different] = Math.Max(rest, 0.01);
        var all = raised.Sum();
        return [.. raised.Select(share => share / all)];
    }

    // Each field hangs on the coarser one (which agrees more often by chance) that lifts its agreement most, so that no circle can arise.
    int[] Tree(LinkageModel model)
    {
        var parents = Enumerable.Repeat(-1, _slots).ToArray();
        var fields = _table.Fields.Count;
        for (var child = 0; child < fields; child++)
        {
            if (_table.Fields[child].Kind == FieldKind.Email && _agreeing[_slots].Length > 0)
            {
                parents[child] = _slots;
                continue;
            }
            var best = LeastLift;
            for (var parent = 0; parent < fields; parent++)
            {
                if ((_agreement[parent], parent).CompareTo((_agreement[child], child)) > 0 && Tells(parent, model) && Lift(parent, child) is var lift && lift > best)
                    (best, parents[child]) = (lift, parent);
            }
        }
        return parents;
    }

    // Where most of those that agree are one entity anyway, they say nothing about chance.
    bool Tells(int slot, LinkageModel model)
    {
        var same = slot < _slots ? model.M[slot][PairComparer.Same] : 0.5;
        return _agreeing[slot].Length > 0 && model.Prior * same < MostMatches * _agreement[slot];
    }

    // ln of how much more often b is similar or better where a is the same.
    double Lift(int a, int b)
    {
        var given = Stratum(a, b);
        var (all, known, similar) = (0d, 0d, 0d);
        for (var i = 0; i < _drawn.Length; i++)
        {
            var level = PairComparer.Level(_drawn[i].Key, b);
            known += level == 0 ? 0 : _weights[i];
            similar += level >= PairComparer.Similar ? _weights[i] : 0;
        }
        var agree = given[PairComparer.Similar] + given[PairComparer.VerySimilar] + given[PairComparer.Same];
        all = agree + given[PairComparer.Different] + given[PairComparer.Alike];
        return agree < LeastSeen ? 0 : Math.Log(agree / all / ((similar + 1) / (known + 1)));
    }

    static double[] Marginal(double[,] counts)
    {
        var sums = new double[PairComparer.Levels];
        var total = 0d;
        for (var level = 1; level < PairComparer.Levels; level++)
        {
            for (var parent = 0; parent < PairComparer.Levels; parent++)
                sums[level] += counts[parent, level];
            total += sums[level] += 0.5;
        }
        for (var level = 1; level < PairComparer.Levels; level++)
            sums[level] /= total;
        return sums;
    }

    static void SetAgreement(double[] marginal, double same)
    {
        same = Math.Min(same, 0.95);
        var rest = (1 - same) / (1 - marginal[PairComparer.Same]);
        for (var level = 1; level < PairComparer.Same; level++)
            marginal[level] *= rest;
        marginal[PairComparer.Same] = same;
    }

    static double[] Shrunk(double[] counts, double[] before)
    {
        var total = 0d;
        for (var level = 1; level < PairComparer.Levels; level++)
            total += counts[level];
        return [.. before.Select((share, level) => level == 0 ? 0 : (counts[level] + Belief * share) / (total + Belief))];
    }

    // No value is so rare that two others could not share it.
    double Floor(int field) => 0.125 / Math.Max(_table.Frequency[field].Count(count => count > 0), 2);
}

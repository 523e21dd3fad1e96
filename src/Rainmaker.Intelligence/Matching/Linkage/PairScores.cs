namespace Rainmaker.Intelligence.Matching.Linkage;

/// <summary>How sure it is that two records are one, in log-odds; estimated without labels, or learned from them.</summary>
interface IPairScore
{
    float Of(PairComparer comparer, int a, int b);

    /// <summary>What each slot contributes, in the same unit; the rest is the prior.</summary>
    float[] Parts(PairComparer comparer, int a, int b);

    /// <summary>What single pairs can be judged by later; null where several models judged.</summary>
    LinkageWeights? Kept();
}

/// <summary>The model estimated without labels, with the rarity of what agrees.</summary>
sealed class EstimatedScore(RecordTable table, LinkageModel model, Rarity rarity) : IPairScore
{
    public RecordTable Table => table;
    public LinkageModel Model => model;
    public Rarity Rarity => rarity;

    public LinkageWeights Kept() => LinkageWeights.Of(this);

    public float Of(PairComparer comparer, int a, int b)
    {
        var comparison = comparer.Compare(a, b);
        return (float)(model.LogOdds(comparison) + rarity.Of(model, comparison, a));
    }

    public float[] Parts(PairComparer comparer, int a, int b)
    {
        var comparison = comparer.Compare(a, b);
        var parts = new float[model.Slots];
        for (var slot = 0; slot < parts.Length; slot++)
        {
            parts[slot] = model.Weight(comparison, slot);
            if (slot < table.Fields.Count && Rarity.Counts(model, comparison, slot))
                parts[slot] += rarity.Of(slot, table.Ids[slot][a]);
        }
        return parts;
    }
}

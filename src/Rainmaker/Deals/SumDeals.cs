namespace Rainmaker.Deals;

/// <summary>Figures of some deals, in base currency.</summary>
/// <param name="Total">Deals without a value add nothing.</param>
/// <param name="Weighted">Value times probability.</param>
public sealed record DealSums(long Count, decimal Total, decimal Weighted)
{
    public static DealSums None { get; } = new(0, 0, 0);

    public static DealSums operator +(DealSums a, DealSums b) => new(a.Count + b.Count, a.Total + b.Total, a.Weighted + b.Weighted);
}

/// <summary>Adds deals up where they lie: in the database, under the filter in force, however many they are.</summary>
static class SumDeals
{
    public static async Task<IReadOnlyDictionary<Guid, DealSums>> ByStage(IQueryable<Deal> deals, CancellationToken stop) =>
        await deals.GroupBy(d => d.StageId)
            .Select(g => new { g.Key, Count = g.LongCount(), Total = g.Sum(d => d.BaseValue ?? 0), Weighted = g.Sum(d => (d.BaseValue ?? 0) * d.Probability / 100) })
            .ToDictionaryAsync(g => g.Key, g => new DealSums(g.Count, g.Total, g.Weighted), stop);

    public static async Task<DealSums> All(IQueryable<Deal> deals, CancellationToken stop) =>
        (await ByStage(deals, stop)).Values.Aggregate(DealSums.None, (sum, stage) => sum + stage);
}

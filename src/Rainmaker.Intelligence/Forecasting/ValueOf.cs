namespace Rainmaker.Intelligence.Forecasting;

/// <summary>What a deal is worth when nobody said: the mean of won deals of its group, drawn towards that of all while they are few.</summary>
sealed class ValueOf
{
    const double Doubt = 5;

    readonly Dictionary<string, double> _groups = new(StringComparer.Ordinal);
    readonly double _all;

    public ValueOf(IReadOnlyList<PastDeal> deals, DateOnly origin)
    {
        var won = deals.Where(d => d.Won && d.Closed < origin && d.Value is not null).ToArray();
        Wons = [.. won.Select(d => d.Value!.Value).Order()];
        _all = Wons.Length > 0 ? Wons.Average() : deals.Where(d => d.Value is not null && d.Opened < origin).Select(d => d.Value!.Value).Order().DefaultIfEmpty(0).Average();
        foreach (var group in won.Where(d => d.Group is not null).GroupBy(d => d.Group!, StringComparer.Ordinal))
            _groups[group.Key] = (group.Select(d => d.Value!.Value).Order().Sum() + Doubt * _all) / (group.Count() + Doubt);
    }

    /// <summary>The values of all won deals, ascending.</summary>
    public double[] Wons { get; }

    public double All => _all;

    /// <summary>A won deal without a value was worth what such deals are worth.</summary>
    public double Won(PastDeal deal) => Expected(deal);

    public double Expected(PastDeal deal) => deal.Value ?? (deal.Group is not null && _groups.TryGetValue(deal.Group, out var mean) ? mean : _all);
}

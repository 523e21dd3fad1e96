using Rainmaker.Crm;

namespace Rainmaker.Intelligence.Analysis;

/// <summary>Deals: what stands where, how fast it moves, what lies still, whose it is.</summary>
sealed class PipelineAnalyser(TimeSeries series, string currency, int staleAfterDays)
{
    const int StaleShown = 50;
    readonly TimeSeries.Counted _created = series.Of("deals_created"), _createdValue = series.Of("deals_created_value"), _won = series.Of("deals_won"), _wonValue = series.Of("won_value"),
        _wonValued = series.Of("won_valued"), _lost = series.Of("deals_lost"), _cycle = series.Of("cycle_days");
    readonly Dictionary<string, StageSum> _stages = new(StringComparer.Ordinal);
    readonly Dictionary<(string Owner, string Stage), (int Count, decimal Value, decimal Weighted)> _byOwner = [];
    readonly Dictionary<string, OwnerSum> _owners = new(StringComparer.Ordinal);
    readonly PriorityQueue<StaleDeal, (decimal, string)> _stale = new();
    (int Count, decimal Value) _staleSum;
    double _cycleDays;

    public int Won { get; private set; }
    public int Lost { get; private set; }
    public int Disregarded { get; private set; }
    public int OtherCurrency { get; private set; }
    public decimal WonRevenue { get; private set; }
    public decimal? AvgDealSize => WonValued == 0 ? null : Math.Round(WonRevenue / WonValued, 2);
    public decimal? AvgCycleDays => Rates.Mean(_cycleDays, Won);
    public decimal? WinRate => Figures.WinRate(Won, Lost);
    int WonValued { get; set; }

    public void Take(Pipeline pipeline)
    {
        foreach (var stage in pipeline.Stages)
            _stages.TryAdd(stage.Key, new(stage));
    }

    public void Take(Deal deal)
    {
        var (owner, value) = (deal.OwnerId ?? "", ValueOf(deal));
        OtherCurrency += deal.Value is not null && value is null ? 1 : 0;
        if (!_stages.TryGetValue(deal.Stage.Key, out var stage))
            _stages[deal.Stage.Key] = stage = new(deal.Stage);
        if (!_owners.TryGetValue(owner, out var own))
            _owners[owner] = own = new();
        stage.Count++;
        stage.Value += value ?? 0;
        _created.Add(deal.CreatedAt, owner);
        _createdValue.Add(deal.CreatedAt, owner, amount: (double)(value ?? 0));
        Stays(deal);
        switch (deal.Stage.Kind)
        {
            case StageKind.Open: Open(deal, owner, own, stage, value); break;
            case StageKind.Won: HasWon(deal, owner, own, value); break;
            default: HasLost(deal, owner, own); break;
        }
    }

    /// <summary>In the currency of the figures; null without a value, or where it is stated in another currency only.</summary>
    public decimal? ValueOf(Deal deal) => deal.BaseValue ?? (deal.Currency == currency ? deal.Value : null);

    public PipelineMetrics Result()
    {
        var stages = _stages.Values.OrderBy(s => s.Stage.Position).ThenBy(s => s.Stage.Key, StringComparer.Ordinal).ToList();
        var (open, value, weighted) = (stages.Where(s => s.Stage.Kind == StageKind.Open).Sum(s => s.Count), _owners.Values.Sum(o => o.Value), _owners.Values.Sum(o => o.Weighted));
        return new(
            value, Math.Round(weighted, 2), open, Won, Lost, Disregarded, WinRate, WonRevenue, AvgDealSize, AvgCycleDays,
            // What the pipeline brings in a day: open deals x win rate x deal size / length of the cycle.
            AvgCycleDays is { } days and > 0 && WinRate is { } rate && AvgDealSize is { } size ? Math.Round(open * rate / 100 * size / days, 2) : null,
            [.. stages.Select(s => new StageMetrics(s.Stage.Key, s.Stage.Label, s.Stage.Kind.ToString().ToLowerInvariant(), s.Stage.Probability, s.Count, s.Value, Math.Round(s.Weighted, 2), Rates.Mean(s.Days, s.Left)))],
            [.. _byOwner.OrderBy(s => s.Key).Select(s => new OwnerStage(s.Key.Owner, s.Key.Stage, s.Value.Count, s.Value.Value, Math.Round(s.Value.Weighted, 2)))],
            new(_staleSum.Count, _staleSum.Value, staleAfterDays, [.. _stale.UnorderedItems.Select(s => s.Element).OrderByDescending(s => s.Value).ThenByDescending(s => s.IdleDays).ThenBy(s => s.Id, StringComparer.Ordinal)]),
            [.. _owners.OrderByDescending(o => o.Value.Value).ThenBy(o => o.Key, StringComparer.Ordinal).Select(o => new OwnerPipeline(
                o.Key, o.Value.Open, o.Value.Value, Math.Round(o.Value.Weighted, 2), o.Value.Stale, o.Value.Won, o.Value.Revenue, o.Value.Lost, Figures.WinRate(o.Value.Won, o.Value.Lost)))]);
    }

    void Open(Deal deal, string owner, OwnerSum own, StageSum stage, decimal? value)
    {
        var weighted = (value ?? 0) * deal.Probability / 100m;
        stage.Weighted += weighted;
        (own.Open, own.Value, own.Weighted) = (own.Open + 1, own.Value + (value ?? 0), own.Weighted + weighted);
        var so = _byOwner.GetValueOrDefault((owner, deal.Stage.Key));
        _byOwner[(owner, deal.Stage.Key)] = (so.Count + 1, so.Value + (value ?? 0), so.Weighted + weighted);
        var moved = Figures.LastMoved(deal);
        var idle = Figures.FullDays(moved > deal.StageEnteredAt ? moved : deal.StageEnteredAt, series.Calendar.Now);
        if (idle < (deal.Stage.StalledAfterDays ?? staleAfterDays) || deal.NextActivityAt > series.Calendar.Now)
            return;
        own.Stale++;
        _staleSum = (_staleSum.Count + 1, _staleSum.Value + (value ?? 0));
        _stale.Enqueue(new(deal.Id, deal.Name, deal.Stage.Label, owner, value, idle), (value ?? 0, deal.Id));
        if (_stale.Count > StaleShown)
            _stale.Dequeue();
    }

    void HasWon(Deal deal, string owner, OwnerSum own, decimal? value)
    {
        var days = Math.Max(0, ((deal.ClosedAt ?? deal.StageEnteredAt) - deal.CreatedAt).TotalDays);
        (Won, WonValued, WonRevenue, _cycleDays) = (Won + 1, WonValued + (value is null ? 0 : 1), WonRevenue + (value ?? 0), _cycleDays + days);
        (own.Won, own.Revenue) = (own.Won + 1, own.Revenue + (value ?? 0));
        var at = deal.ClosedAt ?? deal.StageEnteredAt;
        _won.Add(at, owner);
        _wonValue.Add(at, owner, amount: (double)(value ?? 0));
        _wonValued.Add(at, owner, amount: value is null ? 0 : 1);
        _cycle.Add(at, owner, amount: days);
    }

    void HasLost(Deal deal, string owner, OwnerSum own)
    {
        if (deal.Stage.LeftOutOfWinRate)
        {
            Disregarded++;
            return;
        }
        (Lost, own.Lost) = (Lost + 1, own.Lost + 1);
        _lost.Add(deal.ClosedAt ?? deal.StageEnteredAt, owner);
    }

    void Stays(Deal deal)
    {
        for (var at = 1; at < deal.History.Count; at++)
        {
            if (!_stages.TryGetValue(deal.History[at - 1].Stage, out var stage))
                continue;
            stage.Days += Math.Max(0, (deal.History[at].At - deal.History[at - 1].At).TotalDays);
            stage.Left++;
        }
    }

    public void TakeStays(string stage, int left, double days)
    {
        if (!_stages.TryGetValue(stage, out var sum))
            return;
        sum.Left += left;
        sum.Days += days;
    }

    sealed class StageSum(Stage stage)
    {
        public Stage Stage => stage;
        public int Count, Left;
        public decimal Value, Weighted;
        public double Days;
    }

    sealed class OwnerSum
    {
        public int Open, Stale, Won, Lost;
        public decimal Value, Weighted, Revenue;
    }
}

using Rainmaker.Crm;
using Rainmaker.Deals;
using Rainmaker.Insights.Forecasts;
using Rainmaker.Intelligence.Analysis;
using Rainmaker.Intelligence.Forecasting;

namespace Rainmaker.Insights;

/// <summary>
/// The figures of the command center, fresh within a second of a change and never counted by scanning the deals for a request: sums are kept in
/// memory for each tenant, dropped by the events that change them, and renewed at most once per <see cref="Pace"/> while writes keep coming.
/// The times of seed 000 are how long a sum lives at most.
/// </summary>
public sealed class SalesFigures
{
    static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(600), TrendPace = TimeSpan.FromSeconds(20), AtMost = TimeSpan.FromMinutes(5);

    readonly Database _database;
    readonly Tenants _tenants;
    readonly TimeProvider _time;
    readonly Fresh<(Guid Tenant, DateOnly Today), DealSums> _sums;
    readonly Fresh<(Guid Tenant, DateOnly Today), DealTrend> _trends;
    readonly Fresh<SightKey, int> _people, _activities;
    readonly Fresh<Guid, IReadOnlyDictionary<Guid, LearnedForecast>> _learned;

    public SalesFigures(Database database, Tenants tenants, EventTail tail, TimeProvider time)
    {
        (_database, _tenants, _time) = (database, tenants, time);
        (_sums, _trends) = (new(time, AtMost, Pace), new(time, AtMost, TrendPace));
        (_people, _activities) = (new(time, AtMost, Pace), new(time, AtMost, Pace));
        _learned = new(time, AtMost, Pace);
        database.OnCommit(Hear);
        // What other processes commit.
        tail.Follow(events => Hear(events[0].TenantId, [.. events.Select(e => e.Kind)]));
    }

    public async Task<DealSums> Sums(Guid tenant, CancellationToken stop)
    {
        var today = await Today(tenant, stop);
        return await _sums.Get((tenant, today), s => DealSums.Read(_database, tenant, today, s), stop);
    }

    public async Task<DealTrend> Trend(Guid tenant, CancellationToken stop)
    {
        var info = await _tenants.Get(tenant, stop);
        var today = info.DayOf(_time.GetUtcNow());
        return await _trends.Get((tenant, today), s => DealTrend.Read(_database, info, today, s), stop);
    }

    /// <summary>What each pipeline's past foretells; the zero id for all of them.</summary>
    public ValueTask<IReadOnlyDictionary<Guid, LearnedForecast>> Learned(Guid tenant, CancellationToken stop) => _learned.Get(tenant, async s =>
    {
        await using var db = await _database.Open(Actor.System(tenant), s);
        var outlooks = db.LearnedOutlooks;
        return await outlooks.AsNoTracking().ToDictionaryAsync(o => o.PipelineId, o => o.Content, s);
    }, stop);

    public ValueTask<int> People(Actor actor, Guid? pipeline, CancellationToken stop) =>
        _people.Get(new(actor.Tenant, actor.Role, actor.Sight.Key, null, pipeline), s => KeyContacts.Count(_database, actor, pipeline, s), stop);

    /// <summary>How many activities the feed has in all.</summary>
    public ValueTask<int> Activities(Actor actor, CancellationToken stop) =>
        _activities.Get(new(actor.Tenant, actor.Role, actor.Sight.Key, actor.Person, null), s => ReadFeed.Count(_database, actor, s), stop);

    async ValueTask<DateOnly> Today(Guid tenant, CancellationToken stop) => (await _tenants.Get(tenant, stop)).DayOf(_time.GetUtcNow());

    void Hear(Guid tenant, IReadOnlyList<string> kinds)
    {
        var deals = Tell(kinds, "deal") || Tell(kinds, "settings");
        if (deals)
            _sums.Drop(key => key.Tenant == tenant);
        if (Tell(kinds, "forecast"))
            _learned.Drop(key => key == tenant);
        if (deals)
            _trends.Drop(key => key.Tenant == tenant);
        // A new lead is nobody's contact yet.
        if (deals || Tell(kinds, "lead.updated") || Tell(kinds, "lead.converted") || Tell(kinds, "lead.deleted") || Tell(kinds, "leads") || Tell(kinds, "contact"))
            _people.Drop(key => key.Tenant == tenant);
        // Moving a deal and catching a lead leave activities behind too.
        if (deals || Tell(kinds, "lead") || Tell(kinds, "activity"))
            _activities.Drop(key => key.Tenant == tenant);
    }

    static bool Tell(IReadOnlyList<string> kinds, string of) => kinds.Any(k => k.StartsWith(of, StringComparison.Ordinal));

    /// <summary>What makes two counts the same.</summary>
    readonly record struct SightKey(Guid Tenant, Role Role, string Sight, Guid? Person, Guid? Pipeline);
}

/// <summary>The sums as one actor sees them, of one pipeline or of all.</summary>
/// <param name="Pipeline">Null means all.</param>
public sealed record SeenSums(DealSums Sums, Actor Actor, Deals.Pipeline? Pipeline)
{
    public IEnumerable<OpenSum> Open => Sums.Open.Where(s => In(s.Pipeline) && Actor.SeesDealOf(s.Owner, StageKind.Open));
    public IEnumerable<ClosedSum> Closed => Sums.Closed.Where(s => In(s.Pipeline) && Actor.SeesDealOf(s.Owner, s.Status));

    /// <summary>The open stages, in the order of their pipelines.</summary>
    public IEnumerable<Deals.Stage> OpenStages => Sums.Stages.Where(s => s.Kind == StageKind.Open && In(s.PipelineId));

    public int Won => Closed.Where(s => s.Status == StageKind.Won).Sum(s => s.Count);

    /// <summary>Without the stages that are left out of the win rate.</summary>
    public int Lost => Closed.Where(s => s.Status == StageKind.Lost && !LeftOut.Contains(s.Stage)).Sum(s => s.Count);

    /// <summary>Lost deals in stages that do not count in the win rate.</summary>
    public int LostLeftOut => Closed.Where(s => s.Status == StageKind.Lost && LeftOut.Contains(s.Stage)).Sum(s => s.Count);

    HashSet<Guid> LeftOut => [.. Sums.Stages.Where(s => s.LeaveOutOfWinRate).Select(s => s.Id)];

    /// <summary>Deals in each open stage, zeroes included; stages of several pipelines with one key are added up.</summary>
    public IReadOnlyDictionary<string, int> ByStage()
    {
        var byStage = new Dictionary<string, int>();
        var keys = Sums.Stages.ToDictionary(s => s.Id, s => s.Key);
        foreach (var stage in OpenStages)
            byStage[stage.Key] = 0;
        foreach (var sum in Open)
            byStage[keys[sum.Stage]] = byStage.GetValueOrDefault(keys[sum.Stage]) + sum.Count;
        return byStage;
    }

    public Forecast Forecast(int months, ForecastSettings settings)
    {
        var first = new DateOnly(Sums.Today.Year, Sums.Today.Month, 1);
        var (gaps, within) = (new ForecastGaps(0, 0, 0, 0, Closed.Sum(c => c.Count)), new Dictionary<DateOnly, MonthSums>());
        foreach (var sum in Open)
        {
            if (sum.Month is not { } month)
                gaps = gaps with { WithoutDate = gaps.WithoutDate + sum.Count };
            else if (month >= first.AddMonths(months))
                gaps = gaps with { WithoutValue = gaps.WithoutValue + sum.Count - sum.Valued, Beyond = gaps.Beyond + sum.Valued };
            else
            {
                gaps = gaps with { WithoutValue = gaps.WithoutValue + sum.Count - sum.Valued, WithoutChance = gaps.WithoutChance + sum.WithoutChance };
                var so = within.GetValueOrDefault(month, new(month, 0, 0, 0, 0, 0));
                within[month] = new(month, so.Count + sum.Valued, so.Total + sum.Total, so.Weighted + sum.Weighted, so.Variance + sum.Variance, so.Overdue + (sum.Overdue ? sum.Valued : 0));
            }
        }
        return RevenueForecast.FromSums([.. within.Values], gaps, Sums.Today, months, settings);
    }

    /// <summary>Null also for who sees won deals alone: all of what they see is won.</summary>
    public decimal? WinRate => Actor.SeesOnlyWon() ? null : Figures.WinRate(Won, Lost);

    bool In(Guid pipeline) => Pipeline is null || Pipeline.Id == pipeline;
}

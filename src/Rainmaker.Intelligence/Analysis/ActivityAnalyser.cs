using Rainmaker.Crm;

namespace Rainmaker.Intelligence.Analysis;

/// <summary>Who did how much. Counted is what was done: a meeting called off or a task still open is nobody's work yet.</summary>
sealed class ActivityAnalyser
{
    const int Recent = 30;
    readonly TimeSeries.Counted _series;
    readonly DateTimeOffset _now, _recent;
    readonly decimal _workingDays;
    readonly Dictionary<string, (int[] All, int[] Recent)> _owners = new(StringComparer.Ordinal);
    readonly int[] _kinds = new int[Words.Length];
    int _total;

    public static readonly string[] Words = ["calls", "emails", "meetings", "tasks", "notes", "messages"];

    public ActivityAnalyser(TimeSeries series)
    {
        _series = series.Of("activities");
        _now = series.Calendar.Now;
        _recent = _now.AddDays(-Recent);
        _workingDays = Math.Max(1, Calendar.WorkingDays(series.Calendar.Today.AddDays(1 - Recent), series.Calendar.Today));
    }

    public int Done => _kinds.Sum();

    public void Take(in ActivityFacts activity)
    {
        if (KindOf(activity.Kind) is not { } kind)
            return;
        _total++;
        if (activity.Done is not { } at || at > _now)
            return;
        _kinds[kind]++;
        var owner = activity.Owner ?? "";
        if (!_owners.TryGetValue(owner, out var own))
            _owners[owner] = own = (new int[Words.Length], new int[Words.Length]);
        own.All[kind]++;
        own.Recent[kind] += at > _recent ? 1 : 0;
        _series.Add(at, owner, Words[kind]);
    }

    public ActivityMetrics Result() => new(
        _total, Done, _total - Done, new OrderedDictionary<string, int>(Words.Select((word, kind) => KeyValuePair.Create(word, _kinds[kind])).Where(k => k.Value > 0 || k.Key != "messages")),
        [.. from owner in _owners
            let all = owner.Value.All
            let recent = owner.Value.Recent
            orderby all.Sum() descending, owner.Key
            select new RepActivity(owner.Key, all[0], all[1], all[2], all[3], all[4], all.Sum(), PerDay(recent[0]), PerDay(recent[1]), Math.Round(5 * recent[2] / _workingDays, 1))]);

    decimal PerDay(int count) => Math.Round(count / _workingDays, 1, MidpointRounding.AwayFromZero);

    static int? KindOf(ActivityKind kind) => kind switch
    {
        ActivityKind.Call => 0,
        ActivityKind.Email or ActivityKind.Proposal or ActivityKind.Quotation => 1,
        ActivityKind.Meeting => 2,
        ActivityKind.Task => 3,
        ActivityKind.Note => 4,
        ActivityKind.Whatsapp => 5,
        _ => null,
    };
}

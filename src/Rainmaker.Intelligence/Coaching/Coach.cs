using Rainmaker.Intelligence.Insights;

namespace Rainmaker.Intelligence.Coaching;

/// <summary>What a rep should do next, why, and on which deals.</summary>
/// <param name="Priority">1 is first.</param>
public sealed record CoachingPrompt(int Priority, string Action, string Reason, IReadOnlyList<string> Deals);

/// <summary>A rep's open deals in a few numbers.</summary>
/// <param name="Stale">Nothing done for the stalled-after time of their stage.</param>
/// <param name="Unplanned">No next activity planned.</param>
/// <param name="Overdue">Past their expected close date.</param>
/// <param name="AverageHealth">0 to 100; null when none is judged.</param>
public sealed record PipelineHealth(int Open, decimal Value, int Stale, int Unplanned, int Overdue, double? AverageHealth);

/// <summary>An open deal as the coach sees it.</summary>
public sealed record CoachedDeal(string Id, string Name, decimal? BaseValue, bool IsStale, bool IsPlanned, bool IsOverdue, double? Health);

/// <summary>Next best actions from what is on record, the dearest deals first; no more than a person can do in a day.</summary>
public static class Coach
{
    const int AtMost = 5, DealsNamed = 3;

    public static PipelineHealth Health(IReadOnlyCollection<CoachedDeal> open) => new(
        open.Count, open.Sum(d => d.BaseValue ?? 0), open.Count(d => d.IsStale), open.Count(d => !d.IsPlanned), open.Count(d => d.IsOverdue),
        open.Any(d => d.Health is not null) ? Math.Round(open.Where(d => d.Health is not null).Average(d => d.Health!.Value), 1) : null);

    public static IReadOnlyList<CoachingPrompt> Prompt(IReadOnlyCollection<CoachedDeal> open, ActivityScore quality, IReadOnlyList<UnusualStay> stays, IReadOnlyList<LateBooked> late, string currency)
    {
        var prompts = new List<(double Weight, string Action, string Reason, IReadOnlyList<string> Deals)>();
        void OnDeals(double each, IEnumerable<CoachedDeal> which, Func<int, string> action, string reason)
        {
            var deals = which.OrderByDescending(d => d.BaseValue ?? 0).ThenBy(d => d.Id, StringComparer.Ordinal).ToArray();
            if (deals.Length == 0)
                return;
            var sum = deals.Sum(d => d.BaseValue ?? 0);
            prompts.Add((each * deals.Length, action(deals.Length), $"{reason}{(sum > 0 ? $"; {Money.Text(sum, currency)} in all" : "")}: {Named(deals)}.", [.. deals.Take(DealsNamed).Select(d => d.Id)]));
        }
        OnDeals(3, open.Where(d => d.IsStale), n => $"Take up {Deals(n)} again", "Nothing was done on them for longer than their stage allows");
        OnDeals(2, open.Where(d => d.IsOverdue && !d.IsStale), n => $"Set a true close date on {Deals(n)}", "They are past the date they were expected to close on");
        OnDeals(1, open.Where(d => !d.IsPlanned && !d.IsStale && !d.IsOverdue), n => $"Plan a next step for {Deals(n)}", "Nothing is planned");
        if (stays.Count > 0)
            prompts.Add((2.5 * stays.Count, $"Decide on {Deals(stays.Count)} that stay too long", stays[0].Text + ".", [.. stays.Take(DealsNamed).Select(s => s.Deal.Id)]));
        foreach (var weak in quality.Parts.Where(p => p.Points < 0.4 * p.Max))
            prompts.Add((2, weak.Part switch { "recency" => "Get back into a daily rhythm", "reply" => "Try another channel or a better question", "outcome" => "Call at other hours", _ => "Spend the time on deals that can move" }, weak.Text + ".", []));
        if (late.Count > 0)
            prompts.Add((1.5 * late.Count, "Write deals down when they begin", late[0].Text + ".", [.. late.Take(DealsNamed).Select(l => l.Id)]));
        return [.. prompts.OrderByDescending(p => p.Weight).Take(AtMost).Select((p, i) => new CoachingPrompt(i + 1, p.Action, p.Reason, p.Deals))];
    }

    static string Named(CoachedDeal[] deals) => string.Join(", ", deals.Take(DealsNamed).Select(d => d.Name)) + (deals.Length > DealsNamed ? $" and {deals.Length - DealsNamed} more" : "");

    static string Deals(int count) => count == 1 ? "1 deal" : $"{count} deals";
}

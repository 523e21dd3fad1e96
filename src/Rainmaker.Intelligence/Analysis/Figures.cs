using Rainmaker.Crm;

namespace Rainmaker.Intelligence.Analysis;

/// <summary>How a deal's life is told outside the pipeline: derived from its stage.</summary>
public enum LifeStage { Prospect, Negotiation, Won, Lost }

/// <summary>Open deals in sum, in base currency.</summary>
/// <param name="Total">Sum of the values; deals without value add nothing.</param>
/// <param name="Weighted">Sum of value times probability.</param>
/// <param name="Count">Open deals, also those without value.</param>
/// <param name="WithoutValue">How many of them have no value.</param>
/// <param name="ByStage">Count for each open stage of the pipeline, zeroes included, in its order.</param>
public sealed record OpenPipeline(decimal Total, decimal Weighted, int Count, int WithoutValue, IReadOnlyDictionary<string, int> ByStage);

/// <summary>
/// What the figures mean, once. The dashboard counts in SQL, and tests hold the SQL to these. A deal is open, won or lost by its stage's kind alone.
/// </summary>
public static class Figures
{
    /// <summary>Probability, in percent, from which an open deal is in negotiation even where no stage is called that.</summary>
    public const decimal NegotiationFrom = 70;

    /// <summary>Value times probability in base currency; 0 without value.</summary>
    public static decimal Weighted(Deal deal) => (deal.BaseValue ?? 0) * deal.Probability / 100m;

    /// <summary>Won of all settled, in percent with one decimal; null when nothing is settled, which is not zero.</summary>
    public static decimal? WinRate(int won, int lost) =>
        won + lost == 0 ? null : Math.Round(100m * won / (won + lost), 1, MidpointRounding.AwayFromZero);

    /// <summary>Won of all closed within the period, in percent; null when nothing closed. Lost stages that are left out of the win rate do not count.</summary>
    /// <param name="deals">Any; open ones do not count.</param>
    /// <param name="from">Included; with <paramref name="to"/> null too, all closed deals count, also those without close date.</param>
    /// <param name="to">Not included.</param>
    public static decimal? WinRate(IEnumerable<Deal> deals, DateTimeOffset? from = null, DateTimeOffset? to = null)
    {
        var (won, lost) = (0, 0);
        foreach (var deal in deals)
        {
            if (deal.IsOpen || !Within(deal.ClosedAt, from, to))
                continue;
            if (deal.Stage.Kind == StageKind.Won)
                won++;
            else if (!deal.Stage.LeftOutOfWinRate)
                lost++;
        }
        return WinRate(won, lost);
    }

    /// <summary>The open deals in sum and by the stages of a pipeline; deals of stages it has not are summed but not listed.</summary>
    public static OpenPipeline Open(IEnumerable<Deal> deals, Pipeline pipeline)
    {
        var byStage = new Dictionary<string, int>();
        foreach (var stage in pipeline.Stages)
        {
            if (stage.Kind == StageKind.Open)
                byStage[stage.Key] = 0;
        }
        var (total, weighted, count, without) = (0m, 0m, 0, 0);
        foreach (var deal in deals)
        {
            if (!deal.IsOpen)
                continue;
            count++;
            without += deal.BaseValue is null ? 1 : 0;
            total += deal.BaseValue ?? 0;
            weighted += Weighted(deal);
            if (byStage.TryGetValue(deal.Stage.Key, out var so))
                byStage[deal.Stage.Key] = so + 1;
        }
        return new(total, weighted, count, without, byStage);
    }

    /// <summary>Full days since the later of the last activity and the last human change of stage, value or close date; since creation where there was neither.</summary>
    public static int IdleDays(Deal deal, DateTimeOffset now) => FullDays(LastMoved(deal), now);

    /// <summary>Whether an open deal lies still: idle for at least the days of its stage, or of the tenant where the stage has none, with nothing planned.</summary>
    /// <param name="stalledAfterDays">The tenant's setting, 14 unless changed.</param>
    public static bool IsStalled(Deal deal, DateTimeOffset now, int stalledAfterDays) =>
        deal.IsOpen && !(deal.NextActivityAt > now) && IdleDays(deal, now) >= (deal.Stage.StalledAfterDays ?? stalledAfterDays);

    /// <summary>Prospect, negotiation, won or lost.</summary>
    public static LifeStage LifeStageOf(Stage stage) => stage.Kind switch
    {
        StageKind.Won => LifeStage.Won,
        StageKind.Lost => LifeStage.Lost,
        _ => stage.Key.Contains("negotiation", StringComparison.Ordinal) || stage.Probability >= NegotiationFrom ? LifeStage.Negotiation : LifeStage.Prospect,
    };

    /// <summary>Distinct people behind open deals, and leads contacted or qualified; who is both counts once.</summary>
    public static int KeyContacts(IEnumerable<Deal> deals, IEnumerable<Lead> leads)
    {
        var people = new HashSet<string>();
        foreach (var deal in deals)
        {
            if (deal.IsOpen)
                people.UnionWith(deal.ContactIds);
        }
        var alone = 0;
        foreach (var lead in leads)
        {
            if (lead.Status is not (LeadStatus.Contacted or LeadStatus.Qualified))
                continue;
            if (lead.ContactId is { } contact)
                people.Add(contact);
            else
                alone++;
        }
        return people.Count + alone;
    }

    /// <summary>Days from creation to winning, on average over deals won in the period, one decimal; null when none was.</summary>
    public static decimal? AverageCycleDays(IEnumerable<Deal> deals, DateTimeOffset? from = null, DateTimeOffset? to = null)
    {
        var (days, count) = (0.0, 0);
        foreach (var deal in deals)
        {
            if (deal.Stage.Kind != StageKind.Won || deal.ClosedAt is not { } closed || !Within(closed, from, to))
                continue;
            days += Math.Max(0, (closed - deal.CreatedAt).TotalDays);
            count++;
        }
        return count == 0 ? null : Math.Round((decimal)(days / count), 1, MidpointRounding.AwayFromZero);
    }

    internal static DateTimeOffset LastMoved(Deal deal)
    {
        var last = deal.LastActivityAt ?? deal.CreatedAt;
        return deal.ChangedAt > last ? deal.ChangedAt.Value : last;
    }

    internal static int FullDays(DateTimeOffset since, DateTimeOffset now) => Math.Max(0, (int)Math.Floor((now - since).TotalDays));

    static bool Within(DateTimeOffset? at, DateTimeOffset? from, DateTimeOffset? to) =>
        (from is null && to is null) || (at is { } moment && !(moment < from) && !(moment >= to));
}

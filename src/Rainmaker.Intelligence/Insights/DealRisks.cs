using System.Globalization;
using Rainmaker.Crm;
using Rainmaker.Intelligence.Analysis;
using Rainmaker.Intelligence.Coaching;

namespace Rainmaker.Intelligence.Insights;

/// <summary>The four risk rules over one deal (seed 000, risk detection), and one by the tenant's own past. Closed deals are never at risk.</summary>
public static class DealRisks
{
    /// <summary>All risks the deal has now, gravest first; mostly none.</summary>
    /// <param name="deal">The deal.</param>
    /// <param name="now">The moment to judge for.</param>
    /// <param name="today">The day it is then in the tenant's time zone.</param>
    /// <param name="settings">Thresholds.</param>
    /// <param name="pace">How long deals stay in its stage; null while too few have left it.</param>
    public static IReadOnlyList<Insight> Find(Deal deal, DateTimeOffset now, DateOnly today, RiskSettings settings, StagePace? pace = null)
    {
        if (!deal.IsOpen)
            return [];
        List<Insight>? found = null;
        Add(ref found, HighValueAtRisk(deal, settings));
        Add(ref found, ClosingSoonInactive(deal, now, today, settings));
        Add(ref found, Stalled(deal, now, settings));
        Add(ref found, LongInStage(deal, now, settings) ?? UnusualStay(deal, now, pace));
        return found ?? (IReadOnlyList<Insight>)[];
    }

    /// <summary>Idle for the stage's or the tenant's days, nothing planned. Warning; a follow-up e-mail.</summary>
    public static Insight? Stalled(Deal deal, DateTimeOffset now, RiskSettings settings)
    {
        if (!Figures.IsStalled(deal, now, settings.StalledAfterDays))
            return null;
        var days = Figures.IdleDays(deal, now);
        return new()
        {
            AnomalyId = $"stalled_deal_{deal.Id}",
            Rule = RiskRule.StalledDeal,
            Severity = Severity.Warning,
            Title = $"Deal '{deal.Name}' stalled for {Days(days)}",
            Description = $"{Worth(deal)} hasn't moved in {Days(days)}",
            AffectedEntities = [deal.Id],
            Platforms = [deal.Source],
            Evidence =
            [
                new("idle_days", Text(days), $"Nothing was done or changed for {Days(days)}; {deal.Stage.StalledAfterDays ?? settings.StalledAfterDays} is the limit in {deal.Stage.Label}."),
                deal.LastActivityAt is { } last ? new("last_activity", Text(last), $"The last activity was on {Day(last)}.") : new("last_activity", "", "There was never an activity."),
                new("next_activity", "", "Nothing is planned."),
            ],
            Recommendation = "Send follow-up email or schedule call to re-engage",
            ActionType = InsightAction.Email,
            ActionPayload = Payload(deal, "follow_up"),
            Fingerprint = Insight.Hash($"stalled|{deal.Id}|{deal.Stage.Key}|{Text(Figures.LastMoved(deal))}|{(deal.NextActivityAt is { } missed ? Text(missed) : "")}"),
        };
    }

    /// <summary>High value and a low chance. Critical; a meeting with whoever decides.</summary>
    public static Insight? HighValueAtRisk(Deal deal, RiskSettings settings)
    {
        if (!deal.IsOpen || !(deal.BaseValue > settings.HighValueAbove) || deal.Probability >= settings.LowProbabilityBelow)
            return null;
        return new()
        {
            AnomalyId = $"high_value_risk_{deal.Id}",
            Rule = RiskRule.HighValueAtRisk,
            Severity = Severity.Critical,
            Title = $"High-value deal '{deal.Name}' at risk",
            Description = $"{Worth(deal)} has only {Text(deal.Probability)}% probability of closing",
            AffectedEntities = [deal.Id],
            Platforms = [deal.Source],
            Evidence =
            [
                new("value", Text(deal.BaseValue.Value), $"Its value in base currency is above {Text(settings.HighValueAbove)}."),
                new("probability", Text(deal.Probability), $"Its probability of {Text(deal.Probability)}% is below {Text(settings.LowProbabilityBelow)}%."),
                new("stage", deal.Stage.Key, $"It is in {deal.Stage.Label}."),
            ],
            Recommendation = "Schedule a meeting with the decision maker to settle what stands in the way",
            ActionType = InsightAction.Schedule,
            ActionPayload = Payload(deal, "schedule_meeting"),
            Fingerprint = Insight.Hash($"high_value|{deal.Id}|{deal.Stage.Key}|{Text(deal.BaseValue.Value)}|{Text(deal.Probability)}"),
        };
    }

    /// <summary>The close date is near and nobody was in touch of late. Critical; a call today. Overdue dates are the forecast's matter.</summary>
    public static Insight? ClosingSoonInactive(Deal deal, DateTimeOffset now, DateOnly today, RiskSettings settings)
    {
        if (!deal.IsOpen || deal.ExpectedClose is not { } close)
            return null;
        var left = close.DayNumber - today.DayNumber;
        if (left < 0 || left > settings.ClosingWithinDays)
            return null;
        if (deal.LastActivityAt is { } last && (now - last).TotalDays <= settings.RecentDays)
            return null;
        var when = left switch { 0 => "today", 1 => "tomorrow", _ => $"in {left} days" };
        return new()
        {
            AnomalyId = $"closing_soon_{deal.Id}",
            Rule = RiskRule.ClosingSoonInactive,
            Severity = Severity.Critical,
            Title = $"Deal '{deal.Name}' closes {when} without recent activity",
            Description = $"{Worth(deal)} is expected to close on {close.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}, with no activity in the last {Days(settings.RecentDays)}",
            AffectedEntities = [deal.Id],
            Platforms = [deal.Source],
            Evidence =
            [
                new("expected_close_date", close.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), $"It is expected to close {when}."),
                deal.LastActivityAt is { } at ? new("last_activity", Text(at), $"The last activity was on {Day(at)}.") : new("last_activity", "", "There was never an activity."),
            ],
            Recommendation = "Call today to confirm the close date and what is still open",
            ActionType = InsightAction.Call,
            ActionPayload = Payload(deal, "call"),
            Fingerprint = Insight.Hash($"closing_soon|{deal.Id}|{deal.Stage.Key}|{close:yyyy-MM-dd}|{(deal.LastActivityAt is { } then ? Text(then) : "")}"),
        };
    }

    /// <summary>In one stage for more than the stage's or the tenant's days. Info; move it or settle it.</summary>
    public static Insight? LongInStage(Deal deal, DateTimeOffset now, RiskSettings settings)
    {
        var (days, limit) = (Figures.FullDays(deal.StageEnteredAt, now), deal.Stage.LongAfterDays ?? settings.LongInStageAfterDays);
        if (!deal.IsOpen || days <= limit)
            return null;
        return new()
        {
            AnomalyId = $"long_in_stage_{deal.Id}",
            Rule = RiskRule.LongInStage,
            Severity = Severity.Info,
            Title = $"Deal '{deal.Name}' in {deal.Stage.Label} for {Days(days)}",
            Description = $"{Worth(deal)} has been in {deal.Stage.Label} for {Days(days)}; more than {limit} is long",
            AffectedEntities = [deal.Id],
            Platforms = [deal.Source],
            Evidence = [new("days_in_stage", Text(days), $"It entered {deal.Stage.Label} on {Day(deal.StageEnteredAt)}.")],
            Recommendation = "Update the stage: move the deal on, or settle it",
            ActionType = InsightAction.Update,
            ActionPayload = Payload(deal, "update_stage"),
            Fingerprint = Insight.Hash($"long_in_stage|{deal.Id}|{deal.Stage.Key}|{Text(deal.StageEnteredAt)}"),
        };
    }

    /// <summary>Longer in its stage than nine of ten deals that went on, though not yet beyond the stage's limit. Info; decide on it.</summary>
    public static Insight? UnusualStay(Deal deal, DateTimeOffset now, StagePace? pace)
    {
        var days = Figures.FullDays(deal.StageEnteredAt, now);
        if (!deal.IsOpen || pace is not { } usual || !usual.IsUnusual(days))
            return null;
        return new()
        {
            AnomalyId = $"unusual_stay_{deal.Id}",
            Rule = RiskRule.UnusualStay,
            Severity = Severity.Info,
            Title = $"Deal '{deal.Name}' stays unusually long in {deal.Stage.Label}",
            Description = $"{Worth(deal)} has been in {deal.Stage.Label} for {Days(days)}; nine of ten deals that went on stayed at most {usual.LongDays:0}",
            AffectedEntities = [deal.Id],
            Platforms = [deal.Source],
            Evidence =
            [
                new("days_in_stage", Text(days), $"It entered {deal.Stage.Label} on {Day(deal.StageEnteredAt)}."),
                new("usual_days", Text((decimal)usual.UsualDays), $"Half of the deals that went on stayed {usual.UsualDays:0} days."),
                new("long_days", Text((decimal)usual.LongDays), $"Nine of ten stayed at most {usual.LongDays:0} days."),
            ],
            Recommendation = "Find out what holds it: move the deal on, or settle it",
            ActionType = InsightAction.Update,
            ActionPayload = Payload(deal, "update_stage"),
            Fingerprint = Insight.Hash($"unusual_stay|{deal.Id}|{deal.Stage.Key}|{Text(deal.StageEnteredAt)}"),
        };
    }

    static void Add(ref List<Insight>? found, Insight? insight)
    {
        if (insight is not null)
            (found ??= []).Add(insight);
    }

    static Dictionary<string, string> Payload(Deal deal, string action) => new() { ["deal_id"] = deal.Id, ["action"] = action };

    static string Worth(Deal deal) => deal.Value is { } value ? $"Deal worth {Money.Text(value, deal.Currency)}" : "Deal without a value";

    static string Days(int days) => days == 1 ? "1 day" : $"{days} days";

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    static string Text(decimal number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    static string Day(DateTimeOffset at) => at.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
}

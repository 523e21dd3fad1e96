using System.Globalization;
using Rainmaker.Crm;
using Rainmaker.Intelligence.Analysis;

namespace Rainmaker.Intelligence.Health;

/// <summary>How a deal came to where it stands.</summary>
/// <param name="MovedForward">Whether the last change of stage went forward; null where it never moved.</param>
/// <param name="ProbabilityBefore">Percent it had <see cref="HealthSettings.LookBackDays"/> days ago; null where the deal is younger.</param>
public sealed record DealPath(bool? MovedForward, decimal? ProbabilityBefore)
{
    public static DealPath Unknown { get; } = new(null, null);
}

/// <summary>One part of the health.</summary>
/// <param name="Part">"last_activity", "progression", "probability" or "value".</param>
/// <param name="Points">0 to <paramref name="Max"/>, one decimal.</param>
public sealed record HealthReason(string Part, string Text, decimal Points, decimal Max);

/// <param name="Score">0 to 100: exactly the sum of the parts' points.</param>
public sealed record HealthScore(decimal Score, IReadOnlyList<HealthReason> Reasons);

/// <summary>Weights and thresholds of the health score. The four parts are seed 000's; their weights are ours and sum to 100.</summary>
public sealed record HealthSettings
{
    public static HealthSettings Default { get; } = new();

    public decimal LastActivity { get; init; } = 35;
    public decimal Progression { get; init; } = 25;
    public decimal Probability { get; init; } = 20;
    public decimal Value { get; init; } = 20;

    /// <summary>Days after an activity that earn all its points.</summary>
    public int FreshDays { get; init; } = 2;

    /// <summary>Days without activity that earn nothing any more, where the stage has no days of its own.</summary>
    public int StalledAfterDays { get; init; } = 14;

    /// <summary>Days in a stage after which its points fall, to nothing at twice as many, where the stage has none of its own.</summary>
    public int LongInStageAfterDays { get; init; } = 30;

    /// <summary>How far back the probability is compared.</summary>
    public int LookBackDays { get; init; } = 30;

    /// <summary>Value in base currency above which a deal is large.</summary>
    public decimal LargeAbove { get; init; } = 50_000m;

    /// <summary>Percent from which a large deal's stage is late enough for its value.</summary>
    public decimal LateFrom { get; init; } = 40m;
}

/// <summary>
/// A deal's health, 0 to 100, from four parts (seed 000, deal health scoring): recent activity, moving forward, rising probability, and a value that suits the stage.
/// </summary>
public static class DealHealth
{
    /// <summary>Null for closed deals: they are past being well or ill.</summary>
    public static HealthScore? Judge(Deal deal, DealPath path, DateTimeOffset now, HealthSettings settings)
    {
        if (!deal.IsOpen)
            return null;
        HealthReason[] reasons = [LastActivity(deal, now, settings), Progression(deal, path, now, settings), Probability(deal, path, settings), Value(deal, settings)];
        return new(reasons.Sum(reason => reason.Points), reasons);
    }

    static HealthReason LastActivity(Deal deal, DateTimeOffset now, HealthSettings settings)
    {
        var max = settings.LastActivity;
        var limit = Math.Max(deal.Stage.StalledAfterDays ?? settings.StalledAfterDays, settings.FreshDays + 1);
        var planned = deal.NextActivityAt > now;
        if (deal.LastActivityAt is not { } last)
            return planned ? Reason("last_activity", max / 2, max, "No activity yet, but one is planned.") : Reason("last_activity", 0, max, "There was never an activity.");
        var days = Math.Max(0, (decimal)(now - last).TotalDays);
        var share = 1 - Math.Clamp((days - settings.FreshDays) / (limit - settings.FreshDays), 0, 1);
        var text = (int)days switch { 0 => "The last activity was today", 1 => "The last activity was yesterday", var n => $"The last activity was {n} days ago" };
        return planned && share < 0.5m
            ? Reason("last_activity", max / 2, max, $"{text}, but one is planned.")
            : Reason("last_activity", max * share, max, $"{text}.");
    }

    static HealthReason Progression(Deal deal, DealPath path, DateTimeOffset now, HealthSettings settings)
    {
        var max = settings.Progression;
        var limit = Math.Max(deal.Stage.LongAfterDays ?? settings.LongInStageAfterDays, 1);
        var days = Figures.FullDays(deal.StageEnteredAt, now);
        var share = 1 - Math.Clamp((days - limit) / (decimal)limit, 0, 1);
        var stay = days switch { 0 => "today", 1 => "for 1 day", _ => $"for {days} days" };
        return path.MovedForward switch
        {
            true => Reason("progression", max * share, max, $"It moved forward to {deal.Stage.Label}, {stay}."),
            false => Reason("progression", max * share / 4, max, $"It moved back to {deal.Stage.Label}, {stay}."),
            null => Reason("progression", max * share * 0.7m, max, $"It has been in {deal.Stage.Label} since it was made, {stay}."),
        };
    }

    static HealthReason Probability(Deal deal, DealPath path, HealthSettings settings)
    {
        var max = settings.Probability;
        if (path.ProbabilityBefore is not { } before)
            return Reason("probability", max / 2, max, $"Its probability is {Percent(deal.Probability)}; it is too young to compare.");
        var change = deal.Probability - before;
        // Twenty points up or down in a month is as much as stages usually lie apart.
        var text = change switch
        {
            > 0 => $"Its probability rose from {Percent(before)} to {Percent(deal.Probability)} in {settings.LookBackDays} days.",
            < 0 => $"Its probability fell from {Percent(before)} to {Percent(deal.Probability)} in {settings.LookBackDays} days.",
            _ => $"Its probability has stayed at {Percent(before)} for {settings.LookBackDays} days.",
        };
        return Reason("probability", max * Math.Clamp(0.5m + change / 40m, 0, 1), max, text);
    }

    static HealthReason Value(Deal deal, HealthSettings settings)
    {
        var max = settings.Value;
        if (deal.BaseValue is not { } value)
            return Reason("value", max / 2, max, "It has no value yet.");
        if (value <= settings.LargeAbove || deal.Probability >= settings.LateFrom)
            return Reason("value", max, max, $"Its value suits {deal.Stage.Label}.");
        // The larger and the earlier, the less: a deal of four times the limit in a hopeless stage earns nothing.
        var excess = Math.Clamp(value / settings.LargeAbove / 4m, 0.25m, 1);
        var early = 1 - deal.Probability / settings.LateFrom;
        return Reason("value", max * (1 - excess * early), max, $"It is large for {deal.Stage.Label}, at {Percent(deal.Probability)}.");
    }

    static HealthReason Reason(string part, decimal points, decimal max, string text) => new(part, text, Math.Round(points, 1, MidpointRounding.AwayFromZero), max);

    static string Percent(decimal percent) => percent.ToString("0.#", CultureInfo.InvariantCulture) + "%";
}

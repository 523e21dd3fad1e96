using System.Globalization;
using Rainmaker.Intelligence.Matching;

namespace Rainmaker.Intelligence.Scoring;

/// <summary>What was learnt in talking: when they buy, with what money, who decides, what they use today. The latest word counts, from the lead or from a signal.</summary>
static class Behaviour
{
    public const string Group = "behaviour";

    public static void Judge(Card card, LeadFacts facts, IReadOnlyList<Signal> signals, DateTimeOffset now, ScoreCardSettings settings)
    {
        Timeline(card, Latest(signals, SignalKind.Timeline, now) ?? facts.Timeline, settings.Timeline);
        Budget(card, Latest(signals, SignalKind.Budget, now) ?? facts.Budget, settings.Budget);
        DecisionMaker(card, Latest(signals, SignalKind.DecisionMaker, now) ?? facts.DecisionMaker, settings.DecisionMaker);
        Competitor(card, Latest(signals, SignalKind.Competitor, now) ?? facts.Competitor, settings.Competitor);
    }

    static void Timeline(Card card, string? said, decimal max)
    {
        const string Field = "timeline";
        if (said is null)
            card.Lack(Group, Field, max, "It is not known when they want to buy.");
        else if (Months(said) is not { } months)
            card.Earn(Group, Field, max / 3, max, $"They want to buy: {said}.");
        else
            card.Earn(Group, Field, max * (months <= 1 ? 1m : months <= 3 ? 0.75m : months <= 6 ? 0.5m : months <= 12 ? 0.25m : 0m), max, $"They want to buy: {said}.");
    }

    static void Budget(Card card, string? said, decimal max)
    {
        const string Field = "budget";
        if (said is null)
            card.Lack(Group, Field, max, "The budget is not known.");
        else if (IsNo(said))
            card.Earn(Group, Field, 0, max, "There is no budget.");
        else if (Words.Split(said) is var words && (words.Contains("planned") || words.Contains("pending") || words.Contains("maybe") || words.Contains("unclear")))
            card.Earn(Group, Field, max / 2, max, $"The budget is not settled: {said}.");
        else
            card.Earn(Group, Field, max, max, $"There is a budget: {said}.");
    }

    static void DecisionMaker(Card card, string? said, decimal max)
    {
        const string Field = "decision_maker";
        if (said is null)
            card.Lack(Group, Field, max, "It is not known whether the decision maker is involved.");
        else if (IsNo(said))
            card.Earn(Group, Field, 0, max, "The decision maker is not involved.");
        else if (Words.Split(said) is var words && (words.Contains("influencer") || words.Contains("recommender") || words.Contains("partly") || words.Contains("later")))
            card.Earn(Group, Field, max / 2, max, $"The decision maker is near: {said}.");
        else
            card.Earn(Group, Field, max, max, IsYes(said) ? "The decision maker is involved." : $"The decision maker is involved: {said}.");
    }

    // Who pays for a rival has the problem and the money for it; who uses nothing has yet to be convinced of either.
    static void Competitor(Card card, string? said, decimal max)
    {
        const string Field = "competitor";
        if (said is null)
            card.Lack(Group, Field, max, "It is not known what they use today.");
        else if (IsNo(said))
            card.Earn(Group, Field, max / 3, max, "They use no competitor today.");
        else
            card.Earn(Group, Field, max, max, IsYes(said) ? "They use a competitor today." : $"They use a competitor today: {said}.");
    }

    internal static string? Latest(IReadOnlyList<Signal> signals, SignalKind kind, DateTimeOffset now)
    {
        var (latest, said) = (DateTimeOffset.MinValue, (string?)null);
        for (var i = 0; i < signals.Count; i++)
        {
            var signal = signals[i];
            if (signal.Kind == kind && signal.At <= now && signal.At >= latest)
                (latest, said) = (signal.At, signal.Value ?? "yes");
        }
        return said;
    }

    internal static bool IsNo(string said) => Words.Fold(said.Trim()) is "no" or "none" or "false" or "0" or "nothing" or "nein" or "keine" or "keins";

    static bool IsYes(string said) => Words.Fold(said.Trim()) is "yes" or "true" or "1" or "ja";

    /// <summary>Months until they buy, from words: "this month", "3 months", "1-3 months", "Q2" is not one. Null where no time can be read.</summary>
    internal static int? Months(string said)
    {
        var words = Words.Split(said);
        if (words.Contains("immediately") || words.Contains("immediate") || words.Contains("now") || words.Contains("asap") || words.Contains("urgent") || words.Contains("today"))
            return 0;
        if (words.Contains("someday") || words.Contains("never") || words.Contains("researching") || IsNo(said))
            return 99;
        var (number, unit) = ((int?)null, 1.0);
        foreach (var word in words)
        {
            // Of a range the later end is the promise.
            if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                number = count;
        }
        if (words.Exists(word => word.StartsWith("day", StringComparison.Ordinal) || word.StartsWith("tag", StringComparison.Ordinal)))
            unit = 1 / 30.0;
        else if (words.Exists(word => word.StartsWith("week", StringComparison.Ordinal) || word.StartsWith("woche", StringComparison.Ordinal)))
            unit = 7 / 30.0;
        else if (words.Contains("quarter") || words.Contains("quarters") || words.Contains("quartal"))
            unit = 3;
        else if (words.Exists(word => word.StartsWith("year", StringComparison.Ordinal) || word.StartsWith("jahr", StringComparison.Ordinal)))
            unit = 12;
        else if (!words.Exists(word => word.StartsWith("month", StringComparison.Ordinal) || word.StartsWith("monat", StringComparison.Ordinal)))
            return null;
        return (int)Math.Ceiling(Math.Min((number ?? 1) * unit, 99));
    }
}

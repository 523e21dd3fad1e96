namespace Rainmaker.Intelligence.Scoring;

/// <summary>What the world says: funding, the industry's trend, technology in use. Funding and trend fade slowly.</summary>
static class ExternalData
{
    public const string Group = "external";

    public static void Judge(Card card, IReadOnlyList<Signal> signals, DateTimeOffset now, ScoreCardSettings settings)
    {
        var fade = settings.ExternalHalfLifeDays;
        if (Latest(signals, SignalKind.Funding, now) is { } funding)
        {
            var none = funding.Value is { } said && Behaviour.IsNo(said);
            card.Earn(Group, "funding", none ? 0 : settings.Funding * Faded(funding, now, fade), settings.Funding,
                none ? "No funding is known." : $"Funding news {ScoreCard.Ago(funding.At, now)}{Said(funding)}.");
        }
        else
        {
            card.Lack(Group, "funding", settings.Funding, "Nothing is known of funding.");
        }

        if (Latest(signals, SignalKind.IndustryTrend, now) is { } trend)
        {
            var falls = trend.Value?.ToLowerInvariant() is "declining" or "falling" or "down" or "shrinking" or "negative";
            card.Earn(Group, "industry_trend", falls ? 0 : settings.IndustryTrend * Faded(trend, now, fade), settings.IndustryTrend,
                $"The industry's trend{Said(trend)}, learnt {ScoreCard.Ago(trend.At, now)}.");
        }
        else
        {
            card.Lack(Group, "industry_trend", settings.IndustryTrend, "The industry's trend is not known.");
        }

        if (Latest(signals, SignalKind.Technology, now) is { } technology)
        {
            var wanted = settings.Profile.Technologies;
            var fits = wanted.Count == 0 || (technology.Value is { } used && Fit.Contains(used, wanted));
            card.Earn(Group, "technology", fits ? settings.Technology : 0, settings.Technology, $"Technology in use{Said(technology)}{(fits ? "" : ", none of those wanted")}.");
        }
        else
        {
            card.Lack(Group, "technology", settings.Technology, "The technology they use is not known.");
        }
    }

    static decimal Faded(Signal signal, DateTimeOffset now, double halfLifeDays) => (decimal)ScoreCard.Decay(now - signal.At, halfLifeDays);

    static string Said(Signal signal) => signal.Value is null ? "" : $": {signal.Value}";

    static Signal? Latest(IReadOnlyList<Signal> signals, SignalKind kind, DateTimeOffset now)
    {
        Signal? latest = null;
        for (var i = 0; i < signals.Count; i++)
        {
            var signal = signals[i];
            if (signal.Kind == kind && signal.At <= now && (latest is null || signal.At >= latest.Value.At))
                latest = signal;
        }
        return latest;
    }
}

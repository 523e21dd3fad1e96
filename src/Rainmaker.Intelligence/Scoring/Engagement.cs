namespace Rainmaker.Intelligence.Scoring;

/// <summary>What the lead did of its own accord: opens, clicks, visits, forms, downloads. Each signal's points halve with age; a kind earns up to its maximum.</summary>
static class Engagement
{
    public const string Group = "engagement";

    public static void Judge(Card card, IReadOnlyList<Signal> signals, DateTimeOffset now, ScoreCardSettings settings)
    {
        Kind(card, SignalKind.EmailOpen, "email_open", "e-mail opened", "e-mails opened", settings.EmailOpen, signals, now, settings);
        Kind(card, SignalKind.EmailClick, "email_click", "link clicked in an e-mail", "links clicked in e-mails", settings.EmailClick, signals, now, settings);
        Kind(card, SignalKind.Visit, "visit", "visit to the website", "visits to the website", settings.Visit, signals, now, settings);
        Kind(card, SignalKind.FormSubmit, "form_submit", "form sent", "forms sent", settings.FormSubmit, signals, now, settings);
        Kind(card, SignalKind.Download, "download", "download", "downloads", settings.Download, signals, now, settings);
    }

    static void Kind(Card card, SignalKind kind, string field, string one, string many, Earned earned, IReadOnlyList<Signal> signals, DateTimeOffset now, ScoreCardSettings settings)
    {
        var (count, weight, latest) = (0, 0.0, DateTimeOffset.MinValue);
        for (var i = 0; i < signals.Count; i++)
        {
            var signal = signals[i];
            if (signal.Kind != kind || signal.At > now)
                continue;
            count++;
            weight += ScoreCard.Decay(now - signal.At, settings.HalfLifeDays);
            latest = signal.At > latest ? signal.At : latest;
        }
        if (count == 0)
            card.Lack(Group, field, earned.Max, $"No {one} seen yet.");
        else
            card.Earn(Group, field, earned.Each * (decimal)Math.Min(weight, 1000), earned.Max, $"{count} {(count == 1 ? one : many)}, the latest {ScoreCard.Ago(latest, now)}.");
    }
}

using System.Globalization;
using Rainmaker.Intelligence.Anomalies;

namespace Rainmaker.Intelligence.Coaching;

/// <summary>A number worth a sentence.</summary>
/// <param name="What">"deals won", "calls".</param>
/// <param name="Before">The same over the time before; null where that is unknown.</param>
/// <param name="MoreIsBetter">Which way is good; null where neither is.</param>
/// <param name="Say">How the value is written; a plain number where left out.</param>
public sealed record Figure(string What, double Now, double? Before, bool? MoreIsBetter, Func<double, string>? Say = null);

/// <summary>One of several, with the number they are compared by.</summary>
public sealed record Standing(string Name, double Value);

/// <param name="Highlights">What changed most, good and bad.</param>
/// <param name="Outliers">Who or what stands apart from the others.</param>
/// <param name="Actions">What to do, the most urgent first.</param>
public sealed record Summary(IReadOnlyList<string> Highlights, IReadOnlyList<string> Outliers, IReadOnlyList<string> Actions)
{
    public string Text => string.Join(' ', [.. Highlights, .. Outliers, .. Actions]);
}

/// <summary>Sentences from numbers, without a model: for a rep's summary and the weekly report. The same numbers always give the same text.</summary>
public static class Highlights
{
    const int AtMost = 4, FewestToCompare = 4;
    const double Worth = 10, Deviations = 3;

    /// <param name="compared">Groups of comparable things: "calls" of each rep.</param>
    /// <param name="actions">As the coach put them, first the most urgent.</param>
    public static Summary Write(IEnumerable<Figure> figures, IEnumerable<(string What, IReadOnlyList<Standing> Of)> compared, IEnumerable<CoachingPrompt> actions) => new(
        [.. figures.Select(f => (Figure: f, Change: Change(f))).Where(f => f.Change is null ? f.Figure.Now != 0 : Math.Abs(f.Change.Value) >= Worth).OrderByDescending(f => Math.Min(300, Math.Abs(f.Change ?? 0))).Take(AtMost).Select(f => Sentence(f.Figure, f.Change))],
        [.. compared.SelectMany(c => Apart(c.What, c.Of)).Take(AtMost)],
        [.. actions.OrderBy(a => a.Priority).Take(AtMost).Select(a => $"{a.Action}: {char.ToLowerInvariant(a.Reason[0])}{a.Reason[1..]}")]);

    static double? Change(Figure figure) => figure.Before is not { } before ? null : before == 0 ? figure.Now == 0 ? 0 : 300 : 100 * (figure.Now - before) / Math.Abs(before);

    static string Sentence(Figure figure, double? change)
    {
        var say = figure.Say ?? (v => v.ToString("#,##0.#", CultureInfo.InvariantCulture));
        var what = char.ToUpperInvariant(figure.What[0]) + figure.What[1..];
        if (change is null)
            return $"{what}: {say(figure.Now)}.";
        var good = figure.MoreIsBetter is null ? "" : figure.MoreIsBetter == change > 0 ? ", which is good" : ", which needs a look";
        return figure.Before == 0 ? $"{what}: {say(figure.Now)} after none{good}." : $"{what}: {say(figure.Now)}, {(change > 0 ? "up" : "down")} {Math.Abs(change.Value):0} % from {say(figure.Before!.Value)}{good}.";
    }

    static IEnumerable<string> Apart(string what, IReadOnlyList<Standing> of)
    {
        if (of.Count < FewestToCompare)
            yield break;
        var median = Robust.Median([.. of.Select(s => s.Value)]);
        var spread = Math.Max(Robust.Normal * Robust.Median([.. of.Select(s => Math.Abs(s.Value - median))]), 0.05 * Math.Abs(median));
        foreach (var one in of.Where(s => spread > 0 && Math.Abs(s.Value - median) > Deviations * spread).OrderByDescending(s => Math.Abs(s.Value - median)))
            yield return string.Create(CultureInfo.InvariantCulture, $"{one.Name} stands apart in {what}: {one.Value:#,##0.#} against {median:#,##0.#} of the others in the middle.");
    }
}

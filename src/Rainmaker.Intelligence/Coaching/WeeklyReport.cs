using System.Globalization;
using Rainmaker.Intelligence.Anomalies;
using Rainmaker.Intelligence.Insights;

namespace Rainmaker.Intelligence.Coaching;

/// <summary>A number of the week.</summary>
/// <param name="Key">On the wire: "won_revenue".</param>
/// <param name="What">As it stands in a sentence: "won revenue".</param>
/// <param name="Before">The same in the week before; null where nothing was on record then.</param>
/// <param name="Earlier">The same in the weeks before, the latest first; as many as are on record.</param>
/// <param name="MoreIsBetter">Which way is good; null where neither is.</param>
/// <param name="Rows">The page with the rows behind it.</param>
public sealed record WeekFigure(string Key, string What, decimal Now, decimal? Before, IReadOnlyList<decimal> Earlier, bool? MoreIsBetter, bool IsMoney, string Rows);

/// <summary>One of those who sell, by one number.</summary>
public sealed record WeekStanding(string Name, decimal Value, string Rows);

/// <summary>A deal worth naming.</summary>
public sealed record WeekDeal(string Name, decimal Value, string? Reason, string Rows);

/// <summary>Something that waits to be done, when the report is written.</summary>
/// <param name="Kind">What sort of thing: which verb it takes.</param>
/// <param name="Dearest">The largest of them, by name; null where they have no value.</param>
public sealed record WeekTodo(WeekTodoKind Kind, int Count, decimal Value, string? Dearest, string Rows);

/// <summary>In the order of how pressing one of them is.</summary>
public enum WeekTodoKind { AtRisk, HotLeads, Stalled, Overdue, Unplanned }

/// <summary>All that the report of a week is written from.</summary>
/// <param name="From">Its Monday.</param>
/// <param name="IsOver">False while the week runs: then it is told so far, and not held against whole weeks.</param>
/// <param name="Compared">Groups of comparable people: "calls" of each rep.</param>
/// <param name="Todos">Null where nobody knows what waited then.</param>
public sealed record WeekBook(DateOnly From, bool IsOver, string Currency, IReadOnlyList<WeekFigure> Figures, IReadOnlyList<(string What, IReadOnlyList<WeekStanding> Of)> Compared,
    WeekDeal? LargestWin, WeekDeal? LargestLoss, IReadOnlyList<WeekTodo>? Todos);

/// <summary>A piece of a sentence; a figure leads to the rows behind it.</summary>
public sealed record Piece(string Text, string? Rows = null);

/// <summary>A sentence with its figures.</summary>
public sealed record Statement(IReadOnlyList<Piece> Pieces)
{
    public string Text => string.Concat(Pieces.Select(p => p.Text));
}

/// <param name="Highlights">What changed most against the week before, good and bad, and the largest deals.</param>
/// <param name="Outliers">What or who stands outside of what the weeks before, or the others, were like.</param>
/// <param name="Actions">What to do, the most pressing first.</param>
public sealed record WeeklyReport(Statement Headline, IReadOnlyList<Statement> Highlights, IReadOnlyList<Statement> Outliers, IReadOnlyList<Statement> Actions, IReadOnlyList<WeekFigure> Figures);

/// <summary>
/// Writes a week in sentences, without a model: the same numbers always give the same text. A figure is a highlight from a tenth of change on, an outlier beyond three robust
/// standard deviations (1.4826 times the median deviation) of at least six weeks before it, or of at least four people beside it.
/// </summary>
public static class WriteWeek
{
    const int MostHighlights = 5, MostOutliers = 5, MostActions = 5, LeastWeeks = 6, LeastPeople = 4;
    const decimal Worth = 10;
    const double Deviations = 3;

    public static WeeklyReport Run(WeekBook week) => new(Headline(week), Highlights(week), Outliers(week), Actions(week), week.Figures);

    static Statement Headline(WeekBook week)
    {
        var when = $"the week of {week.From.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}{(week.IsOver ? "" : ", so far")}";
        WeekFigure? Of(string key) => week.Figures.FirstOrDefault(f => f.Key == key);
        if (Of("deals_won") is not { } won || Of("won_revenue") is not { } revenue || week.Figures.All(f => f.Now == 0))
            return new([new($"Nothing is on record for {when}.")]);
        List<Piece> pieces = won.Now == 0
            ? [new($"No deal was won in {when}")]
            : [new(Count(won.Now, "deal"), won.Rows), new(won.Now == 1 ? " was won for " : " were won for "), new(Say(revenue, revenue.Now, week), revenue.Rows), new($" in {when}")];
        if (Of("deals_opened") is { } opened)
            pieces.AddRange([new("; "), new(Count(opened.Now, "deal"), opened.Rows), new(opened.Now == 1 ? " was opened" : " were opened")]);
        if (Of("leads") is { } leads)
            pieces.AddRange([new(" and "), new(Count(leads.Now, "lead"), leads.Rows), new(" came in")]);
        return new([.. pieces, new(".")]);
    }

    static List<Statement> Highlights(WeekBook week)
    {
        var found = new List<Statement>();
        if (week.LargestWin is { } win)
            found.Add(new([new("The largest win was "), new(win.Name, win.Rows), new($" for {Money.Text(win.Value, week.Currency)}.")]));
        // Part of a week against a whole one would only say that it is not over.
        if (week.IsOver)
            found.AddRange(week.Figures.Select(f => (Figure: f, Change: Change(f))).Where(f => Math.Abs(f.Change) >= Worth && (f.Figure.Now > 0 || f.Figure.Before > 0)).OrderByDescending(f => Math.Min(300, Math.Abs(f.Change))).Select(f => Moved(f.Figure, f.Change, week)));
        if (week.LargestLoss is { } loss)
            found.Insert(Math.Min(found.Count, MostHighlights - 1), new([new("The largest loss was "), new(loss.Name, loss.Rows), new($" at {Money.Text(loss.Value, week.Currency)}{(loss.Reason is { } why ? $": {why}" : "")}.")]));
        return [.. found.Take(MostHighlights)];
    }

    static Statement Moved(WeekFigure figure, decimal change, WeekBook week)
    {
        var verdict = figure.MoreIsBetter is not { } better ? "" : better == change > 0 ? ", which is good" : ", which needs a look";
        var by = figure.Before is 0 ? " after none the week before" : $", {(change > 0 ? "up" : "down")} {Math.Abs(change):0} % from {Say(figure, figure.Before ?? 0, week)}";
        return new([new($"{Capital(figure.What)}: "), new(Say(figure, figure.Now, week), figure.Rows), new($"{by}{verdict}.")]);
    }

    static List<Statement> Outliers(WeekBook week)
    {
        var found = new List<Statement>();
        foreach (var figure in week.IsOver ? week.Figures : [])
        {
            // Within what the weeks before were like nothing is unusual, however close together most of them lie.
            if (figure.Earlier.Count < LeastWeeks || (figure.Now >= figure.Earlier.Min() && figure.Now <= figure.Earlier.Max()) || Far((double)figure.Now, [.. figure.Earlier.Select(e => (double)e)]) is not { } usual)
                continue;
            var (least, most) = (figure.Earlier.Min(), figure.Earlier.Max());
            found.Add(new([new($"{Capital(figure.What)}: "), new(Say(figure, figure.Now, week), figure.Rows), new($", unusually {(figure.IsMoney ? (double)figure.Now < usual ? "little" : "much" : (double)figure.Now < usual ? "few" : "many")}: {Say(figure, least, week)} to {Say(figure, most, week)} in the {figure.Earlier.Count} weeks before.")]));
        }
        foreach (var (what, of) in week.Compared.Where(c => week.IsOver && c.Of.Count >= LeastPeople))
        {
            foreach (var one in of)
            {
                double[] others = [.. of.Where(o => o != one).Select(o => (double)o.Value)];
                if (Far((double)one.Value, others) is { } usual)
                    found.Add(new([new($"{one.Name} stands apart in {what}: "), new(one.Value.ToString("#,##0.#", CultureInfo.InvariantCulture), one.Rows), new($" against {usual.ToString("#,##0.#", CultureInfo.InvariantCulture)} of the others in the middle.")]));
            }
        }
        return [.. found.Take(MostOutliers)];
    }

    static List<Statement> Actions(WeekBook week) =>
        [.. (week.Todos ?? []).Where(t => t.Count > 0).OrderByDescending(t => Weight(t.Kind) * Math.Log2(1 + t.Count) * (t.Value > 0 ? 1 + (double)(t.Value / (t.Value + 100_000)) : 1)).ThenBy(t => t.Kind).Take(MostActions).Select(t => Do(t, week))];

    static double Weight(WeekTodoKind kind) => kind switch { WeekTodoKind.AtRisk => 5, WeekTodoKind.HotLeads => 4, WeekTodoKind.Stalled => 3, WeekTodoKind.Overdue => 2.5, _ => 1 };

    static Statement Do(WeekTodo todo, WeekBook week)
    {
        var (verb, noun, rest) = todo.Kind switch
        {
            WeekTodoKind.AtRisk => ("Save ", "deal", " at critical risk"),
            WeekTodoKind.HotLeads => ("Call ", "lead", " that are hot and that nobody has contacted"),
            WeekTodoKind.Stalled => ("Take up ", "deal", " again that nobody has moved"),
            WeekTodoKind.Overdue => ("Set a true close date on ", "deal", " past the expected one"),
            _ => ("Plan a next step for ", "deal", " without one"),
        };
        var worth = todo.Value <= 0 ? "" : $": {Money.Text(todo.Value, week.Currency)} in all{(todo.Count > 1 && todo.Dearest is { } dearest ? $", the dearest is {dearest}" : "")}";
        return new([new(verb), new(Count(todo.Count, noun), todo.Rows), new($"{(todo.Count == 1 ? rest.Replace(" that are ", " that is ", StringComparison.Ordinal) : rest)}{worth}.")]);
    }

    /// <summary>Percent against the week before; 0 where there is nothing to hold it against.</summary>
    static decimal Change(WeekFigure figure) => figure.Before switch { null => 0, 0 => figure.Now == 0 ? 0 : 300, { } before => 100 * (figure.Now - before) / before };

    /// <summary>The middle of the others, where it is far from them; null where it is not.</summary>
    static double? Far(double value, double[] others)
    {
        var middle = Robust.Median(others);
        var spread = Math.Max(Robust.Normal * Robust.Median([.. others.Select(o => Math.Abs(o - middle))]), Math.Max(0.05 * Math.Abs(middle), 1));
        return Math.Abs(value - middle) > Deviations * spread ? middle : null;
    }

    static string Say(WeekFigure figure, decimal value, WeekBook week) => figure.IsMoney ? Money.Text(value, week.Currency) : value.ToString("#,##0", CultureInfo.InvariantCulture);

    static string Count(decimal count, string noun) => $"{count.ToString("#,##0", CultureInfo.InvariantCulture)} {noun}{(count == 1 ? "" : "s")}";

    static string Capital(string what) => char.ToUpperInvariant(what[0]) + what[1..];
}

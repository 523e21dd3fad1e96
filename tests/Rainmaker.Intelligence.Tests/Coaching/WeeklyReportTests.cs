using Rainmaker.Intelligence.Coaching;

namespace Rainmaker.Intelligence.Tests.Coaching;

public sealed class WeeklyReportTests
{
    static WeekFigure Figure(string key, string what, decimal now, decimal? before = null, bool? better = true, bool money = false, decimal[]? earlier = null) =>
        new(key, what, now, before, earlier ?? (before is { } one ? [one] : []), better, money, "/rows/" + key);

    static WeekBook Week(params WeekFigure[] figures) => new(new(2026, 11, 9), true, "EUR", figures, [], null, null, []);

    static readonly WeekFigure[] Usual = [Figure("won_revenue", "won revenue", 52_000, 40_000, money: true), Figure("deals_won", "deals won", 3, 3), Figure("deals_opened", "deals opened", 8, 8), Figure("leads", "new leads", 41, 40)];

    [Fact]
    public void The_headline_says_what_was_won_opened_and_came_in_and_each_figure_leads_to_its_rows()
    {
        var headline = WriteWeek.Run(Week(Usual)).Headline;

        Assert.Equal("3 deals were won for €52,000 in the week of 9 November 2026; 8 deals were opened and 41 leads came in.", headline.Text);
        Assert.Equal(["/rows/deals_won", "/rows/won_revenue", "/rows/deals_opened", "/rows/leads"], headline.Pieces.Select(p => p.Rows).OfType<string>());
    }

    [Fact]
    public void What_moved_by_a_tenth_is_a_highlight_the_most_first_and_says_whether_that_is_good()
    {
        var report = WriteWeek.Run(Week([.. Usual, Figure("deals_lost", "deals lost", 9, 4, better: false), Figure("calls", "calls", 12, 0)]));

        Assert.Equal(["Calls: 12 after none the week before, which is good.", "Deals lost: 9, up 125 % from 4, which needs a look.", "Won revenue: €52,000, up 30 % from €40,000, which is good."], report.Highlights.Select(h => h.Text));
    }

    [Fact]
    public void A_week_outside_of_the_weeks_before_is_an_outlier_and_so_is_who_stands_apart_from_the_others()
    {
        var week = Week(Figure("calls", "calls", 12, 40, earlier: [40, 42, 38, 41, 39, 44])) with
        {
            Compared = [("meetings", [new("Ann", 5, "/ann"), new("Bo", 6, "/bo"), new("Cy", 5, "/cy"), new("Di", 40, "/di")])],
        };

        Assert.Equal(["Calls: 12, unusually few: 38 to 44 in the 6 weeks before.", "Di stands apart in meetings: 40 against 5 of the others in the middle."], WriteWeek.Run(week).Outliers.Select(o => o.Text));
        Assert.Empty(WriteWeek.Run(Week(Figure("calls", "calls", 12, 40, earlier: [40, 42, 38]))).Outliers);
    }

    [Fact]
    public void What_waits_is_told_with_its_worth_the_most_pressing_first_and_what_nobody_knows_is_left_out()
    {
        var week = Week(Usual) with { Todos = [new(WeekTodoKind.Unplanned, 3, 9000, "Small", "/u"), new(WeekTodoKind.AtRisk, 1, 80_000, null, "/r"), new(WeekTodoKind.HotLeads, 2, 0, null, "/h"), new(WeekTodoKind.Overdue, 0, 0, null, "/o")] };

        Assert.Equal(
            ["Save 1 deal at critical risk: €80,000 in all.", "Call 2 leads that are hot and that nobody has contacted.", "Plan a next step for 3 deals without one: €9,000 in all, the dearest is Small."],
            WriteWeek.Run(week).Actions.Select(a => a.Text));
        Assert.Empty(WriteWeek.Run(week with { Todos = null }).Actions);
    }

    [Fact]
    public void A_week_that_runs_is_not_held_against_whole_ones_and_an_empty_one_says_so()
    {
        var report = WriteWeek.Run(Week(Usual) with { IsOver = false });

        Assert.EndsWith("in the week of 9 November 2026, so far; 8 deals were opened and 41 leads came in.", report.Headline.Text, StringComparison.Ordinal);
        Assert.Empty(report.Highlights);
        Assert.Equal("Nothing is on record for the week of 9 November 2026.", WriteWeek.Run(Week(Figure("won_revenue", "won revenue", 0), Figure("deals_won", "deals won", 0))).Headline.Text);
    }
}

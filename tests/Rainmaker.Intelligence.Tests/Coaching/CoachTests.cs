using Rainmaker.Crm;
using Rainmaker.Intelligence.Coaching;

namespace Rainmaker.Intelligence.Tests.Coaching;

public sealed class CoachTests
{
    static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    static RepActivity Done(double daysAgo, ActivityKind kind = ActivityKind.Call, string? deal = "d1", bool? answered = null, Outcome? outcome = null) => new(kind, Now.AddDays(-daysAgo), deal, answered, outcome);

    static RepDeal Deal(string id, bool moved) => new(id, id, 1000, true, false, moved, false);

    [Fact]
    public void Recent_answered_work_on_deals_that_move_is_worth_more_than_old_unanswered_work_on_deals_that_do_not()
    {
        RepActivity[] good = [.. Enumerable.Range(0, 20).Select(i => Done(i * 1.5, answered: true, outcome: Outcome.Reached))];
        RepActivity[] bad = [.. Enumerable.Range(0, 20).Select(i => Done(25 + i / 5.0, answered: false, outcome: Outcome.NotReached))];

        var (high, low) = (ActivityQuality.Judge(good, [Deal("d1", true)], 30, Now), ActivityQuality.Judge(bad, [Deal("d1", false)], 30, Now));

        Assert.InRange(high.Score!.Value, 85, 100);
        Assert.InRange(low.Score!.Value, 0, 30);
        Assert.Equal(["recency", "reply", "outcome", "deal_impact"], high.Parts.Select(p => p.Part));
        Assert.All(high.Parts, p => Assert.InRange(p.Points!.Value, 0, p.Max));
    }

    [Fact]
    public void A_part_without_evidence_is_left_out_and_says_so()
    {
        var score = ActivityQuality.Judge([Done(1, deal: null)], [], 30, Now);

        Assert.Equal(100, score.Score);
        Assert.Equal([false, true, true, true], score.Parts.Select(p => p.Points is null));
        Assert.Null(ActivityQuality.Judge([], [], 30, Now).Score);
    }

    [Fact]
    public void A_deal_that_stays_longer_than_nine_of_ten_that_went_on_is_unusual_where_enough_went_on()
    {
        IReadOnlyList<double> left = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
        StayingDeal Staying(double days) => new("d", "Licence", "proposal", days, 100);

        var found = Assert.Single(StageTimes.Unusual([Staying(40), Staying(9)], new Dictionary<string, IReadOnlyList<double>> { ["proposal"] = left }));
        Assert.Equal("Licence: 40 days in proposal; half of the deals that went on stayed 6, nine of ten at most 10", found.Text);
        Assert.Empty(StageTimes.Unusual([Staying(400)], new Dictionary<string, IReadOnlyList<double>> { ["proposal"] = [1, 2] }));
    }

    [Fact]
    public void A_win_written_down_the_day_before_was_booked_late_and_one_held_over_the_quarters_end_was_held_back()
    {
        BookedDeal Won(string id, double days, int dayOfQuarter = 40, double stage = 5) => new(id, id, true, days, dayOfQuarter, stage, 1000);
        BookedDeal[] all = [.. Enumerable.Range(0, 20).Select(i => Won($"w{i}", 40 + i, stage: 5 + i % 5))];

        var late = StageTimes.Late(all, [Won("fast", 1), Won("held", 50, 2, 30), Won("fair", 45, 2)]);

        Assert.Equal(["fast", "held"], late.Select(l => l.Id));
        Assert.Equal("fast was won 1 days after it was written down; usually it takes 49", late[0].Text);
    }

    [Fact]
    public void What_to_do_next_begins_with_most_deals_left_lying_and_names_the_dearest()
    {
        CoachedDeal[] open = [new("a", "Alpha", 100, true, false, true, 20), new("b", "Beta", 900, true, false, false, 30), new("c", "Gamma", 50, false, false, false, 80), new("d", "Delta", 10, false, true, false, null)];

        var prompts = Coach.Prompt(open, new(null, []), [], [], "EUR");

        Assert.Equal(["Take up 2 deals again", "Plan a next step for 1 deal"], prompts.Select(p => p.Action));
        Assert.Equal(["b", "a"], prompts[0].Deals);
        Assert.Equal("Nothing was done on them for longer than their stage allows; €1,000 in all: Beta, Alpha.", prompts[0].Reason);
        Assert.Equal(new PipelineHealth(4, 1060, 2, 3, 1, 43.3), Coach.Health(open));
    }

    [Fact]
    public void Numbers_become_sentences_the_same_every_time()
    {
        var summary = Highlights.Write(
            [new("calls", 40, 80, true), new("deals won", 3, 2, true), new("meetings", 10, 10.2, true), new("deals lost", 2, 0, false)],
            [("calls", [new("Ann", 20), new("Bo", 21), new("Cy", 22), new("Di", 90)])],
            [new(2, "Second", "Later.", []), new(1, "First", "Now.", [])]);

        Assert.Equal(["Deals lost: 2 after none, which needs a look.", "Calls: 40, down 50 % from 80, which needs a look.", "Deals won: 3, up 50 % from 2, which is good."], summary.Highlights);
        Assert.Equal(["Di stands apart in calls: 90 against 21.5 of the others in the middle."], summary.Outliers);
        Assert.Equal(["First: now.", "Second: later."], summary.Actions);
    }
}

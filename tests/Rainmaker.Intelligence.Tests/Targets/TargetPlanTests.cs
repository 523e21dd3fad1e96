using FsCheck;
using FsCheck.Fluent;
using Rainmaker.Crm;
using Rainmaker.Intelligence.Targets;

namespace Rainmaker.Intelligence.Tests.Targets;

public sealed class TargetPlanTests
{
    static readonly DateOnly From = new(2026, 11, 1), To = new(2026, 11, 30), Monday = new(2026, 11, 16), Today = new(2026, 11, 20);
    static readonly TargetDone Nothing = new(0, 0, 0, 0, 0, 0);
    static readonly FunnelRates Rates = new(15_717, 27, 50, 40, 20);

    static TargetPlan Make(FunnelRates rates, TargetDone? done = null, TargetDone? week = null) => TargetPlan.Make(100_000, From, To, Today, rates, done ?? Nothing, week ?? Nothing);

    [Fact]
    public void Back_from_the_revenue_to_the_leads() =>
        Assert.Equal([100_000m, 7, 24, 48, 118, 590], Make(Rates).Steps.Select(s => s.Required));

    [Fact]
    public void From_an_unknown_rate_on_everything_is_unknown_and_says_of_what()
    {
        var steps = Make(Rates with { SqlToOpportunity = null }).Steps;

        Assert.Equal([100_000m, 7, 24, null, null, null], steps.Select(s => s.Required));
        Assert.Equal("The SQL-to-opportunity rate is unknown.", steps[3].Why);
        Assert.Equal("Unknown, because sqls are.", steps[4].Why);
        Assert.Null(steps[3].Gap);
        Assert.Equal("At a win rate of 0 no number is enough.", Make(Rates with { WinRate = 0 }).Steps[2].Why);
    }

    [Fact]
    public void What_is_missing_is_spread_over_the_weeks_left_and_what_this_week_brought_counts_against_it()
    {
        var plan = Make(Rates, new(40_000, 3, 10, 20, 50, 200), new(0, 1, 2, 4, 10, 30));

        Assert.Equal(Math.Round((To.DayNumber - Monday.DayNumber + 1) / 7m, 6), Math.Round(plan.WeeksLeft, 6));
        var (deals, leads) = (plan.Steps[1], plan.Steps[5]);
        Assert.Equal((3m, 1m, 2m), (deals.ThisWeek!.Value, deals.DoneThisWeek, deals.Gap!.Value));
        Assert.Equal((196m, 166m), (leads.ThisWeek!.Value, leads.Gap!.Value));
    }

    [Fact]
    public void A_supposed_rate_takes_the_place_of_the_measured_one() =>
        Assert.Equal(12m, Make(Rates.With(new(null, 54, null, null, null))).Steps[2].Required);

    [Fact]
    public void A_better_rate_never_needs_more() => Prop.ForAll(
        (from better in Gen.Choose(0, 4) from rates in Gen.ArrayOf(Gen.Choose(1, 90), 5) select (better, rates)).ToArbitrary(), given =>
        {
            var r = given.rates.Select(v => (decimal)v).ToArray();
            var up = r.Select((v, i) => i == given.better ? v + 10 : v).ToArray();
            FunnelRates Of(decimal[] v) => new(v[0] * 100, v[1], v[2], v[3], v[4]);
            return Make(Of(r)).Steps.Zip(Make(Of(up)).Steps, (a, b) => b.Required <= a.Required && a.Gap >= 0).All(ok => ok);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Own_leads_are_mapped_once_for_all()
    {
        FunnelStep? Of(LeadStatus status, double? score = null, bool won = false) => Funnel.StepOf(status, score, won, FunnelSettings.Default);

        Assert.Equal(
            [FunnelStep.Lead, FunnelStep.Mql, FunnelStep.Mql, FunnelStep.Sql, FunnelStep.Opportunity, FunnelStep.Customer, null],
            [Of(LeadStatus.New), Of(LeadStatus.New, 40), Of(LeadStatus.Contacted), Of(LeadStatus.Qualified), Of(LeadStatus.Converted), Of(LeadStatus.Converted, won: true), Of(LeadStatus.Spam, 90)]);
        Assert.Equal(new FunnelCounts(10, 6, 3, 2, 1), Funnel.Count([(FunnelStep.Lead, 4), (FunnelStep.Mql, 3), (FunnelStep.Sql, 1), (FunnelStep.Opportunity, 1), (FunnelStep.Customer, 1)]));
        Assert.Equal(new FunnelRates(2000, 25, 66.7m, 50, 60), FunnelRates.Measured(new(10, 6, 3, 2, 1), 1, 3, 2000));
        Assert.Null(FunnelRates.Measured(new(0, 0, 0, 0, 0), 0, 0, 0).WinRate);
    }
}

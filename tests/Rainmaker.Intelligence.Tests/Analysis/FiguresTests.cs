using Rainmaker.Crm;
using Rainmaker.Intelligence.Analysis;

namespace Rainmaker.Intelligence.Tests.Analysis;

public sealed class FiguresTests
{
    [Fact]
    public void The_win_rate_is_won_of_all_settled() => Assert.Equal(64.4m, Figures.WinRate(3042, 1684));

    [Fact]
    public void Where_nothing_closed_there_is_no_win_rate() => Assert.Null(Figures.WinRate([Deals.In("proposal")]));

    [Fact]
    public void Only_what_closed_in_the_period_counts()
    {
        Deal[] deals = [Deals.Closed("won", 5), Deals.Closed("lost", 5), Deals.Closed("lost", 50), Deals.In("won")];

        Assert.Equal(50m, Figures.WinRate(deals, Deals.DaysAgo(30), Deals.Now));
        Assert.Equal(50m, Figures.WinRate(deals));
        Assert.Equal(0m, Figures.WinRate(deals, to: Deals.DaysAgo(30)));
    }

    [Fact]
    public void The_period_includes_its_beginning_but_not_its_end()
    {
        Deal[] deals = [Deals.Closed("won", 30), Deals.Closed("lost", 10)];

        Assert.Equal(100m, Figures.WinRate(deals, Deals.DaysAgo(30), Deals.DaysAgo(10)));
    }

    [Fact]
    public void A_lost_stage_can_be_left_out()
    {
        var disqualified = Deals.Stage("lost") with { Key = "disqualified", LeftOutOfWinRate = true };

        Assert.Equal(100m, Figures.WinRate([Deals.Closed("won", 5), Deals.Closed("lost", 5) with { Stage = disqualified }]));
    }

    [Fact]
    public void The_open_pipeline_is_summed_and_every_open_stage_is_listed()
    {
        var open = Figures.Open([Deals.In("discovery"), Deals.In("proposal", 30_000), Deals.In("proposal", null), Deals.In("won", 99_000)], Pipeline.Standard);

        Assert.Equal((40_000m, 16_000m, 3, 1), (open.Total, open.Weighted, open.Count, open.WithoutValue));
        Assert.Equal(["discovery 1", "qualification 0", "proposal 2", "negotiation 0"], open.ByStage.Select(stage => $"{stage.Key} {stage.Value}"));
    }

    [Fact]
    public void A_person_behind_several_deals_and_a_lead_counts_once()
    {
        Deal[] deals = [Deals.In("proposal") with { ContactIds = ["ada", "bob"] }, Deals.In("discovery") with { ContactIds = ["ada"] }, Deals.In("lost") with { ContactIds = ["eve"] }];
        Lead[] leads =
        [
            new() { Id = "1", ContactId = "bob", Status = LeadStatus.Qualified },
            new() { Id = "2", Status = LeadStatus.Contacted },
            new() { Id = "3", Status = LeadStatus.New },
            new() { Id = "4", Status = LeadStatus.Spam },
        ];

        Assert.Equal(3, Figures.KeyContacts(deals, leads));
    }

    [Fact]
    public void The_cycle_is_the_days_from_making_to_winning()
    {
        Assert.Equal(25m, Figures.AverageCycleDays([Deals.Closed("won", 5, cycle: 20), Deals.Closed("won", 5, cycle: 30), Deals.Closed("lost", 5, cycle: 90)]));
        Assert.Null(Figures.AverageCycleDays([Deals.Closed("lost", 5)]));
    }

    [Theory]
    [InlineData("discovery", LifeStage.Prospect)]
    [InlineData("proposal", LifeStage.Prospect)]
    [InlineData("negotiation", LifeStage.Negotiation)]
    [InlineData("won", LifeStage.Won)]
    [InlineData("lost", LifeStage.Lost)]
    public void The_life_stage_follows_the_stage(string stage, LifeStage life) => Assert.Equal(life, Figures.LifeStageOf(Deals.Stage(stage)));

    [Fact]
    public void A_late_stage_of_any_name_is_negotiation() => Assert.Equal(LifeStage.Negotiation, Figures.LifeStageOf(Pipeline.NewBusiness.Stage("contract_sent")!));

    [Theory]
    [InlineData(120, 100, Better.Higher, 20, Direction.Up, true)]
    [InlineData(80, 100, Better.Higher, -20, Direction.Down, false)]
    [InlineData(80, 100, Better.Lower, -20, Direction.Down, true)]
    [InlineData(-50, -100, Better.Higher, 50, Direction.Up, true)]
    public void A_trend_knows_good_news(int now, int before, Better better, int percent, Direction direction, bool good) =>
        Assert.Equal(new(percent, direction, good), Trend.Of(now, before, better));

    [Fact]
    public void A_trend_from_nothing_has_no_percentage()
    {
        Assert.Equal(new(null, Direction.Up, true), Trend.Of(5, 0, Better.Higher));
        Assert.Equal(new(null, null, null), Trend.Of(5, null, Better.Higher));
        Assert.Equal(new(0, Direction.Flat, null), Trend.Of(5, 5, Better.Higher));
    }
}

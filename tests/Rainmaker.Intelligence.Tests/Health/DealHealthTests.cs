using FsCheck;
using FsCheck.Fluent;
using Rainmaker.Crm;
using Rainmaker.Intelligence.Health;

namespace Rainmaker.Intelligence.Tests.Health;

public sealed class DealHealthTests
{
    static HealthScore? Judge(Deal deal, DealPath? path = null) => DealHealth.Judge(deal, path ?? DealPath.Unknown, Deals.Now, HealthSettings.Default);

    static decimal Points(HealthScore? health, string part) => health!.Reasons.Single(reason => reason.Part == part).Points;

    [Fact]
    public void A_deal_that_moves_and_is_talked_about_is_in_full_health() =>
        Assert.Equal(100m, Judge(Deals.In("negotiation"), new(MovedForward: true, ProbabilityBefore: 50))!.Score);

    [Fact]
    public void A_forgotten_large_early_deal_that_slipped_back_has_nothing_left()
    {
        var deal = Deals.In("discovery", 500_000) with { OwnProbability = 0, LastActivityAt = Deals.DaysAgo(90), StageEnteredAt = Deals.DaysAgo(90) };

        Assert.Equal(0m, Judge(deal, new(MovedForward: false, ProbabilityBefore: 25))!.Score);
    }

    [Fact]
    public void The_longer_nobody_was_in_touch_the_fewer_points()
    {
        List<int> idle = [0, 3, 7, 13, 14, 30];
        var points = idle.Select(days => Points(Judge(Deals.In("proposal") with { LastActivityAt = Deals.DaysAgo(days) }), "last_activity"));

        Assert.Equal([35m, 32.1m, 20.4m, 2.9m, 0m, 0m], points);
    }

    [Fact]
    public void A_planned_activity_saves_half() =>
        Assert.Equal(17.5m, Points(Judge(Deals.In("proposal") with { LastActivityAt = Deals.DaysAgo(30), NextActivityAt = Deals.Now.AddDays(1) }), "last_activity"));

    [Theory]
    [InlineData(30, 20)]
    [InlineData(50, 10)]
    [InlineData(70, 0)]
    public void A_rising_probability_is_healthy(int before, int points) => Assert.Equal(points, Points(Judge(Deals.In("proposal"), new(true, before)), "probability"));

    [Theory]
    [InlineData(60_000, "negotiation", 20)]
    [InlineData(10_000, "discovery", 20)]
    [InlineData(60_000, "discovery", 15.5)]
    [InlineData(200_000, "discovery", 5)]
    public void A_large_deal_in_an_early_stage_is_less_healthy(int value, string stage, double points) =>
        Assert.Equal((decimal)points, Points(Judge(Deals.In(stage, value)), "value"));

    [Fact]
    public void A_closed_deal_has_no_health() => Assert.Null(Judge(Deals.In("won")));

    [Fact]
    public void The_health_is_exactly_the_sum_of_its_parts() =>
        Prop.ForAll(Deals.Any.ToArbitrary(), deal =>
            Judge(deal, new(deal.Name.Length % 2 == 0, deal.OwnProbability)) is not { } health
            || (health.Score == health.Reasons.Sum(reason => reason.Points) && health.Score is >= 0 and <= 100 && health.Reasons.All(reason => reason.Points >= 0 && reason.Points <= reason.Max)))
            .QuickCheckThrowOnFailure();
}

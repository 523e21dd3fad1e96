using FsCheck;
using FsCheck.Fluent;
using Rainmaker.Crm;
using Rainmaker.Intelligence.Forecasting;

namespace Rainmaker.Intelligence.Tests.Forecasting;

public sealed class RevenueForecastTests
{
    static Forecast Make(int months, params Deal[] deals) => RevenueForecast.Make(deals, Deals.Today, months, ForecastSettings.Default);

    static Deal Due(int inDays, decimal? value = 10_000, string stage = "proposal") => Deals.In(stage, value) with { ExpectedClose = Deals.Today.AddDays(inDays) };

    [Fact]
    public void Months_are_named_in_English_beginning_with_this_one() =>
        Assert.Equal(["November 2026", "December 2026", "January 2027"], Make(3).Months.Select(month => month.Month));

    [Fact]
    public void A_deal_counts_in_the_month_it_is_expected_in()
    {
        var forecast = Make(3, Due(3), Due(15), Due(20, 30_000, "negotiation"));

        Assert.Equal([5_000m, 27_500m, 0m], forecast.Months.Select(month => month.WeightedForecast));
        Assert.Equal((32_500m, 3), (forecast.Summary.TotalWeightedForecast, forecast.Summary.TotalDeals));
    }

    [Fact]
    public void One_deal_is_won_or_not() => Assert.Equal((0m, 5_000m, 10_000m), Make(1, Due(3)).Months[0] is var m ? (m.WorstCase, m.WeightedForecast, m.BestCase) : default);

    [Fact]
    public void Many_deals_even_out()
    {
        var month = Make(1, [.. Enumerable.Repeat(Due(3), 100)]).Months[0];

        Assert.Equal((435_920m, 500_000m, 564_080m), (month.WorstCase, month.WeightedForecast, month.BestCase));
    }

    [Fact]
    public void An_overdue_deal_counts_this_month_and_is_named()
    {
        var forecast = Make(2, Due(-40), Due(2));

        Assert.Equal(10_000m, forecast.Months[0].WeightedForecast);
        Assert.Equal("1 open deal is past the expected close date and counts in the current month.", forecast.Notices.Single());
    }

    [Fact]
    public void What_is_left_out_is_counted()
    {
        var forecast = Make(3, Due(2) with { ExpectedClose = null }, Due(2, null), Due(2, null), Due(300), Due(2) with { OwnProbability = 0 }, Deals.In("won"));

        Assert.Equal(
            [
                "1 open deal without an expected close date is left out.",
                "2 open deals without a value are left out.",
                "1 open deal with a probability of 0 adds nothing.",
                "1 open deal is expected after the 3 months shown.",
            ],
            forecast.Notices);
        Assert.Equal(1, forecast.Summary.TotalDeals);
    }

    [Fact]
    public void Without_deals_the_forecast_is_zero_and_sure_of_nothing() => Assert.Equal(new(0, 0, 0, 0, 0), Make(3).Summary);

    [Fact]
    public void Far_months_and_few_deals_are_less_sure()
    {
        var (one, many, far) = (Make(1, Due(3)), Make(1, [.. Enumerable.Repeat(Due(3), 20)]), Make(6, [.. Enumerable.Repeat(Due(130), 20)]));

        Assert.Equal((53, 78, 66), (one.Months[0].Confidence, many.Months[0].Confidence, far.Months[4].Confidence));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(25)]
    public void A_forecast_looks_one_to_twenty_four_months_ahead(int months) => Assert.Throws<ArgumentOutOfRangeException>(() => Make(months));

    [Fact]
    public void Worst_weighted_best_and_total_are_in_order_and_confidence_is_never_100() =>
        Prop.ForAll(Deals.Any.ArrayOf().ToArbitrary(), Gen.Choose(1, 24).ToArbitrary(), (deals, months) =>
            Make(months, deals).Months.All(month =>
                month.WorstCase >= 0 && month.WorstCase <= month.WeightedForecast && month.WeightedForecast <= month.BestCase
                && month.Confidence is >= 0 and < 100 && (month.DealCount > 0 || month.BestCase == 0))).QuickCheckThrowOnFailure();

    [Fact]
    public void No_open_deal_is_lost_between_months_and_notices() =>
        Prop.ForAll(Deals.Any.ArrayOf().ToArbitrary(), deals =>
        {
            var forecast = Make(24, deals);
            return forecast.Summary.TotalDeals == deals.Count(deal => deal is { IsOpen: true, ExpectedClose: not null, BaseValue: not null });
        }).QuickCheckThrowOnFailure();
}

using FsCheck;
using FsCheck.Fluent;
using Rainmaker.Crm;
using Rainmaker.Intelligence.Analysis;

namespace Rainmaker.Intelligence.Tests.Analysis;

public sealed class PipelineWaterfallTests
{
    static readonly DateOnly Soon = new(2026, 12, 10), Later = new(2027, 2, 1), YearEnd = new(2026, 12, 31);

    static DealStanding Open(decimal value, DateOnly? closes = null) => new(StageKind.Open, value, closes);

    static (WaterfallPart, decimal)[] Steps(DealStanding? start, DealStanding? end, bool isNew = false, DateOnly? closeBy = null) =>
        [.. PipelineWaterfall.Steps(new("d", start, end, isNew), closeBy).Select(s => (s.Part, s.Amount))];

    [Fact]
    public void Each_way_a_deal_can_go_has_its_part()
    {
        Assert.Equal([(WaterfallPart.New, 100m)], Steps(null, Open(100), isNew: true));
        Assert.Equal([(WaterfallPart.CameIn, 100m)], Steps(null, Open(100)));
        Assert.Equal([(WaterfallPart.Grown, 20m)], Steps(Open(100), Open(120)));
        Assert.Equal([(WaterfallPart.Shrunk, -20m)], Steps(Open(100), Open(80)));
        Assert.Equal([(WaterfallPart.Shrunk, -10m), (WaterfallPart.Won, -90m)], Steps(Open(100), new(StageKind.Won, 90, null)));
        Assert.Equal([(WaterfallPart.Lost, -100m)], Steps(Open(100), new(StageKind.Lost, 100, null)));
        Assert.Equal([(WaterfallPart.Reopened, 100m)], Steps(new(StageKind.Lost, 100, null), Open(100)));
        Assert.Equal([(WaterfallPart.LeftOut, -100m)], Steps(Open(100), null));
        Assert.Equal([(WaterfallPart.New, 50m), (WaterfallPart.Won, -50m)], Steps(null, new(StageKind.Won, 50, null), isNew: true));
        Assert.Empty(Steps(new(StageKind.Won, 50, null), new(StageKind.Won, 50, null)));
        Assert.Empty(Steps(Open(100, Soon), Open(100, Soon)));
    }

    [Fact]
    public void A_date_that_moves_across_the_last_day_pushes_out_or_pulls_in_and_without_one_it_is_told_but_changes_nothing()
    {
        Assert.Equal([(WaterfallPart.Pushed, -100m)], Steps(Open(100, Soon), Open(100, Later), closeBy: YearEnd));
        Assert.Equal([(WaterfallPart.Grown, 20m), (WaterfallPart.Pushed, -120m)], Steps(Open(100, Soon), Open(120, null), closeBy: YearEnd));
        Assert.Equal([(WaterfallPart.PulledIn, 100m)], Steps(Open(100, Later), Open(100, Soon), closeBy: YearEnd));
        Assert.Equal([(WaterfallPart.PulledIn, 100m), (WaterfallPart.Won, -100m)], Steps(Open(100, Later), new(StageKind.Won, 100, Later), closeBy: YearEnd));
        Assert.Empty(Steps(Open(100, Later), new(StageKind.Lost, 100, Later), closeBy: YearEnd));
        Assert.Equal([(WaterfallPart.Pushed, 0m)], Steps(Open(100, Soon), Open(100, Later)));
        Assert.Equal([(WaterfallPart.PulledIn, 0m)], Steps(Open(100, Later), Open(100, Soon)));
    }

    [Fact]
    public void Start_plus_all_parts_is_the_end_to_the_cent_whatever_the_deals_did()
    {
        var days = Gen.Elements<DateOnly?>(null, Soon, YearEnd, YearEnd.AddDays(1), Later);
        var standing = from kind in Gen.Elements(StageKind.Open, StageKind.Open, StageKind.Won, StageKind.Lost)
                       from cents in Gen.Choose(0, 100_000_00)
                       from day in days
                       select (DealStanding?)new DealStanding(kind, cents / 100m, day);
        var side = Gen.OneOf(standing, standing, standing, Gen.Constant<DealStanding?>(null));
        var deal = from start in side from end in side from isNew in Gen.Elements(true, false) select new DealBetween("d", start, end, start is null && isNew);
        Prop.ForAll(deal.ListOf().ToArbitrary(), days.ToArbitrary(), (deals, closeBy) =>
        {
            decimal Sum(Func<DealBetween, DealStanding?> of) => deals.Select(of).Where(s => PipelineWaterfall.Counts(s, closeBy)).Sum(s => s!.Value.Value);

            var fall = PipelineWaterfall.Between(Sum(d => d.Start), deals, closeBy);

            return fall.End == Sum(d => d.End) && fall.Start + fall.Bars.Sum(b => b.Amount) == fall.End
                && fall.Bars.All(b => b.Amount == fall.Steps.Where(s => s.Part == b.Part).Sum(s => s.Amount) && b.Part switch
                {
                    WaterfallPart.Shrunk or WaterfallPart.Pushed or WaterfallPart.Won or WaterfallPart.Lost or WaterfallPart.LeftOut => b.Amount <= 0,
                    _ => b.Amount >= 0,
                });
        }).QuickCheckThrowOnFailure();
    }
}

using Rainmaker.Intelligence.Daily;

namespace Rainmaker.Intelligence.Tests.Daily;

public sealed class PipelineTrendTests
{
    [Fact]
    public void Nothing_is_unusual_before_five_snapshots() => Assert.Empty(Of(1_000_000, 100, 100, 100, 100).Alerts);

    [Fact]
    public void A_pipeline_that_never_moved_alerts_beyond_twenty_percent_only()
    {
        Assert.Empty(Of(119, 100, 100, 100, 100, 100).Alerts);
        Assert.Contains("21 % above", Of(121, 100, 100, 100, 100, 100).Alerts[0], StringComparison.Ordinal);
        Assert.Contains("21 % below", Of(79, 100, 100, 100, 100, 100).Alerts[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_steady_pipeline_alerts_at_three_robust_deviations()
    {
        // Median 100, median distance 1: a deviation is 1.4826.
        Assert.Empty(Of(104, 98, 99, 100, 101, 102).Alerts);
        Assert.NotEmpty(Of(105, 98, 99, 100, 101, 102).Alerts);
    }

    [Fact]
    public void Another_source_and_what_came_later_are_no_past()
    {
        var past = Past(100, 100, 100, 100, 100).Select(s => s with { Source = "hubspot" }).ToList();

        Assert.Equal(0, PipelineTrend.Of(Now(500), past, new()).Snapshots);
        Assert.Equal(0, PipelineTrend.Of(Now(500), [Now(100) with { Timestamp = Deals.Now.AddDays(1) }], new()).Snapshots);
    }

    [Fact]
    public void The_change_is_told_against_the_snapshot_before()
    {
        Assert.Equal(10m, Of(110, 50, 100).TotalChange);
        Assert.Null(Of(110, 0).TotalChange);
        Assert.Null(Of(110).Since);
    }

    [Fact]
    public void The_made_up_pipeline_is_the_known_one()
    {
        var demo = SalesPipelineData.MadeUp(Deals.Now);

        Assert.Equal((5, 462_000m, 254_500m), (demo.TotalLeads, demo.TotalValue, demo.WeightedValue));
        Assert.Equal(["Qualification:2", "Proposal:1", "Negotiation:1", "Closed Won:1"], demo.StageBreakdown.Select(s => $"{s.Key}:{s.Value}"));
        Assert.Empty(PipelineQuality.Find(demo));
    }

    [Fact]
    public void Lost_deals_and_those_won_last_year_are_no_leads()
    {
        var won = Deals.Closed("won", 10);
        Crm.Deal[] deals = [Deals.In("proposal") with { Id = "open" }, won with { Id = "won" }, won with { Id = "old", ClosedAt = new(2025, 12, 31, 23, 0, 0, TimeSpan.Zero) }, Deals.Closed("lost", 3)];

        var data = SalesPipelineData.Of(deals, new Dictionary<string, string>(), new Dictionary<string, string>(), "hubspot", Deals.Now);

        Assert.Equal(["open", "won"], data.Leads.Select(l => l.Id));
    }

    [Fact]
    public void What_does_not_look_right_is_told()
    {
        var lead = SalesPipelineData.MadeUp(Deals.Now).Leads[0];

        var found = PipelineQuality.Find(new(Deals.Now, [lead with { Value = 0 }, lead with { Owner = "", Probability = 1.2m }], "hubspot", false));

        Assert.Contains("1 of 2 leads have no value: lead-001.", found);
        Assert.Contains("1 of 2 leads have a probability outside of 0 to 1: lead-001.", found);
        Assert.Contains("2 of 2 leads share their id with another: lead-001, lead-001.", found);
        Assert.Equal(["There is not one lead."], PipelineQuality.Find(new(Deals.Now, [], "hubspot", false)));
    }

    [Theory]
    [InlineData("""{"timestamp":"2026-11-20T""")]
    [InlineData("[]")]
    [InlineData("""{"timestamp":"yesterday","total_leads":1,"total_value":1,"weighted_value":1,"source":"demo"}""")]
    public void Half_a_snapshot_is_none(string file) => Assert.Null(SalesPipelineJson.Read(System.Text.Encoding.UTF8.GetBytes(file)));

    static PipelineTrend Of(decimal now, params decimal[] past) => PipelineTrend.Of(Now(now), Past(past), new());

    static PipelineSnapshot Now(decimal value) => new(Deals.Now, 5, value, value, "demo");

    static List<PipelineSnapshot> Past(params decimal[] values) => [.. values.Select((v, at) => new PipelineSnapshot(Deals.Now.AddDays(at - values.Length), 5, v, v, "demo"))];
}

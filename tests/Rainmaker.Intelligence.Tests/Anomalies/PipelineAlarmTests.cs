using Rainmaker.Intelligence.Anomalies;
using Rainmaker.Intelligence.Insights;

namespace Rainmaker.Intelligence.Tests.Anomalies;

public sealed class PipelineAlarmTests
{
    static readonly DateOnly Today = new(2026, 11, 20);

    static IReadOnlyList<PipelineChange> Judge(decimal today, params decimal[] earlier) => PipelineAlarm.Judge(
        earlier.Select((total, i) => new PipelineSize(Today.AddDays(-1 - i), total, total / 2)), new(Today, today, 500), "EUR", PipelineAlarmSettings.Default);

    [Fact]
    public void Under_five_snapshots_nothing_is_said() => Assert.Empty(Judge(10, 1000, 1000, 1000, 1000));

    [Fact]
    public void Beyond_a_fifth_off_the_median_is_told_with_both_figures()
    {
        var change = Assert.Single(Judge(700, 1000, 1000, 1000, 1000, 1000));

        Assert.Equal(("Pipeline is down 30 %", "Pipeline: €700 today, usually €1,000 over the last 5 snapshots.", Severity.Warning), (change.Title, change.Description, change.Severity));
        Assert.Empty(Judge(810, 1000, 1000, 1000, 1000, 1000));
        Assert.Equal(Severity.Info, Assert.Single(Judge(1300, 1000, 1000, 1000, 1000, 1000)).Severity);
    }

    [Fact]
    public void In_a_pipeline_that_hardly_moves_three_deviations_are_enough() => Assert.Single(Judge(1100, 1000, 1010, 990, 1005, 995, 1000));

    [Fact]
    public void Only_the_latest_thirty_count() => Assert.Empty(Judge(1000, [.. Enumerable.Repeat(1000m, 30), .. Enumerable.Repeat(9000m, 40)]));
}

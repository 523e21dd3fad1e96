using Rainmaker.Intelligence.Scoring.Learned;

namespace Rainmaker.Intelligence.Tests.Scoring.Learned;

public sealed class AccuracyTests
{
    static readonly bool[] Truth = [false, true, false, true];

    [Fact]
    public void Ties_count_half_in_the_AUC()
    {
        Assert.Equal(0.875, Accuracy.Auc([0.1, 0.4, 0.4, 0.9], Truth));
        Assert.Equal(0.5, Accuracy.Auc([0.3, 0.3, 0.3, 0.3], Truth));
        Assert.Null(Accuracy.Auc([0.3, 0.5], [true, true]));
    }

    [Fact]
    public void Average_precision_is_not_interpolated_and_takes_ties_as_one_step()
    {
        Assert.Equal((1 + (2.0 / 3)) / 2, Accuracy.AveragePrecision([0.1, 0.4, 0.4, 0.9], Truth)!.Value, 1e-12);
        Assert.Equal(0.5, Accuracy.AveragePrecision([0.3, 0.3, 0.3, 0.3], Truth));
        Assert.Null(Accuracy.AveragePrecision([0.3], [false]));
    }

    [Fact]
    public void Brier_is_the_mean_squared_error() => Assert.Equal((0.01 + 0.36 + 0.16 + 0.01) / 4, Accuracy.Brier([0.1, 0.4, 0.4, 0.9], Truth), 1e-12);

    [Fact]
    public void Calibration_sets_what_was_said_beside_what_came()
    {
        var points = Accuracy.Calibration([0.1, 0.2, 0.8, 0.9], [false, false, true, true], groups: 2);

        Assert.Equal([(0.15, 0, 2), (0.85, 1, 2)], points.Select(p => (Math.Round(p.Said, 9), p.Came, p.Rows)));
    }

    [Fact]
    public void Rounded_points_add_up_to_the_rounded_sum()
    {
        var whole = new int[4];

        Assert.Equal(1, Explainer.Round([0.4, 0.4, 0.4, -0.2], whole));
        Assert.Equal(1, whole.Sum());
        Assert.Equal(-3, Explainer.Round([-1.5, -1.4, 0.2, -0.1], whole));
        Assert.Equal(-3, whole.Sum());
    }
}

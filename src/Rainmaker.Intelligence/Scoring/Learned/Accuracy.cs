namespace Rainmaker.Intelligence.Scoring.Learned;

/// <summary>How well probabilities told outcomes apart. Pure figures, no thresholds.</summary>
public static class Accuracy
{
    /// <summary>The chance that a positive stands above a negative, ties counting half (Hanley and McNeil 1982). Null with one class only.</summary>
    public static double? Auc(ReadOnlySpan<double> scores, ReadOnlySpan<bool> outcomes)
    {
        var (keys, truth) = Sorted(scores, outcomes);
        double positives = 0, negatives = 0, below = 0;
        for (var i = 0; i < keys.Length;)
        {
            double here = 0, notHere = 0;
            for (var value = keys[i]; i < keys.Length && keys[i] == value; i++)
                _ = truth[i] ? here++ : notHere++;
            below += here * (negatives + (notHere / 2));
            (positives, negatives) = (positives + here, negatives + notHere);
        }
        return positives > 0 && negatives > 0 ? below / (positives * negatives) : null;
    }

    /// <summary>Area under precision and recall as average precision, without interpolation; equal scores are one step. Null without a positive.</summary>
    public static double? AveragePrecision(ReadOnlySpan<double> scores, ReadOnlySpan<bool> outcomes)
    {
        var (keys, truth) = Sorted(scores, outcomes);
        double found = 0, sum = 0;
        for (var i = keys.Length - 1; i >= 0;)
        {
            double here = 0;
            for (var value = keys[i]; i >= 0 && keys[i] == value; i--)
                here += truth[i] ? 1 : 0;
            found += here;
            sum += here * found / (keys.Length - 1 - i);
        }
        return found > 0 ? sum / found : null;
    }

    /// <summary>Mean squared error of the probabilities (Brier 1950): 0 is perfect.</summary>
    public static double Brier(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> outcomes)
    {
        double sum = 0;
        for (var i = 0; i < probabilities.Length; i++)
            sum += Square(probabilities[i] - (outcomes[i] ? 1 : 0));
        return sum / Math.Max(1, probabilities.Length);
    }

    /// <summary>Ten (or fewer) groups of rising probability: what was said, and what came.</summary>
    public static IReadOnlyList<CalibrationPoint> Calibration(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> outcomes, int groups = 10)
    {
        var (keys, truth) = Sorted(probabilities, outcomes);
        groups = Math.Min(groups, keys.Length);
        var points = new List<CalibrationPoint>(groups);
        for (var g = 0; g < groups; g++)
        {
            var (from, to) = ((int)((long)keys.Length * g / groups), (int)((long)keys.Length * (g + 1) / groups));
            points.Add(new(keys[from..to].Average(), truth[from..to].Count(t => t) / (double)(to - from), to - from));
        }
        return points;
    }

    /// <summary>
    /// How many standard errors the AUC stands above chance, by the exact variance of the rank sum without signal (Mann and Whitney 1947);
    /// 0 with one class only.
    /// </summary>
    public static double AboveChance(ReadOnlySpan<double> scores, ReadOnlySpan<bool> outcomes)
    {
        if (Auc(scores, outcomes) is not { } auc)
            return 0;
        double positives = outcomes.Count(true);
        var negatives = outcomes.Length - positives;
        return (auc - 0.5) / Math.Sqrt((positives + negatives + 1) / (12 * positives * negatives));
    }

    static double Square(double x) => x * x;

    static (double[] Scores, bool[] Outcomes) Sorted(ReadOnlySpan<double> scores, ReadOnlySpan<bool> outcomes)
    {
        var (keys, truth) = (scores.ToArray(), outcomes.ToArray());
        Array.Sort(keys, truth);
        return (keys, truth);
    }
}

/// <param name="Said">Mean probability of the group, 0 to 1.</param>
/// <param name="Came">Share of its positives, 0 to 1.</param>
/// <param name="Rows">How many are in it.</param>
public sealed record CalibrationPoint(double Said, double Came, int Rows);

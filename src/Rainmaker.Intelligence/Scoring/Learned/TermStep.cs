namespace Rainmaker.Intelligence.Scoring.Learned;

/// <summary>
/// A term's Newton step from the sums of gradient and curvature by bin. Words and pairs: each bin by itself, drawn to nothing by the prior. Numbers: a
/// small tree over the ordered bins, as in Lou, Caruana, Gehrke, Hooker (2013), whose leaves are chosen by the gain of Chen and Guestrin (2016).
/// </summary>
static class TermStep
{
    /// <param name="step">Holds the gradients by bin, and takes the step.</param>
    public static void Take(Term term, Span<float> step, ReadOnlySpan<float> curvature, Learning learning)
    {
        if (!term.Ordered)
        {
            if (term.Columns.Length == 1 && !ExceedsNoise(step, curvature, term.Prior))
            {
                step.Clear();
                return;
            }
            for (var b = 0; b < step.Length; b++)
                step[b] *= learning.Rate / (curvature[b] + term.Prior);
            return;
        }
        step[0] *= learning.Rate / (curvature[0] + term.Prior);
        Tree(step[1..], curvature[1..], term.Prior, learning);
    }

    /// <summary>
    /// Whether the gradients are as large as noise alone would make them, or larger (Morozov's discrepancy principle, with two standard deviations' leave,
    /// which a column of few words never uses up): one of many words rests as soon as it follows what is seen more closely than chance allows.
    /// </summary>
    static bool ExceedsNoise(ReadOnlySpan<float> gradients, ReadOnlySpan<float> curvature, float prior)
    {
        float gain = 0, noise = 0, variance = 0;
        for (var b = 0; b < gradients.Length; b++)
        {
            var share = curvature[b] / (curvature[b] + prior);
            gain += gradients[b] * gradients[b] / (curvature[b] + prior);
            (noise, variance) = (noise + share, variance + (2 * share * share));
        }
        return gain > noise - (2 * MathF.Sqrt(variance));
    }

    static void Tree(Span<float> step, ReadOnlySpan<float> curvature, float prior, Learning learning)
    {
        Span<(int From, int To)> leaves = stackalloc (int, int)[learning.Leaves];
        leaves[0] = (0, step.Length);
        var count = 1;
        while (count < learning.Leaves)
        {
            var (best, at, which) = (learning.LeafGain, -1, -1);
            for (var leaf = 0; leaf < count; leaf++)
            {
                var (from, to) = leaves[leaf];
                if (Cut(step[from..to], curvature[from..to], prior, learning.LeafCurvature, ref best) is { } cut)
                    (at, which) = (from + cut, leaf);
            }
            if (at < 0)
                break;
            leaves[count++] = (at, leaves[which].To);
            leaves[which].To = at;
        }
        foreach (var (from, to) in leaves[..count])
        {
            var (gradient, weight) = Sums(step[from..to], curvature[from..to]);
            step[from..to].Fill(learning.Rate * gradient / (weight + prior));
        }
    }

    /// <summary>Where cutting gains more than the best so far; null where nothing does.</summary>
    static int? Cut(ReadOnlySpan<float> gradients, ReadOnlySpan<float> curvature, float prior, float least, ref float best)
    {
        var (total, weight) = Sums(gradients, curvature);
        var whole = total * total / (weight + prior);
        int? at = null;
        float left = 0, leftWeight = 0;
        for (var b = 0; b < gradients.Length - 1; b++)
        {
            (left, leftWeight) = (left + gradients[b], leftWeight + curvature[b]);
            if (leftWeight < least || weight - leftWeight < least)
                continue;
            var right = total - left;
            var gain = (left * left / (leftWeight + prior)) + (right * right / (weight - leftWeight + prior)) - whole;
            if (gain > best)
                (best, at) = (gain, b + 1);
        }
        return at;
    }

    static (float Gradient, float Curvature) Sums(ReadOnlySpan<float> gradients, ReadOnlySpan<float> curvature)
    {
        float gradient = 0, weight = 0;
        for (var b = 0; b < gradients.Length; b++)
            (gradient, weight) = (gradient + gradients[b], weight + curvature[b]);
        return (gradient, weight);
    }
}

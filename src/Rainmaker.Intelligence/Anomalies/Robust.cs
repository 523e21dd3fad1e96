using System.Numerics;

namespace Rainmaker.Intelligence.Anomalies;

/// <summary>What a few stray values cannot move.</summary>
static class Robust
{
    /// <summary>The median distance from the median times this is the standard deviation of a normal distribution (Hampel 1974).</summary>
    public const double Normal = 1.4826;

    /// <summary>Of an even number the mean of the two in the middle. Not of nothing. Leaves the values in order.</summary>
    public static T Median<T>(T[] values) where T : INumber<T>
    {
        Array.Sort(values);
        return (values[values.Length / 2] + values[(values.Length - 1) / 2]) / T.CreateChecked(2);
    }
}

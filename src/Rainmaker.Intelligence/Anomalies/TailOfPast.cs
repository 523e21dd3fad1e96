namespace Rainmaker.Intelligence.Anomalies;

/// <summary>
/// How unlikely a number is, given those before it. Beyond the outermost values the past is too thin to count, so its tail is extended as a power law with Hill's index
/// (B. Hill, "A simple general approach to inference about the tail of a distribution", 1975), as in peaks over threshold for streams (Siffer et al., KDD 2017), the index
/// drawn towards a default while few exceedances are known. A series that has had spikes thereby needs larger ones; a quiet one needs little.
/// </summary>
sealed class TailOfPast(AnomalySettings settings)
{
    const double Normal = 1.4826;

    readonly OrderedSample _past = new(settings.Memory), _strays = new(settings.Memory);

    public int Count => _past.Count;

    public double Median => _past.Median;

    public double Low => _past.Quantile(0.05);

    public double High => _past.Quantile(0.95);

    /// <summary>1 within what is usual, towards 0 beyond it.</summary>
    /// <param name="floor">A distance that means nothing, whatever the past says.</param>
    public double Chance(double value, double floor)
    {
        var (stray, range) = (Math.Abs(value - Median), _past[Count - 1] - _past[0]);
        var least = Math.Max(1e-9 * range, 1e-9 * Math.Abs(value)) + 1e-12;
        var begins = Math.Max(Math.Max(_strays.Quantile(1 - settings.Tail), 2 * Normal * _strays.Median), Math.Max(floor, least));
        if (stray <= begins)
            return 1;
        var (beyond, logs) = (0, 0.0);
        for (var i = Count - 1; i >= 0 && _strays[i] > begins; i--, beyond++)
            logs += Math.Log(_strays[i] / begins);
        var index = (logs + settings.TailWeight * settings.TailIndex) / (beyond + settings.TailWeight);
        return Math.Max(1e-300, (beyond + 0.5) / (Count + 1) * Math.Pow(stray / begins, -1 / index));
    }

    public void Add(double value)
    {
        _strays.Add(Math.Abs(value - (_past.Count == 0 ? value : Median)));
        _past.Add(value);
    }
}

namespace Rainmaker.Intelligence.Forecasting;

/// <summary>
/// How far what comes strays from its forecast, from how far it strayed before. With twenty backtested months the conformal quantile of the strays (Vovk, Gammerman and Shafer 2005);
/// with fewer Student's interval over as many degrees as there were origins, for months forecast from one morning err together.
/// </summary>
sealed class PredictionBand
{
    const int EnoughForQuantile = 20, EnoughToMeasure = 3;
    const double Prior = 2;

    readonly BacktestMonth[] _backtest;
    readonly double _aim;

    /// <param name="backtest">Of the chosen method.</param>
    /// <param name="aim">Share of months to end within, 0 to 1.</param>
    public PredictionBand(IReadOnlyList<BacktestMonth> backtest, double aim)
    {
        (_backtest, _aim) = ([.. backtest], aim);
        Half = Width(_backtest);
        // Each origin's months are judged by a band that never saw them.
        var held = _backtest.GroupBy(b => b.Origin).Select(g => (Months: g.ToArray(), Others: Width([.. _backtest.Where(b => b.Origin != g.Key)])))
            .Where(g => g.Others is not null).SelectMany(g => g.Months.Select(m => (m.Ahead, Held: Math.Abs(m.Stray) <= g.Others))).ToArray();
        if (held.Length < EnoughToMeasure)
            return;
        Coverage = 100.0 * held.Count(h => h.Held) / held.Length;
        IsMeasured = true;
        _held = held;
    }

    readonly (int Ahead, bool Held)[] _held = [];

    /// <summary>In shares of the forecast; null without a backtest.</summary>
    public double? Half { get; }

    public double? Coverage { get; }

    public bool IsMeasured { get; }

    /// <summary>Percent. Measured: the share held so many months ahead (of all months while those are few), two months as aimed added. Otherwise the aim less 3 for each month ahead, at most 60.</summary>
    public int Confidence(int ahead)
    {
        if (!IsMeasured)
            return (int)Math.Clamp(Math.Min(60, 100 * _aim) - 3 * ahead, 1, 99);
        var alike = _held.Where(h => h.Ahead == ahead).ToArray() is { Length: >= 8 } enough ? enough : _held;
        return (int)Math.Clamp(Math.Round(100 * (alike.Count(h => h.Held) + Prior * _aim) / (alike.Length + Prior)), 1, 99);
    }

    double? Width(BacktestMonth[] months)
    {
        if (months.Length == 0)
            return null;
        var strays = months.Select(m => Math.Abs(m.Stray)).Order().ToArray();
        if (strays.Length >= EnoughForQuantile)
            return strays[Math.Min(strays.Length - 1, (int)Math.Ceiling((strays.Length + 1) * _aim) - 1)];
        var origins = months.Select(m => m.Origin).Distinct().Count();
        var typical = Math.Sqrt(strays.Sum(s => s * s) / strays.Length);
        return Student(Math.Max(1, origins - 1)) * typical * Math.Sqrt(1 + 1.0 / origins);
    }

    // 90 % points of Student's t: four of five lie within.
    static double Student(int freedom) => freedom switch { 1 => 3.078, 2 => 1.886, 3 => 1.638, 4 => 1.533, 5 => 1.476, 6 => 1.440, 7 => 1.415, 8 => 1.397, 9 => 1.383, _ => 1.2816 + 1.0 / freedom };
}

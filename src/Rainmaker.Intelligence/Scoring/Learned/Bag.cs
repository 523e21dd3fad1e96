using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Rainmaker.Intelligence.Scoring.Learned;

/// <summary>
/// One member of the ensemble: learns from all rows but its own held-out ones, and is judged on those. Boosting in Newton steps on the logistic
/// loss (Friedman, Hastie, Tibshirani 2000, LogitBoost), one term after the other, round by round, each step a small part of what the term could do
/// (Bühlmann and Yu 2003; cyclic as in Lou, Caruana, Gehrke 2012).
/// </summary>
sealed class Bag
{
    readonly float[] _logOdds, _gradient, _curvature, _truth, _learns;
    readonly int[] _heldOut;
    readonly float[] _sums = new float[4 * 256];
    readonly float[] _step = new float[256];

    /// <param name="truth">1 or 0 for each row.</param>
    /// <param name="heldOut">Rows not learned from.</param>
    public Bag(float[] truth, int[] heldOut)
    {
        var rows = truth.Length;
        (_truth, _heldOut) = (truth, heldOut);
        (_logOdds, _gradient, _curvature, _learns) = (new float[rows], new float[rows], new float[rows], new float[rows]);
        Array.Fill(_learns, 1);
        var positives = truth.Sum();
        foreach (var row in heldOut)
        {
            _learns[row] = 0;
            positives -= truth[row];
        }
        var learned = rows - heldOut.Length;
        Base = MathF.Log((positives + 0.5f) / (learned - positives + 0.5f));
        Array.Fill(_logOdds, Base);
    }

    public float Base { get; }

    public List<float[]> Shapes { get; } = [];

    List<float[]> CurvatureByBin { get; } = [];

    public IReadOnlyList<int> HeldOut => _heldOut;

    public float LogOdds(int row) => _logOdds[row];

    /// <summary>A flat shape for each term that has none yet.</summary>
    public void Grow(IReadOnlyList<Term> terms)
    {
        for (var t = Shapes.Count; t < terms.Count; t++)
        {
            Shapes.Add(new float[terms[t].Bins]);
            CurvatureByBin.Add(new float[terms[t].Bins]);
        }
    }

    /// <summary>One step for each term from <paramref name="first"/> on.</summary>
    public void Round(IReadOnlyList<Term> terms, int first, bool fresh, Learning learning)
    {
        Differentiate();
        for (var t = first; t < terms.Count; t++)
        {
            var term = terms[t];
            if (fresh)
                SumByBin(term, _curvature, CurvatureByBin[t]);
            var step = _step.AsSpan(0, term.Bins);
            SumByBin(term, _gradient, step);
            TermStep.Take(term, step, CurvatureByBin[t], learning);
            var shape = Shapes[t];
            for (var b = 0; b < step.Length; b++)
                shape[b] += step[b];
            Move(term.Codes);
        }
    }

    /// <summary>Logistic loss of the held-out rows, summed.</summary>
    public double HeldOutLoss()
    {
        var sum = 0.0;
        foreach (var row in _heldOut)
            sum += Loss(_logOdds[row], _truth[row]);
        return sum;
    }

    public static double Loss(double logOdds, double truth) => Math.Log(1 + Math.Exp(-Math.Abs(logOdds))) + Math.Max(logOdds, 0) - (truth * logOdds);

    /// <summary>Back to these shapes: those of the best round.</summary>
    public void Restore(IReadOnlyList<Term> terms, List<float[]> shapes)
    {
        Shapes.Clear();
        Shapes.AddRange(shapes);
        Array.Fill(_logOdds, Base);
        for (var t = 0; t < shapes.Count; t++)
        {
            var (shape, codes) = (shapes[t], terms[t].Codes);
            for (var row = 0; row < codes.Length; row++)
                _logOdds[row] += shape[codes[row]];
        }
    }

    void Differentiate()
    {
        var (width, row) = (Vector<float>.Count, 0);
        for (; row <= _truth.Length - width; row += width)
        {
            var learns = new Vector<float>(_learns, row);
            var chance = Vector<float>.One / (Vector<float>.One + Vector.Exp(-new Vector<float>(_logOdds, row)));
            (learns * (new Vector<float>(_truth, row) - chance)).CopyTo(_gradient, row);
            (learns * chance * (Vector<float>.One - chance)).CopyTo(_curvature, row);
        }
        for (; row < _truth.Length; row++)
        {
            var chance = 1 / (1 + MathF.Exp(-_logOdds[row]));
            _gradient[row] = _learns[row] * (_truth[row] - chance);
            _curvature[row] = _learns[row] * chance * (1 - chance);
        }
    }

    /// <summary>Four tables side by side, so that equal bins in a row do not wait for each other.</summary>
    void SumByBin(Term term, float[] values, Span<float> sums)
    {
        Array.Clear(_sums);
        ref var table = ref MemoryMarshal.GetArrayDataReference(_sums);
        ref var code = ref MemoryMarshal.GetArrayDataReference(term.Codes);
        ref var value = ref MemoryMarshal.GetArrayDataReference(values);
        var row = 0;
        for (; row <= values.Length - 4; row += 4)
        {
            Unsafe.Add(ref table, (int)Unsafe.Add(ref code, row)) += Unsafe.Add(ref value, row);
            Unsafe.Add(ref table, 256 + Unsafe.Add(ref code, row + 1)) += Unsafe.Add(ref value, row + 1);
            Unsafe.Add(ref table, 512 + Unsafe.Add(ref code, row + 2)) += Unsafe.Add(ref value, row + 2);
            Unsafe.Add(ref table, 768 + Unsafe.Add(ref code, row + 3)) += Unsafe.Add(ref value, row + 3);
        }
        for (; row < values.Length; row++)
            _sums[term.Codes[row]] += values[row];
        for (var b = 0; b < sums.Length; b++)
            sums[b] = _sums[b] + _sums[256 + b] + _sums[512 + b] + _sums[768 + b];
    }

    /// <summary>Adds the step to every row, and moves the gradient by the curvature: exact enough within a round, and spares an exponential for each term.</summary>
    void Move(byte[] codes)
    {
        ref var step = ref MemoryMarshal.GetArrayDataReference(_step);
        ref var logOdds = ref MemoryMarshal.GetArrayDataReference(_logOdds);
        ref var gradient = ref MemoryMarshal.GetArrayDataReference(_gradient);
        ref var curvature = ref MemoryMarshal.GetArrayDataReference(_curvature);
        for (var row = 0; row < codes.Length; row++)
        {
            var moved = Unsafe.Add(ref step, (int)codes[row]);
            Unsafe.Add(ref logOdds, row) += moved;
            Unsafe.Add(ref gradient, row) -= Unsafe.Add(ref curvature, row) * moved;
        }
    }
}

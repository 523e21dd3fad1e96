namespace Rainmaker.Intelligence.Anomalies;

/// <summary>The last so many numbers in order, so that any quantile is one look-up.</summary>
sealed class OrderedSample(int memory)
{
    readonly Queue<double> _arrived = new();
    double[] _ordered = new double[16];

    public int Count { get; private set; }

    public double this[int place] => _ordered[place];

    public double Quantile(double q) => _ordered[(int)(q * (Count - 1))];

    public double Median => Quantile(0.5);

    public void Add(double value)
    {
        if (_arrived.Count == memory)
        {
            var gone = Place(_arrived.Dequeue());
            Array.Copy(_ordered, gone + 1, _ordered, gone, --Count - gone);
        }
        if (Count == _ordered.Length)
            Array.Resize(ref _ordered, 2 * Count);
        var at = Place(value);
        Array.Copy(_ordered, at, _ordered, at + 1, Count++ - at);
        _ordered[at] = value;
        _arrived.Enqueue(value);
    }

    int Place(double value) => Array.BinarySearch(_ordered, 0, Count, value) is >= 0 and var found ? found : ~Array.BinarySearch(_ordered, 0, Count, value);
}

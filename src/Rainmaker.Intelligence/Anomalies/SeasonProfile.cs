namespace Rainmaker.Intelligence.Anomalies;

/// <summary>What each slot of a season (an hour of the day, a day of the week, a month) has been: the median of its latest values and of its neighbours'.</summary>
/// <param name="slots">In the season.</param>
/// <param name="depth">Latest values kept for a slot.</param>
/// <param name="least">Values a slot must have before it says anything.</param>
/// <param name="neighbours">On each side.</param>
sealed class SeasonProfile(int slots, int depth, int least, int neighbours)
{
    readonly Queue<double>?[] _values = new Queue<double>?[slots];
    readonly List<double> _near = [];

    public int Slots => slots;

    public void Add(int slot, double value)
    {
        var values = _values[slot] ??= new(depth);
        if (values.Count == depth)
            values.Dequeue();
        values.Enqueue(value);
    }

    /// <summary>Null while the slot is too new.</summary>
    public double? Typical(int slot)
    {
        if ((_values[slot]?.Count ?? 0) < least)
            return null;
        _near.Clear();
        for (var i = slot - neighbours; i <= slot + neighbours; i++)
            if (_values[(i + slots) % slots] is { } values)
                _near.AddRange(values);
        _near.Sort();
        return (_near[_near.Count / 2] + _near[(_near.Count - 1) / 2]) / 2;
    }
}

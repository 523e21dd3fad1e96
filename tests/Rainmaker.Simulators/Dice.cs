namespace Rainmaker.Simulators;

/// <summary>Chance that is the same on every machine: what falls depends on seed, stream and number alone, not on what was asked before.</summary>
public struct Dice
{
    ulong _state;

    public Dice(int seed, string stream, long number)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in stream)
            hash = (hash ^ c) * 1099511628211UL;
        _state = hash ^ ((ulong)seed * 0x9E3779B97F4A7C15UL) ^ ((ulong)number * 0xD1B54A32D192ED03UL);
    }

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15UL;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>0 up to, but not including, the limit.</summary>
    public int Below(int limit) => limit <= 0 ? 0 : (int)(Next() % (ulong)limit);

    /// <summary>Zero up to one.</summary>
    public double Share() => (Next() >> 11) * (1.0 / (1UL << 53));

    public bool Chance(double share) => Share() < share;

    public T Of<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    /// <summary>One of the choices, by weight.</summary>
    public T Of<T>(IReadOnlyList<(T What, int Weight)> choices)
    {
        var at = Below(choices.Sum(c => c.Weight));
        foreach (var (what, weight) in choices)
        {
            if ((at -= weight) < 0)
                return what;
        }
        return choices[^1].What;
    }
}

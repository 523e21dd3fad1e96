namespace Rainmaker.Demo;

/// <summary>Chance that falls the same way every time (SplitMix64, Steele et al. 2014): the demo of a day is the same on every machine.</summary>
public sealed class Dice(ulong seed)
{
    ulong _state = seed;

    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>0 to 1, without 1.</summary>
    public double Share() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>0 to <paramref name="below"/>, without it.</summary>
    public int Below(int below) => (int)(Share() * below);

    public double Between(double least, double most) => least + (Share() * (most - least));

    public bool Chance(double share) => Share() < share;

    public T Pick<T>(IReadOnlyList<T> all) => all[Below(all.Count)];

    /// <summary>One of several, each as likely as its weight says.</summary>
    public T Weighted<T>(IReadOnlyList<(T Value, double Weight)> all)
    {
        var at = Share() * all.Sum(a => a.Weight);
        foreach (var (value, weight) in all)
        {
            at -= weight;
            if (at < 0)
                return value;
        }
        return all[^1].Value;
    }

    /// <summary>Bell-shaped around 0, spread 1 (Box and Muller 1958).</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Share())) * Math.Cos(2 * Math.PI * Share());
}

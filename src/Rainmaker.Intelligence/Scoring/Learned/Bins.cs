using System.Diagnostics;
using System.Globalization;

namespace Rainmaker.Intelligence.Scoring.Learned;

/// <summary>
/// A column cut into at most 256 bins, so that a shape is a short table and a row a few bytes. Bin 0 is "not known". Bins are made from the facts
/// alone, never from outcomes.
/// </summary>
[System.Text.Json.Serialization.JsonDerivedType(typeof(NumberBins), "numbers"), System.Text.Json.Serialization.JsonDerivedType(typeof(WordBins), "words")]
public abstract record Bins(string Name)
{
    public abstract int Count { get; }

    /// <summary>Whether neighbouring bins are neighbours in the world.</summary>
    internal abstract bool Ordered { get; }

    /// <summary>The bin of each row; 0 throughout where the column is of the other kind.</summary>
    internal abstract byte[] Encode(FactColumn column);

    /// <summary>What the bins from one to the other are called; for words both are the same.</summary>
    internal abstract string Label(int first, int last);

    /// <param name="column">The column.</param>
    /// <param name="rowsABin">How many rows a bin should have at least, on average.</param>
    internal static Bins Of(FactColumn column, int rowsABin) => column switch
    {
        NumberColumn numbers => NumberBins.Of(numbers, rowsABin),
        WordColumn words => WordBins.Of(words, rowsABin),
        _ => throw new UnreachableException(),
    };
}

/// <param name="Name">The column's.</param>
/// <param name="Cuts">Rising; a value belongs to the bin after the last cut that is not above it.</param>
public sealed record NumberBins(string Name, double[] Cuts) : Bins(Name)
{
    public override int Count => Cuts.Length + 2;

    internal override bool Ordered => true;

    internal override byte[] Encode(FactColumn column) => column is NumberColumn { Values: var values }
        ? Array.ConvertAll(values, value => (byte)(double.IsFinite(value) ? 1 + Below(value) : 0))
        : new byte[column.Rows];

    internal override string Label(int first, int last) => (first, last) switch
    {
        (0, _) => "not known",
        (1, _) when last > Cuts.Length => "known",
        (1, _) => $"below {Text(Cuts[last - 1])}",
        _ when last > Cuts.Length => $"{Text(Cuts[first - 2])} or more",
        _ => $"{Text(Cuts[first - 2])} to {Text(Cuts[last - 1])}",
    };

    /// <summary>Quantiles; a value with more rows than a bin's share has a bin of its own.</summary>
    internal static NumberBins Of(NumberColumn column, int rowsABin)
    {
        var values = Array.FindAll(column.Values, double.IsFinite);
        Array.Sort(values);
        var most = Math.Clamp(values.Length / rowsABin, 1, 254);
        var (cuts, begin, i) = (new List<double>(), 0, 0);
        var share = Math.Max(1.0, values.Length / (double)most);
        while (i < values.Length && cuts.Count < 254)
        {
            var next = i;
            while (next < values.Length && values[next] == values[i])
                next++;
            // The run of equal values [i, next) begins a new bin where the one before is full or where it fills one by itself.
            if (i > begin && (i - begin >= share || next - begin > 1.5 * share))
            {
                cuts.Add(Between(values[i - 1], values[i]));
                begin = i;
            }
            i = next;
        }
        return new(column.Name, [.. cuts]);
    }

    int Below(double value)
    {
        var (low, high) = (0, Cuts.Length);
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (Cuts[middle] <= value)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>The roundest number above the one and not above the other: cuts are read by people.</summary>
    static double Between(double below, double above)
    {
        var middle = below + ((above - below) / 2);
        for (var digits = 0; digits <= 12; digits++)
        {
            var round = Math.Round(middle, digits);
            if (round > below && round <= above)
                return round;
        }
        return above;
    }

    static string Text(double value) => value.ToString(Math.Abs(value) >= 10_000 ? "N0" : "G6", CultureInfo.InvariantCulture);
}

/// <param name="Name">The column's.</param>
/// <param name="Levels">Those with a bin of their own, from bin 2 on. Bin 1 is every other word, also one never seen.</param>
public sealed record WordBins(string Name, string[] Levels) : Bins(Name)
{
    public override int Count => Levels.Length + 2;

    internal override bool Ordered => false;

    internal override byte[] Encode(FactColumn column)
    {
        if (column is not WordColumn words)
            return new byte[column.Rows];
        var own = new Dictionary<string, byte>(Levels.Length, StringComparer.Ordinal);
        for (var i = 0; i < Levels.Length; i++)
            own.Add(Levels[i], (byte)(i + 2));
        var bins = Array.ConvertAll(words.Levels, level => own.GetValueOrDefault(level, (byte)1));
        return Array.ConvertAll(words.Codes, code => code < 0 ? (byte)0 : bins[code]);
    }

    internal override string Label(int first, int last) => first switch { 0 => "not known", 1 => "something else", _ => Levels[first - 2] };

    /// <summary>Levels too rare to say anything by themselves share a bin.</summary>
    internal static WordBins Of(WordColumn column, int rowsABin)
    {
        var counts = new int[column.Levels.Length];
        foreach (var code in column.Codes)
            if (code >= 0)
                counts[code]++;
        return new(column.Name, [.. Enumerable.Range(0, counts.Length)
            .Where(level => counts[level] >= Math.Max(2, rowsABin))
            .OrderByDescending(level => counts[level]).ThenBy(level => column.Levels[level], StringComparer.Ordinal)
            .Take(254).Select(level => column.Levels[level])]);
    }
}

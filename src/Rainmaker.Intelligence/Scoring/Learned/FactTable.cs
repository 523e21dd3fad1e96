using System.Diagnostics;

namespace Rainmaker.Intelligence.Scoring.Learned;

/// <summary>What is known of many leads (or deals) in one respect, one place for each.</summary>
/// <param name="Name">In the user's words, or the name on the wire: it stands in the reasons.</param>
public abstract record FactColumn(string Name)
{
    public abstract int Rows { get; }

    /// <summary>Tells contents apart, alike in every process; equal contents are equal.</summary>
    internal abstract ulong Digest(int row);

    internal static ulong Mixed(ulong value)
    {
        // The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}

/// <summary>Quantities. What is not known, and what is no finite number, is <see cref="double.NaN"/>.</summary>
public sealed record NumberColumn(string Name, double[] Values) : FactColumn(Name)
{
    public override int Rows => Values.Length;

    internal override ulong Digest(int row) => double.IsFinite(Values[row]) ? Mixed(BitConverter.DoubleToUInt64Bits(Values[row] + 0.0) + 1) : 0;
}

/// <summary>Words, each level held once.</summary>
/// <param name="Codes">Index into <paramref name="Levels"/>; -1 where nothing is known.</param>
/// <param name="Levels">Distinct, in any order.</param>
public sealed record WordColumn(string Name, int[] Codes, string[] Levels) : FactColumn(Name)
{
    readonly ulong[] _digests = Array.ConvertAll(Levels, Fnv);

    public override int Rows => Codes.Length;

    public static WordColumn Of(string name, IReadOnlyList<string?> values)
    {
        var (codes, levels) = (new int[values.Count], new Dictionary<string, int>(StringComparer.Ordinal));
        for (var i = 0; i < codes.Length; i++)
        {
            if (values[i] is not { } value)
                codes[i] = -1;
            else if (!levels.TryGetValue(value, out codes[i]))
                levels.Add(value, codes[i] = levels.Count);
        }
        return new(name, codes, [.. levels.Keys]);
    }

    internal override ulong Digest(int row) => Codes[row] < 0 ? 0 : _digests[Codes[row]];

    /// <summary>FNV-1a; the framework's own hash of a string differs in every process.</summary>
    static ulong Fnv(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in text)
            hash = (hash ^ c) * 1099511628211UL;
        return Mixed(hash);
    }
}

/// <summary>Columns of the same length.</summary>
public sealed class FactTable
{
    public FactTable(IReadOnlyList<FactColumn> columns, int rows)
    {
        if (columns.FirstOrDefault(c => c.Rows != rows) is { } odd)
            throw new ArgumentException($"{odd.Name} has {odd.Rows} rows where the table has {rows}.", nameof(columns));
        (Columns, Rows) = (columns, rows);
    }

    public IReadOnlyList<FactColumn> Columns { get; }

    public int Rows { get; }

    public FactTable Take(int[] rows) => new(
        [.. Columns.Select(FactColumn (c) => c switch
        {
            NumberColumn numbers => numbers with { Values = Array.ConvertAll(rows, r => numbers.Values[r]) },
            WordColumn words => words with { Codes = Array.ConvertAll(rows, r => words.Codes[r]) },
            _ => throw new UnreachableException(),
        })], rows.Length);

    /// <summary>Of the row's whole content, whatever the row's place.</summary>
    public ulong Digest(int row)
    {
        var digest = 0x9E3779B97F4A7C15UL;
        foreach (var column in Columns)
            digest = (digest ^ column.Digest(row)) * 0xD6E8FEB86659FD93 + (digest >> 29);
        return digest ^ (digest >> 32);
    }
}

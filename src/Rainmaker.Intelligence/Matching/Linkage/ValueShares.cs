namespace Rainmaker.Intelligence.Matching.Linkage;

/// <summary>How often the values of one field, and the words in them, come in the records of a search. Only those that come more than once are named, the commonest first to be.</summary>
public sealed record ValueShares
{
    const int Most = 2000;

    /// <summary>How many records hold the value that an average record holds; 0 where nothing is known.</summary>
    public double Mean { get; init; }

    /// <summary>How many records hold a value that is not named, on average.</summary>
    public double Rest { get; init; } = 1;
    public IReadOnlyDictionary<string, int> Common { get; init; } = new Dictionary<string, int>();

    /// <summary>How many different values there are, and in how many of them a word stands.</summary>
    public int Texts { get; init; } = 1;
    public IReadOnlyDictionary<string, int> Words { get; init; } = new Dictionary<string, int>();

    /// <summary>
    /// To agree on a rare value says more than to agree on a common one: ln(mean share / share of the value), kept within 4
    /// (term-frequency adjustment: Newcombe 1959, Winkler 1989).
    /// </summary>
    internal static float Adjustment(double mean, double count) => (float)Math.Clamp(Math.Log(mean / Math.Max(count, 1)), -4, 4);

    internal static double MeanOf(int[] frequency, int filled)
    {
        var mean = 0d;
        foreach (var count in frequency)
            mean += (double)count * count / Math.Max(filled, 1);
        return mean;
    }

    /// <summary>How much a word says (inverse document frequency).</summary>
    internal static float WordWeight(int texts, int count) => (float)Math.Log(1 + (double)texts / count);

    // The record that comes in is one more that holds the value.
    internal float Adjustment(string value) => Mean <= 0 ? 0 : Adjustment(Mean, 1 + (Common.TryGetValue(value, out var count) ? count : Rest));

    internal float WordWeight(string word) => WordWeight(Texts, Words.GetValueOrDefault(word, 1));

    /// <summary>Addresses and numbers are not named: what is kept of a search holds none.</summary>
    internal static ValueShares Of(RecordTable table, int field)
    {
        var (values, frequency) = (table.Values[field], table.Frequency[field]);
        var isNamed = table.Fields[field].Kind is not (FieldKind.Email or FieldKind.Phone);
        var common = isNamed ? Named(frequency, values.Text) : [];
        var (distinct, left) = (frequency.Count(count => count > 0) - common.Count, table.Filled[field] - common.Values.Sum());
        return new()
        {
            Mean = MeanOf(frequency, table.Filled[field]), Rest = distinct > 0 ? Math.Max(1, (double)left / distinct) : 1, Common = common,
            Texts = Math.Max(values.Count, 1), Words = isNamed ? Named(values.WordCounts, word => values.WordTexts[word]) : [],
        };
    }

    static Dictionary<string, int> Named(int[] counts, Func<int, string> text) => Enumerable.Range(0, counts.Length).Where(value => counts[value] > 1)
        .OrderByDescending(value => counts[value]).ThenBy(text, StringComparer.Ordinal).Take(Most).ToDictionary(text, value => counts[value]);
}

using System.Runtime.InteropServices;

namespace Rainmaker.Intelligence.Matching.Linkage;

/// <summary>The distinct values of one column, or of several whose values people put into each other's place, each normalised once. A record holds only their numbers.</summary>
sealed class Vocabulary
{
    readonly Dictionary<string, int> _numbers = [];
    readonly List<string> _texts = [];

    public Vocabulary(FieldKind kind) => Kind = kind;

    /// <summary>The kind whose comparison is used; of several columns in one vocabulary, the first one's.</summary>
    public FieldKind Kind { get; }
    public int Count => _texts.Count;
    public ulong[] Letters { get; private set; } = [];

    /// <summary>Words of each value as numbers, and how much a word says (inverse document frequency); empty where values are compared whole.</summary>
    public int[][] Words { get; private set; } = [];
    public string[] WordTexts { get; private set; } = [];
    public int[] WordCounts { get; private set; } = [];
    public float[] WordWeights { get; private set; } = [];

    public bool IsWordy => Kind is FieldKind.Name or FieldKind.Company or FieldKind.Street or FieldKind.City or FieldKind.Text;

    public string Text(int value) => _texts[value];

    /// <summary>A number that follows from the value's text alone.</summary>
    public ulong Key(int value) => Hash.Of(_texts[value]);

    public int Number(string text)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, text, out var known);
        if (!known)
        {
            number = _texts.Count;
            _texts.Add(text);
        }
        return number;
    }

    /// <summary>After the last value: what comparing needs of each.</summary>
    /// <param name="known">What a search left of its words; where there is none, words weigh as in these values.</param>
    public void Close(ValueShares? known = null)
    {
        _numbers.Clear();
        _numbers.TrimExcess();
        Letters = new ulong[_texts.Count];
        for (var i = 0; i < _texts.Count; i++)
            Letters[i] = Edits.Letters(_texts[i]);
        if (IsWordy)
            SplitWords(known);
    }

    void SplitWords(ValueShares? known)
    {
        Words = new int[_texts.Count][];
        var numbers = new Dictionary<string, int>();
        var look = numbers.GetAlternateLookup<ReadOnlySpan<char>>();
        var words = new List<string>();
        var counts = new List<int>();
        Span<int> found = stackalloc int[12];
        for (var i = 0; i < _texts.Count; i++)
        {
            var length = 0;
            foreach (var range in _texts[i].AsSpan().Split(' '))
            {
                if (length == found.Length)
                    break;
                ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(look, _texts[i].AsSpan(range), out var met);
                if (!met)
                {
                    number = words.Count;
                    words.Add(_texts[i][range]);
                    counts.Add(0);
                }
                if (found[..length].Contains(number))
                    continue;
                counts[number]++;
                found[length++] = number;
            }
            Words[i] = found[..length].ToArray();
        }
        WordTexts = [.. words];
        WordCounts = [.. counts];
        WordWeights = [.. known is null ? counts.Select(count => ValueShares.WordWeight(_texts.Count, count)) : words.Select(known.WordWeight)];
    }
}

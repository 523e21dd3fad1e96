namespace Rainmaker.Intelligence.Analysis;

/// <summary>How often each word came. A word is somebody's free text: beyond a limit the rest is counted together.</summary>
sealed class Tally
{
    const int MostWords = 200;
    readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    public void Add(string? word)
    {
        word ??= "none";
        if (!_counts.ContainsKey(word) && _counts.Count >= MostWords)
            word = "other words";
        _counts[word] = _counts.GetValueOrDefault(word) + 1;
    }

    /// <summary>The most frequent first.</summary>
    public IReadOnlyDictionary<string, int> Counts(int most = int.MaxValue) =>
        new OrderedDictionary<string, int>(_counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Take(most));
}

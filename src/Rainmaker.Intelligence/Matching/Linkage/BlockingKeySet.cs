namespace Rainmaker.Intelligence.Matching.Linkage;

/// <summary>
/// The short keys by which records of likely duplicates meet: for each field one that forgives (the sound of a name, its beginning) and, where it pays, others that
/// are strict or forgive other slips. Keys are 32 bits; 0 is none. Values make keys, records look them up.
/// </summary>
sealed class BlockingKeySet
{
    BlockingKeySet(int field, bool forgiving, string name, uint[] keys)
    {
        Field = field;
        Forgiving = forgiving;
        Name = name;
        Keys = keys;
    }

    public int Field { get; }

    /// <summary>The one key of a field that is combined with others; the rest stand alone where they are rare enough.</summary>
    public bool Forgiving { get; }
    public string Name { get; }

    /// <summary>By the number of the value.</summary>
    public uint[] Keys { get; }

    public static List<BlockingKeySet> Of(RecordTable table)
    {
        var sets = new List<BlockingKeySet>();
        for (var f = 0; f < table.Fields.Count; f++)
        {
            var values = table.Values[f];
            foreach (var (name, key) in Recipes(table.Fields[f].Kind, values))
            {
                var keys = new uint[values.Count];
                Parallel.For(0, (keys.Length + 4095) / 4096, part =>
                {
                    for (var value = part * 4096; value < Math.Min(keys.Length, (part + 1) * 4096); value++)
                        keys[value] = key(value);
                });
                sets.Add(new(f, sets.TrueForAll(set => set.Field != f), name, keys));
            }
        }
        return sets;
    }

    static IEnumerable<(string Name, Func<int, uint> Key)> Recipes(FieldKind kind, Vocabulary values) => kind switch
    {
        FieldKind.FirstName or FieldKind.LastName =>
            [("sound", v => Sounding(values.Text(v))), ("start", v => Part(values.Text(v), 0, 3)), ("end", v => Part(values.Text(v), -3, 3))],
        FieldKind.Name or FieldKind.Company or FieldKind.Text =>
            [("word", v => RarestSound(values, v, 0)), ("second word", v => RarestSound(values, v, 1)), ("whole", v => Whole(values.Text(v)))],
        FieldKind.Street => [("word", v => RarestSound(values, v, 0)), ("second word", v => RarestSound(values, v, 1)), ("whole", v => Whole(values.Text(v)))],
        FieldKind.City => [("sound", v => Sounding(values.Text(v))), ("start", v => Part(values.Text(v), 0, 4))],
        FieldKind.Email => [("mailbox", v => Mailbox(values.Text(v))), ("start", v => Part(values.Text(v), 0, 5)), ("domain", v => Domain(values.Text(v)))],
        FieldKind.Phone => [("last seven", v => Part(values.Text(v), -7, 7)), ("start", v => Part(values.Text(v), 0, 6))],
        FieldKind.Date => [("whole", v => Whole(values.Text(v))), ("year and month", v => Part(values.Text(v), 0, 6)), ("month and day", v => Part(values.Text(v), -4, 4))],
        FieldKind.Postcode or FieldKind.Number =>
            [("whole", v => Whole(values.Text(v))), ("digits", v => Sorted(values.Text(v))), ("start", v => Half(values.Text(v), false)), ("end", v => Half(values.Text(v), true))],
        _ => [("whole", v => Whole(values.Text(v)))],
    };

    static uint Whole(ReadOnlySpan<char> text) => text.IsEmpty ? 0 : (uint)(Hash.Of(text) >> 32) | 1;

    static uint Part(string text, int from, int length)
    {
        if (text.Length < length)
            return 0;
        return Whole(from < 0 ? text.AsSpan(text.Length + from, length) : text.AsSpan(from, length));
    }

    static uint Half(string text, bool end) => text.Length < 4 ? 0 : Whole(end ? text.AsSpan(text.Length / 2) : text.AsSpan(0, (text.Length + 1) / 2));

    static uint Sounding(ReadOnlySpan<char> text) => Sound.Of(text.ToString()) is { } sound ? Whole(sound) : Whole(text);

    // Digits in order: two that were exchanged make no difference.
    static uint Sorted(string text)
    {
        Span<char> signs = text.Length <= 64 ? stackalloc char[text.Length] : new char[text.Length];
        text.CopyTo(signs);
        signs.Sort();
        return Whole(signs);
    }

    static uint Mailbox(string text) => text.IndexOf('@', StringComparison.Ordinal) is var at and > 0 ? Whole(text.AsSpan(0, at)) : Whole(text);

    static uint Domain(string text) => text.IndexOf('@', StringComparison.Ordinal) is var at and > 0 && !FreeMail.Has(text[(at + 1)..]) ? Whole(text.AsSpan(at + 1)) : 0;

    // The word that says most by its sound; a number as it stands.
    static uint RarestSound(Vocabulary values, int value, int rank)
    {
        var words = values.Words[value];
        if (rank >= words.Length)
            return 0;
        Span<int> order = stackalloc int[words.Length];
        words.CopyTo(order);
        order.Sort((a, b) => values.WordWeights[b] != values.WordWeights[a] ? values.WordWeights[b].CompareTo(values.WordWeights[a]) : string.CompareOrdinal(values.WordTexts[a], values.WordTexts[b]));
        var word = values.WordTexts[order[rank]];
        return char.IsAsciiDigit(word[0]) ? Whole(word) : Sounding(word);
    }
}

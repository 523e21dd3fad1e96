namespace Rainmaker.Intelligence.Matching.Linkage;

/// <summary>
/// Compares two records field by field. The result is one number: three bits for each field (<see cref="Level"/>), then three bits that say whether first and last
/// name stand in each other's place, three for street and place, and three for the whole name, which is as good as the worse of its two parts. One comparer per thread: it remembers the likeness of values it has met.
/// </summary>
sealed class PairComparer
{
    public const int Missing = 0, Different = 1, Alike = 2, Similar = 3, VerySimilar = 4, Same = 5, Levels = 6;
    public const int Straight = 1, Exchanged = 2;

    const int MostCached = 1 << 20;

    readonly RecordTable _table;
    readonly int _fields;
    readonly (int First, int Second)[] _names;
    readonly (int First, int Second)[] _places;
    readonly int[] _family;
    readonly bool[] _repeats;
    readonly ulong[] _cacheKeys;
    readonly byte[] _cacheValues;

    public PairComparer(RecordTable table)
    {
        _table = table;
        _fields = table.Fields.Count;
        Likeness = new byte[_fields];
        Partner = new int[_fields];
        _family = [.. table.Values.Select(values => Array.IndexOf(table.Values, values))];
        // Values that hardly ever come again are not worth remembering.
        _repeats = [.. Enumerable.Range(0, _fields).Select(f => table.Values[f].Count * 2 < table.Filled[f])];
        var cached = _repeats.Contains(true) ? (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(table.Count * 64L, 64, MostCached)) : 0;
        (_cacheKeys, _cacheValues) = (new ulong[cached], new byte[cached]);
        _names = Exchangeable(kind => kind is FieldKind.FirstName, kind => kind is FieldKind.LastName);
        _places = Exchangeable(kind => kind is FieldKind.Street or FieldKind.City, kind => kind is FieldKind.Street or FieldKind.City);
    }

    /// <summary>Bits of a packed comparison that one slot takes.</summary>
    public static int Shift(int slot) => 3 * slot;

    public static int Level(ulong comparison, int slot) => (int)(comparison >> (3 * slot)) & 7;

    /// <summary>Of the last comparison: how alike each field is, 0 to 255. Only meaningful where the level is not missing.</summary>
    public byte[] Likeness { get; }

    /// <summary>Of the last comparison: the field of the second record that each field of the first was held against.</summary>
    public int[] Partner { get; }

    public ulong Compare(int a, int b)
    {
        for (var f = 0; f < _fields; f++)
        {
            Partner[f] = f;
            Likeness[f] = Of(f, a, b, f);
        }
        var order = Exchange(_names, a, b);
        var place = Exchange(_places, a, b);
        var packed = ((ulong)order << Shift(_fields)) | ((ulong)place << Shift(_fields + 1));
        for (var f = 0; f < _fields; f++)
            packed |= (ulong)LevelOf(f, a, b) << Shift(f);
        if (_names.Length > 0)
            packed |= (ulong)Math.Min(Level(packed, _names[0].First), Level(packed, _names[0].Second)) << Shift(_fields + 2);
        return packed;
    }

    int LevelOf(int field, int a, int b) =>
        _table.Ids[field][a] < 0 || _table.Ids[Partner[field]][b] < 0 ? Missing : LevelOf(Likeness[field]);

    static int LevelOf(byte likeness) => likeness switch { 255 => Same, >= 228 => VerySimilar, >= 200 => Similar, >= 160 => Alike, _ => Different };

    // Two columns count as exchanged when nothing is alike straight and something is very much alike crosswise.
    int Exchange((int First, int Second)[] pairs, int a, int b)
    {
        if (pairs.Length == 0)
            return Missing;
        var known = false;
        foreach (var (first, second) in pairs)
        {
            if (Math.Max(Likeness[first], Likeness[second]) >= 190)
            {
                known = true;
                continue;
            }
            var (there, back) = (Of(first, a, b, second), Of(second, a, b, first));
            if (Math.Max(there, back) < 220)
                continue;
            (Likeness[first], Partner[first]) = (there, second);
            (Likeness[second], Partner[second]) = (back, first);
            return Exchanged;
        }
        return known ? Straight : Missing;
    }

    byte Of(int field, int a, int b, int other)
    {
        var (x, y) = (_table.Ids[field][a], _table.Ids[other][b]);
        if (x < 0 || y < 0)
            return 0;
        if (x == y)
            return 255;
        if (!_repeats[field])
            return Fresh(field, x, y);
        var key = ((ulong)_family[field] << 58) | ((ulong)Math.Min(x, y) << 29) | (uint)Math.Max(x, y);
        var slot = (int)(Hash.Mix(key) & ((uint)_cacheKeys.Length - 1));
        if (_cacheKeys[slot] == key)
            return _cacheValues[slot];
        var likeness = Fresh(field, x, y);
        (_cacheKeys[slot], _cacheValues[slot]) = (key, likeness);
        return likeness;
    }

    byte Fresh(int field, int x, int y) => (byte)Math.Min(254, Linkage.Alike.Of(_table.Values[field], x, y) * 255);

    (int, int)[] Exchangeable(Func<FieldKind, bool> first, Func<FieldKind, bool> second)
    {
        var pairs = new List<(int, int)>();
        for (var i = 0; i < _fields; i++)
        {
            for (var j = 0; j < _fields; j++)
            {
                if (i != j && first(_table.Fields[i].Kind) && second(_table.Fields[j].Kind) && !pairs.Contains((j, i)))
                    pairs.Add((i, j));
            }
        }
        return [.. pairs];
    }
}

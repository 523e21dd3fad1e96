namespace Rainmaker.Intelligence.Matching.Linkage;

/// <summary>
/// Pairs drawn from those that agree on one field. Among pairs drawn from all, agreement is so rare that what comes along with it (a town with its postcode, a company
/// with its street, a name with the mailbox made of it) does not show.
/// </summary>
static class Strata
{
    public const int Size = 20_000;

    /// <summary>Slots that have a stratum: every field, and the whole name.</summary>
    public static int Count(RecordTable table) => table.Fields.Count + 3;

    public static void Fill(RecordTable table, int slot, List<(int A, int B)> pairs)
    {
        if (Keys(table, slot) is not { } keys)
            return;
        var records = new int[table.Count];
        var filled = 0;
        for (var record = 0; record < records.Length; record++)
        {
            if (keys[record] == 0)
                continue;
            keys[filled] = keys[record];
            records[filled++] = record;
        }
        Array.Sort(keys, records, 0, filled);
        var groups = new List<(int From, int Left, int To, double Before)>();
        var total = 0d;
        for (var from = 0; from < filled;)
        {
            var to = from + 1;
            while (to < filled && keys[to] == keys[from])
                to++;
            Array.Sort(records, from, to - from);
            var left = from;
            while (table.IsLink && left < to && records[left] < table.FirstFile)
                left++;
            var here = table.IsLink ? (double)(left - from) * (to - left) : (double)(to - from) * (to - from - 1) / 2;
            if (here > 0)
                groups.Add((from, left, to, total));
            total += here;
            from = to;
        }
        if (total > 0)
            Draw(table.IsLink, records, groups, total, pairs);
    }

    static void Draw(bool link, int[] records, List<(int From, int Left, int To, double Before)> groups, double total, List<(int A, int B)> pairs)
    {
        var draws = (int)Math.Min(Size, 2 * total);
        for (var i = 0; i < draws; i++)
        {
            var random = Hash.Mix((ulong)i);
            var place = (random >> 11) * (1d / (1ul << 53)) * total;
            var (low, high) = (0, groups.Count - 1);
            while (low < high)
            {
                var middle = (low + high + 1) / 2;
                (low, high) = groups[middle].Before <= place ? (middle, high) : (low, middle - 1);
            }
            var (from, left, to, _) = groups[low];
            var (x, y) = ((uint)Hash.Mix(random), (uint)(Hash.Mix(random) >> 32));
            var (a, b) = link
                ? (from + (int)(x % (uint)(left - from)), left + (int)(y % (uint)(to - left)))
                : (from + (int)(x % (uint)(to - from)), from + (int)(y % (uint)(to - from)));
            if (a != b)
                pairs.Add((Math.Min(records[a], records[b]), Math.Max(records[a], records[b])));
        }
    }

    /// <summary>
    /// How often two records agree on a slot; 0 where it has no stratum. When two files are linked, of two records of the same file: there every entity stands once, so that
    /// no true pair is among them.
    /// </summary>
    public static double Agreement(RecordTable table, int slot)
    {
        if (Keys(table, slot) is not { } keys)
            return 0;
        var (same, all) = Agreeing(keys.AsSpan(0, table.FirstFile));
        var (sameThere, allThere) = Agreeing(keys.AsSpan(table.FirstFile));
        return (same + sameThere) / Math.Max(all + allThere, 1);
    }

    static (double Same, double All) Agreeing(ReadOnlySpan<ulong> keys)
    {
        var (counts, filled) = (new Dictionary<ulong, int>(), 0d);
        foreach (var key in keys)
        {
            if (key == 0)
                continue;
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _)++;
            filled++;
        }
        return (counts.Values.Sum(count => (double)count * (count - 1)), filled * (filled - 1));
    }

    static ulong[]? Keys(RecordTable table, int slot)
    {
        if (slot < table.Fields.Count)
            return [.. table.Ids[slot].Select(id => (ulong)(id + 1))];
        var (first, last) = (table.Field(FieldKind.FirstName), table.Field(FieldKind.LastName));
        if (slot != table.Fields.Count + 2 || first < 0 || last < 0)
            return null;
        return [.. table.Ids[first].Zip(table.Ids[last], (x, y) => x < 0 || y < 0 ? 0 : ((ulong)(x + 1) << 32) | (uint)(y + 1))];
    }
}

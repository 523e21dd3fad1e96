namespace Rainmaker.Intelligence.Matching.Linkage;

/// <summary>Records to be linked, by columns.</summary>
/// <param name="Fields">At most 18.</param>
/// <param name="Columns">For each field the values as typed, one for each row; null or blank where there is none.</param>
/// <param name="FirstFile">Rows of the first file when two are linked; 0 when one file is searched for duplicates.</param>
public sealed record LinkageInput(IReadOnlyList<LinkField> Fields, IReadOnlyList<string?[]> Columns, int FirstFile = 0)
{
    public int Rows => Columns.Count == 0 ? 0 : Columns[0].Length;
}

/// <summary>
/// The records as numbers of values, column by column, in an order that follows from their content and not from the file: the same records in another order give the
/// same result.
/// </summary>
sealed class RecordTable
{
    /// <summary>Most fields that fit into a packed comparison, with the two that tell of an exchange.</summary>
    public const int MostFields = 18;

    RecordTable(LinkageInput input)
    {
        Fields = input.Fields;
        Count = input.Rows;
        var families = new Dictionary<string, Vocabulary>();
        Values = [.. Fields.Select((field, i) => Family(field.Kind, i) is var key && families.TryGetValue(key, out var known) ? known : families[key] = new(field.Kind))];
    }

    public IReadOnlyList<LinkField> Fields { get; }
    public int Count { get; }
    public int FirstFile { get; private set; }
    public bool IsLink => FirstFile > 0;

    /// <summary>For each field its vocabulary; first and last names share one, streets and cities another.</summary>
    public Vocabulary[] Values { get; }

    /// <summary>For each field the number of each record's value, -1 where it is missing.</summary>
    public int[][] Ids { get; private set; } = [];

    /// <summary>For each field how many records hold a value, by the value's number.</summary>
    public int[][] Frequency { get; private set; } = [];
    public int[] Filled { get; private set; } = [];

    /// <summary>The row in the input of each record.</summary>
    public int[] RowOf { get; private set; } = [];

    // So few rows are read sooner than other threads are woken.
    const int Few = 1000;

    /// <param name="known">By field what a search left, where single pairs are judged by it.</param>
    public static RecordTable Read(LinkageInput input, IReadOnlyList<ValueShares>? known = null)
    {
        if (input.Fields.Count is 0 or > MostFields)
            throw new ArgumentException($"Name 1 to {MostFields} fields to compare.", nameof(input));
        var table = new RecordTable(input);
        var ids = new int[input.Fields.Count][];
        var threads = new ParallelOptions { MaxDegreeOfParallelism = input.Rows < Few ? 1 : -1 };
        // Columns with a vocabulary in common are read one after the other, the others beside each other.
        Parallel.ForEach(Enumerable.Range(0, ids.Length).GroupBy(i => table.Values[i]), threads, family =>
        {
            foreach (var i in family)
                ids[i] = Numbers(input.Fields[i].Kind, input.Columns[i], table.Values[i]);
            family.Key.Close(known?[family.First()]);
        });
        table.Order(ids, input.FirstFile, threads);
        return table;
    }

    /// <summary>The first field of a kind, or -1.</summary>
    public int Field(FieldKind kind) => Fields.Index().Where(field => field.Item.Kind == kind).Select(field => field.Index).DefaultIfEmpty(-1).First();

    static string Family(FieldKind kind, int field) => kind switch
    {
        FieldKind.FirstName or FieldKind.LastName => "names",
        FieldKind.Street or FieldKind.City => "places",
        _ => field.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    static int[] Numbers(FieldKind kind, string?[] typed, Vocabulary values)
    {
        var dayFirst = kind == FieldKind.Date && FieldText.DayFirst(typed.OfType<string>());
        var seen = new Dictionary<string, int>();
        var numbers = new int[typed.Length];
        for (var row = 0; row < typed.Length; row++)
        {
            if (typed[row] is not { Length: > 0 } text)
            {
                numbers[row] = -1;
                continue;
            }
            ref var number = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(seen, text, out var known);
            if (!known)
                number = FieldText.Of(kind, text, dayFirst) is { } value ? values.Number(value) : -1;
            numbers[row] = number;
        }
        return numbers;
    }

    void Order(int[][] ids, int firstFile, ParallelOptions threads)
    {
        var keys = new ulong[Count];
        Parallel.For(0, (Count + 65535) / 65536, threads, part =>
        {
            for (var row = part * 65536; row < Math.Min(Count, (part + 1) * 65536); row++)
            {
                var key = 0ul;
                for (var f = 0; f < ids.Length; f++)
                    key = Hash.Mix(key ^ (ids[f][row] < 0 ? (ulong)f : Values[f].Key(ids[f][row]) + (ulong)f));
                keys[row] = (key >> 1) | (row < firstFile || firstFile == 0 ? 0 : 1ul << 63);
            }
        });
        RowOf = [.. Enumerable.Range(0, Count)];
        Array.Sort(keys, RowOf);
        FirstFile = firstFile;
        Ids = new int[ids.Length][];
        Frequency = new int[ids.Length][];
        Filled = new int[ids.Length];
        Parallel.For(0, ids.Length, threads, f =>
        {
            var (ordered, frequency) = (new int[Count], new int[Values[f].Count]);
            for (var record = 0; record < ordered.Length; record++)
            {
                var id = ordered[record] = ids[f][RowOf[record]];
                if (id < 0)
                    continue;
                frequency[id]++;
                Filled[f]++;
            }
            (Ids[f], Frequency[f]) = (ordered, frequency);
        });
    }
}

/// <summary>Scattering of numbers that is the same on every machine and in every run.</summary>
static class Hash
{
    /// <summary>The finaliser of splitmix64 (Steele, Lea, Flood 2014).</summary>
    public static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }

    /// <summary>Of a text: FNV-1a (Fowler, Noll, Vo), then mixed.</summary>
    public static ulong Of(ReadOnlySpan<char> text)
    {
        var hash = 0xCBF29CE484222325ul;
        foreach (var c in text)
            hash = (hash ^ c) * 0x100000001B3;
        return Mix(hash);
    }
}

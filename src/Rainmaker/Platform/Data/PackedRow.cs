using System.Buffers.Binary;
using System.Text;

namespace Rainmaker.Platform.Data;

/// <summary>
/// A row in PostgreSQL's own binary form of a record (<c>record_send(row(...))</c>), read in place. For long rows on the hottest paths: one value
/// comes instead of forty, and text that arrives as UTF-8 and leaves as UTF-8 never becomes a string in between.
/// </summary>
/// <remarks>The form: how many fields; then for each its type, its length (-1 is null) and its bytes; all numbers big-endian.</remarks>
readonly ref struct PackedRow
{
    // PostgreSQL counts from the first of January 2000.
    static readonly long Epoch = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    readonly ReadOnlySpan<byte> _bytes;
    readonly Span<(int At, int Length)> _fields;

    /// <param name="fields">Room for as many as the row has.</param>
    public PackedRow(ReadOnlySpan<byte> bytes, Span<(int At, int Length)> fields)
    {
        if (Number(bytes) != fields.Length)
            throw new InvalidDataException($"{Number(bytes)} columns came instead of {fields.Length}.");
        _bytes = bytes;
        _fields = fields;
        var at = sizeof(int);
        for (var i = 0; i < fields.Length; i++)
        {
            var length = Number(bytes[(at + sizeof(int))..]);
            at += 2 * sizeof(int);
            fields[i] = (at, length);
            at += Math.Max(length, 0);
        }
    }

    public bool IsNull(int i) => _fields[i].Length < 0;

    /// <summary>Text as UTF-8, or the bytes of a bytea.</summary>
    public ReadOnlySpan<byte> Bytes(int i) => _bytes.Slice(_fields[i].At, _fields[i].Length);

    public string? Text(int i) => IsNull(i) ? null : Encoding.UTF8.GetString(Bytes(i));

    public Guid? Id(int i) => IsNull(i) ? null : new Guid(Bytes(i), bigEndian: true);

    public DateTimeOffset? Moment(int i) =>
        IsNull(i) ? null : new DateTimeOffset(Epoch + BinaryPrimitives.ReadInt64BigEndian(Bytes(i)) * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

    /// <summary>A double precision.</summary>
    public double? Real(int i) => IsNull(i) ? null : BinaryPrimitives.ReadDoubleBigEndian(Bytes(i));

    /// <summary>A text[] of one dimension without nulls.</summary>
    public Words List(int i) => new(Bytes(i));

    static int Number(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32BigEndian(bytes);

    /// <summary>The entries of a list, one after the other.</summary>
    /// <remarks>The form: dimensions (0 where empty), whether there are nulls, the type, how many, the first index; then each with its length.</remarks>
    public ref struct Words(ReadOnlySpan<byte> list)
    {
        const int Count = 3 * sizeof(int), First = 5 * sizeof(int);

        readonly ReadOnlySpan<byte> _list = list;
        int _left = Number(list) == 0 ? 0 : Number(list[Count..]), _at = First;

        public ReadOnlySpan<byte> Current { get; private set; }

        public readonly Words GetEnumerator() => this;

        public bool MoveNext()
        {
            if (_left-- <= 0)
                return false;
            var length = Number(_list[_at..]);
            Current = _list.Slice(_at + sizeof(int), length);
            _at += sizeof(int) + length;
            return true;
        }

        public readonly IReadOnlyList<string> ToList()
        {
            var words = new List<string>(Math.Max(_left, 0));
            foreach (var word in this)
                words.Add(Encoding.UTF8.GetString(word));
            return words;
        }
    }
}

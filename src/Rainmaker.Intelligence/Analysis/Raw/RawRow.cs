using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text;

namespace Rainmaker.Intelligence.Analysis.Raw;

/// <summary>
/// The wanted values of one record at a time, as places in the buffer. Records of a file name their properties in the same order, so a name is compared with
/// the one that stood there last before it is looked up. What runs a million times in a second's run is compiled well at once: it would be over before the runtime notices.
/// </summary>
sealed class RawRow
{
    readonly byte[][] _wanted;
    readonly Place[] _places;
    readonly List<(byte[] Name, int Field)> _order = [];
    readonly RawWords _words;
    int _turn;

    /// <param name="words">Shared by the rows of a run: the same word becomes the same text.</param>
    /// <param name="wanted">Names beside the id or among the properties; a field is its place in this list.</param>
    public RawRow(RawWords words, params IEnumerable<string> wanted)
    {
        _words = words;
        _wanted = [.. wanted.Select(Encoding.UTF8.GetBytes)];
        _places = new Place[_wanted.Length];
    }

    readonly record struct Place(int Start, int Length, bool IsEscaped);

    /// <summary>See <see cref="RawRecords.Reading"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Read(ref Utf8JsonReader json)
    {
        Array.Clear(_places);
        _turn = 0;
        return Members(ref json);
    }

    public bool Has(int field) => _places[field].Length > 0;

    /// <summary>The value as it stands in the file; empty without one, or where it holds escapes.</summary>
    public ReadOnlySpan<byte> Bytes(int field, ReadOnlySpan<byte> buffer) => _places[field] is { IsEscaped: false } place ? buffer.Slice(place.Start, place.Length) : default;

    /// <summary>A word that comes often: the same text each time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public string? Word(int field, ReadOnlySpan<byte> buffer) =>
        !Has(field) ? null : _places[field].IsEscaped ? Text(field, buffer) : _words.Of(Bytes(field, buffer));

    public string? Text(int field, ReadOnlySpan<byte> buffer)
    {
        if (!Has(field))
            return null;
        var place = _places[field];
        if (!place.IsEscaped)
            return Encoding.UTF8.GetString(buffer.Slice(place.Start, place.Length));
        // With its quotes: the reader knows how to undo escapes.
        var json = new Utf8JsonReader(buffer.Slice(place.Start - 1, place.Length + 2));
        json.Read();
        return json.GetString();
    }

    public DateTimeOffset? Moment(int field, ReadOnlySpan<byte> buffer) => Has(field) ? RawValue.Moment(Bytes(field, buffer)) : null;

    public int? Whole(int field, ReadOnlySpan<byte> buffer) => Has(field) ? RawValue.Whole(Bytes(field, buffer)) : null;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    bool Members(ref Utf8JsonReader json)
    {
        while (true)
        {
            if (!json.Read())
                return false;
            if (json.TokenType == JsonTokenType.EndObject)
                return true;
            var (field, holds) = (Field(json.ValueSpan), json.ValueTextEquals("properties"u8));
            if (!json.Read())
                return false;
            switch (json.TokenType)
            {
                case JsonTokenType.StartObject when holds:
                    if (!Members(ref json))
                        return false;
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    if (!json.TrySkip())
                        return false;
                    break;
                case JsonTokenType.String when field >= 0:
                    _places[field] = new((int)json.TokenStartIndex + 1, json.ValueSpan.Length, json.ValueIsEscaped);
                    break;
                case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False when field >= 0:
                    _places[field] = new((int)json.TokenStartIndex, json.ValueSpan.Length, false);
                    break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    int Field(ReadOnlySpan<byte> name)
    {
        var turn = _turn++;
        if (turn < _order.Count && name.SequenceEqual(_order[turn].Name))
            return _order[turn].Field;
        var field = -1;
        for (var at = 0; at < _wanted.Length && field < 0; at++)
            field = name.SequenceEqual(_wanted[at]) ? at : -1;
        if (turn < _order.Count)
            _order[turn] = (name.ToArray(), field);
        else if (turn == _order.Count && turn < 500)
            _order.Add((name.ToArray(), field));
        return field;
    }
}

/// <summary>Text of words that come again and again.</summary>
sealed class RawWords
{
    const int Longest = 200;
    readonly (byte[] Bytes, string Text)[] _known = new (byte[], string)[1 << 10];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public string Of(ReadOnlySpan<byte> word)
    {
        // A page of text where a word belongs is still one word: its beginning.
        if (word.Length > Longest)
            word = word[..Longest];
        var hash = new HashCode();
        hash.AddBytes(word);
        ref var known = ref _known[hash.ToHashCode() & (_known.Length - 1)];
        if (known.Bytes is null || !word.SequenceEqual(known.Bytes))
            known = (word.ToArray(), Encoding.UTF8.GetString(word));
        return known.Text;
    }
}

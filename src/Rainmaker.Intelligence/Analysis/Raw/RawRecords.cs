using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Rainmaker.Intelligence.Analysis.Raw;

/// <summary>
/// Walks a file of records (a JSON list, or an object with one under "results") through one buffer: no document is built and no record kept. The buffer
/// grows only for a record that does not fit.
/// </summary>
static class RawRecords
{
    /// <summary>Reads one record, its opening brace being the reader's token, up to its closing one. False: the buffer ends before; it is called again with more.</summary>
    public delegate bool Reading(ref Utf8JsonReader json, ReadOnlySpan<byte> buffer);

    const int Usual = 1 << 18, Most = 1 << 28;

    /// <param name="name">How a fault names the file.</param>
    /// <param name="read">Keeps nothing of a record it could not finish.</param>
    /// <param name="done">Called after each whole record.</param>
    /// <exception cref="RawFault">What stands there is no list of records.</exception>
    public static void Walk(Stream file, string name, Reading read, Action? done = null)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Usual);
        var (filled, before, last) = (Fill(file, buffer, 0), 0L, false);
        var start = buffer.AsSpan(0, filled).StartsWith("\uFEFF"u8) ? 3 : 0;
        var (state, depth) = (new JsonReaderState(), -1);
        try
        {
            while (true)
            {
                var json = new Utf8JsonReader(buffer.AsSpan(start, filled - start), last, state);
                var whole = 0;
                try
                {
                    while (Next(ref json, ref depth, buffer.AsSpan(start, filled - start), read, name, before + start, done))
                        (whole, state) = ((int)json.BytesConsumed, json.CurrentState);
                }
                catch (JsonException e)
                {
                    throw new RawFault(name, before + start + json.BytesConsumed, last && json.BytesConsumed >= filled - start - 1 ? "the file ends in the middle." : "this is no JSON.", e);
                }
                if (last)
                    return;
                start += whole;
                buffer.AsSpan(start, filled - start).CopyTo(buffer);
                (before, filled, start) = (before + start, filled - start, 0);
                if (filled == buffer.Length)
                    buffer = Larger(buffer, filled, name, before);
                var more = Fill(file, buffer, filled);
                (filled, last) = (filled + more, more == 0);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>One token of the frame, or one whole record. False when the buffer, or the file, ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static bool Next(ref Utf8JsonReader json, ref int depth, ReadOnlySpan<byte> buffer, Reading read, string name, long at, Action? done)
    {
        if (!json.Read())
            return false;
        if (depth >= 0 && json.CurrentDepth == depth)
        {
            if (json.TokenType != JsonTokenType.StartObject)
                throw new RawFault(name, at + json.TokenStartIndex, "a record is expected here, in braces.");
            if (!read(ref json, buffer))
                return false;
            done?.Invoke();
            return true;
        }
        switch (json.TokenType)
        {
            case JsonTokenType.StartArray when depth < 0:
                depth = json.CurrentDepth + 1;
                return true;
            case JsonTokenType.StartObject or JsonTokenType.EndObject or JsonTokenType.EndArray:
                return true;
            case JsonTokenType.PropertyName when json.ValueTextEquals("results"u8):
                return true;
            case JsonTokenType.PropertyName:
                return json.Read() && json.TrySkip();
            default:
                throw new RawFault(name, at + json.TokenStartIndex, "a list of records is expected here.");
        }
    }

    static int Fill(Stream file, byte[] buffer, int from)
    {
        var filled = from;
        while (filled < buffer.Length && file.Read(buffer.AsSpan(filled)) is > 0 and var more)
            filled += more;
        return filled - from;
    }

    static byte[] Larger(byte[] buffer, int filled, string name, long at)
    {
        if (buffer.Length >= Most)
            throw new RawFault(name, at, "one record of more than 256 MB.");
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}

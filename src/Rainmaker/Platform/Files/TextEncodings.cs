using System.Buffers;
using System.Text;

namespace Rainmaker.Platform.Files;

/// <summary>Tells in which encoding a text file is written: by its byte order mark, by its NULs, by whether it is valid UTF-8; else it is Windows Latin.</summary>
static class TextEncodings
{
    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    static readonly Encoding Latin = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>Null where it is no text at all. Leaves the file at its beginning.</summary>
    public static Encoding? Of(Stream file)
    {
        Span<byte> head = stackalloc byte[4096];
        head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        file.Position = 0;
        if (head is [0xEF, 0xBB, 0xBF, ..])
            return Encoding.UTF8;
        if (head is [0xFF, 0xFE, ..])
            return Encoding.Unicode;
        if (head is [0xFE, 0xFF, ..])
            return Encoding.BigEndianUnicode;

        var (even, odd) = (0, 0);
        for (var i = 0; i < head.Length; i++)
            if (head[i] == 0)
                _ = i % 2 == 0 ? even++ : odd++;
        // Western text in UTF-16 has a NUL in nearly every second place.
        if (odd > head.Length / 4 && even < odd / 8)
            return Encoding.Unicode;
        if (even > head.Length / 4 && odd < even / 8)
            return Encoding.BigEndianUnicode;
        if (even + odd > 8)
            return null;
        return IsUtf8(file) ? Encoding.UTF8 : Latin;
    }

    static bool IsUtf8(Stream file)
    {
        var decoder = Strict.GetDecoder();
        var (bytes, chars) = (ArrayPool<byte>.Shared.Rent(1 << 16), ArrayPool<char>.Shared.Rent(1 << 16));
        try
        {
            int read;
            do
            {
                read = file.Read(bytes, 0, 1 << 16);
                decoder.GetChars(bytes, 0, read, chars, 0, flush: read == 0);
            }
            while (read > 0);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
        finally
        {
            file.Position = 0;
            ArrayPool<byte>.Shared.Return(bytes);
            ArrayPool<char>.Shared.Return(chars);
        }
    }
}

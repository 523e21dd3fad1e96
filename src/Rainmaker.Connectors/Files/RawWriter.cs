using System.Buffers;
using System.Text.Json;

namespace Rainmaker.Connectors.Files;

/// <summary>One raw file in the making: a JSON array, one record a line, whole up to the last page.</summary>
sealed class RawWriter : IDisposable
{
    readonly FileStream _file;
    readonly ArrayBufferWriter<byte> _page = new(1 << 16);
    readonly Utf8JsonWriter _json;
    bool _any;

    /// <param name="bytes">What is whole of an earlier run's; the rest is cut off.</param>
    public RawWriter(string path, long bytes, int count)
    {
        _file = new(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, 1);
        if (_file.Length > bytes)
            _file.SetLength(bytes);
        _file.Seek(0, SeekOrigin.End);
        _json = new(_page);
        (Count, _any) = (count, count > 0);
        if (bytes == 0)
            _page.Write("["u8);
    }

    /// <summary>Records so far; of associations the pairs.</summary>
    public int Count { get; set; }
    public long Bytes => _file.Position;

    public void Add(ReadOnlyMemory<byte> original, int counts = 1)
    {
        Line(counts);
        if (original.Span.Contains((byte)'\n'))
        {
            // Somebody in between made it pretty; a record is one line here.
            using var record = JsonDocument.Parse(original);
            record.RootElement.WriteTo(_json);
            Written();
        }
        else
            _page.Write(original.Span);
    }

    public void Add(Action<Utf8JsonWriter> write, int counts = 1)
    {
        Line(counts);
        write(_json);
        Written();
    }

    /// <summary>The page is whole: it goes to the file at once.</summary>
    public void EndPage()
    {
        _file.Write(_page.WrittenSpan);
        _page.ResetWrittenCount();
    }

    public void EndFile()
    {
        _page.Write("\n]\n"u8);
        EndPage();
    }

    public void Dispose()
    {
        _json.Dispose();
        _file.Dispose();
    }

    void Line(int counts)
    {
        _page.Write(_any ? ",\n"u8 : "\n"u8);
        _any = true;
        Count += counts;
    }

    void Written()
    {
        _json.Flush();
        _json.Reset();
    }
}

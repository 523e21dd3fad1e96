using System.Text;
using CsvHelper;

namespace Rainmaker.Platform.Files;

/// <summary>Writes rejected rows to a path as they come; there is no file while there is no row.</summary>
public sealed class RejectedRowsFile(string path) : IDisposable
{
    CsvWriter? _csv;
    StreamWriter? _file;

    public string Path => path;
    public int Count { get; private set; }

    internal void Add(IReadOnlyList<string> headers, IEnumerable<RejectedRow> rows)
    {
        foreach (var row in rows)
        {
            if (_csv is null)
            {
                // Only the owner reads it: it holds addresses. The byte order mark tells Excel that it is UTF-8.
                var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
                _file = new StreamWriter(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), options);
                _csv = RejectedRows.Begin(_file, headers);
            }
            RejectedRows.WriteRow(_csv, headers, row);
            Count++;
        }
    }

    public void Dispose()
    {
        _csv?.Dispose();
        _file?.Dispose();
    }
}

using System.Security.Cryptography;
using System.Text;

namespace Rainmaker.Platform.Postgres;

/// <summary>The folder given by <c>--data</c>: keys, locks, files and the private PostgreSQL live below it.</summary>
public sealed record DataFolder
{
    public DataFolder(string path)
    {
        Path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    /// <summary>Twelve hex digits that stand for this folder where its own path would be too long (a socket's address ends at 107 bytes).</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path)))[..12];

    public string At(string name) => System.IO.Path.Combine(Path, name);

    public string LockFile(string name) => System.IO.Path.Combine(Private("locks"), name);

    /// <summary>
    /// The secret kept in <c>keys/</c>, made at the first call. Only the owner of the process can read it.
    /// Two processes that ask at once get the same one.
    /// </summary>
    public string Secret(string name, Func<string> make)
    {
        var file = System.IO.Path.Combine(Private("keys"), name);
        if (File.Exists(file))
            return File.ReadAllText(file).Trim();

        var draft = $"{file}.{Guid.CreateVersion7():N}";
        using (var stream = new FileStream(draft, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            stream.Write(Encoding.ASCII.GetBytes(make() + "\n"));
            stream.Flush(flushToDisk: true);
        }
        try
        {
            File.Move(draft, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(draft);
        }
        return File.ReadAllText(file).Trim();
    }

    string Private(string name)
    {
        var folder = At(name);
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return folder;
    }
}

namespace Rainmaker.Tests.Support;

/// <summary>A folder of a test's own, gone at its end.</summary>
public sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("rainmaker-").FullName;

    public TempFolder()
    {
        // The unprivileged user that PostgreSQL runs as must be able to enter.
        File.SetUnixFileMode(Path, File.GetUnixFileMode(Path) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

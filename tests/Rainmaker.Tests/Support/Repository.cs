namespace Rainmaker.Tests.Support;

/// <summary>The checkout that these tests were built from.</summary>
public static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string At(params string[] path) => Path.Combine([Root, .. path]);

    static string Find(string folder) => File.Exists(Path.Combine(folder, "Rainmaker.slnx")) ? folder : Find(Path.GetDirectoryName(folder)!);
}

namespace Rainmaker.Intelligence.Tests;

/// <summary>Public data beside the repository, where there is any.</summary>
static class SharedFiles
{
    /// <summary>The path of a file or folder of the public data; skips the test where it is not there.</summary>
    public static string Path(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !Directory.Exists(System.IO.Path.Combine(folder.FullName, "shared", "data")))
            folder = folder.Parent;
        Assert.SkipWhen(folder is null, "The public data is not beside this checkout.");
        return System.IO.Path.Combine(folder!.FullName, "shared", "data", name);
    }
}

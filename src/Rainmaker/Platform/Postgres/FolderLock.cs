namespace Rainmaker.Platform.Postgres;

/// <summary>Locks held by the kernel: they vanish with the process that holds them, also after <c>kill -9</c>.</summary>
static class FolderLock
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Null when anybody else holds the file, shared or alone.</summary>
    public static FileStream? TryAlone(string file) => Try(file, FileAccess.ReadWrite, FileShare.None);

    /// <summary>Null when somebody holds the file alone.</summary>
    public static FileStream? TryShared(string file) => Try(file, FileAccess.Read, FileShare.Read);

    public static async Task<FileStream> Wait(Func<FileStream?> attempt, string refusal, TimeSpan limit, TimeProvider time, CancellationToken stop)
    {
        for (var began = time.GetTimestamp(); ; await Task.Delay(Pause, time, stop))
        {
            if (attempt() is { } held)
                return held;
            if (time.GetElapsedTime(began) > limit)
                throw new CannotContinue(refusal);
        }
    }

    static FileStream? Try(string file, FileAccess access, FileShare share)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, access, share, bufferSize: 1);
        }
        catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException))
        {
            return null;
        }
    }
}
